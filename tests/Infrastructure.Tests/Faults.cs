namespace XaiFunctions.Infrastructure.Tests;

/// <summary>Faults that somebody could make in infra-bicep, each with the rule that must find it.</summary>
internal static class Faults
{
    private const string Main = "infra-bicep/main.bicep";
    private const string Parameters = "infra-bicep/main.bicepparam";
    private const string Subscription = "infra-bicep/scoring-subscription.bicep";
    private const string App = "infra-bicep/modules/function-app.bicep";
    private const string Access = "infra-bicep/modules/access.bicep";
    private const string Alerts = "infra-bicep/modules/alerts.bicep";
    private const string DataStorage = "infra-bicep/modules/data-storage.bicep";
    private const string Host = "infra-bicep/modules/host-storage.bicep";
    private const string Storage = "infra-bicep/modules/storage-account.bicep";
    private const string Vault = "infra-bicep/modules/key-vault.bicep";
    private const string Scheduler = "infra-bicep/modules/durable-task-scheduler.bicep";
    private const string Network = "infra-bicep/modules/network.bicep";
    private const string Events = "infra-bicep/modules/events.bicep";
    private const string Monitoring = "infra-bicep/modules/monitoring.bicep";

    public static IReadOnlyList<(string Rule, string File, string Text, string Replacement)> All { get; } =
    [
        ("Fit", App, "httpsOnly: true", "httpOnly: true"),
        ("Fit", App, "reserved: true", "reserved: 'yes'"),
        ("Fit", App, "enabled: true, runtimeVersion", "enable: true, runtimeVersion"),
        ("Fit", Storage, "kind: 'StorageV2'\n", ""),
        ("Fit", Storage, "publicAccess: 'None'", "publicAccess: 'Nobody'"),
        ("Fit", Storage, "{ enabled: true, days: softDeleteDays }", "{ enabled: true, day: softDeleteDays }"),
        ("Fit", Vault, "vaults/keys@2024-11-01", "vaults/keyes@2024-11-01"),
        ("Fit", Vault, "kty: 'EC'", "kty: ['EC']"),
        ("Fit", Subscription, "endpointType: 'WebHook'", "endpointType: 'Webhook'"),
        ("Fit", Subscription, "maxEventsPerBatch: 1", "maxEvents: 1"),
        ("Fit", Scheduler, "publicNetworkAccess:", "publicAccess:"),
        ("Fit", Alerts, "timeAggregation: 'Count'", "timeAggregation: 'Sum'"),
        ("Fit", App, "tag: 'ServiceTag'", "tag: 'Service'"),
        ("Fit", App, "{ name: 'durable', instanceCount", "{ name: 'durable', count"),
        ("Lifecycle", Host, "daysAfterModificationGreaterThan: workRetentionDays", "daysAfterModification: workRetentionDays"),
        ("Lifecycle", DataStorage, "version: { delete: { daysAfterCreationGreaterThan: 90 } }", "versions: { delete: {} }"),
        ("Lifecycle", Host, "'remove-abandoned-work'", "'remove-work'"),
        ("Versions", Network, "virtualNetworks@2024-07-01", "virtualNetworks@2023-11-01"),
        ("Versions", Monitoring, "workspaces@2025-02-01", "workspaces@2021-12-01-preview"),
        ("Hardened", Storage, "allowSharedKeyAccess: false", "allowSharedKeyAccess: true"),
        ("Hardened", Vault, "    enablePurgeProtection: true\n", ""),
        ("Hardened", App, "name: 'dotnet-isolated'", "name: 'node'"),
        ("Ids", Access, "b7e6dc6d-f1e8-4753-8033-0f276bb0955b", "17d1049b-9a84-46fb-8f53-869881c3d3ab"),
        ("Ids", Access, "var storageBlobDataReader =", "var storageBlobDataWriter ="),
        ("Assignments", Access, "principalType: 'Group'", "principalType: groupType"),
        ("Assignments", Access, "guid(component.id, identity.id, ", "guid(identity.id, "),
        ("Assignments", Access, "  scope: component\n", ""),
        ("Assignments", Events, "scope: storage::blobs::deadLetters", "scope: storage"),
        ("Calls", Events, "description: 'Event Grid writes", "description: 'x${storage.listKeys().keys[0].value} Event Grid writes"),
        ("SecretOutputs", App, "string = 'https://${app.properties.defaultHostName}'", "string = component.properties.ConnectionString"),
        ("SecretOutputs", Vault, "output signingKeyUri string", "output signingKey string"),
        ("Texts", App, "XaiStorage__credential: 'managedidentity'", "XaiStorage: 'AccountName=x;AccountKey=y'"),
        ("Texts", App, "param authClientId string", "param clientSecret string"),
        ("Hooks", "infra-bicep/hooks/subscribe.sh", "length(systemKeys.blobs_extension || '')", "systemKeys.blobs_extension"),
        ("Described", Vault, "@description('Name of the vault.')\n", ""),
        ("Described", Events, "metadata description", "metadata about"),
        ("Used", Alerts, "startDate: budgetStart", "startDate: utcNow()"),
        ("Declared", App, "4 * cores", "4 * core"),
        ("Reached", Main, "modules/alerts.bicep", "modules/monitoring.bicep"),
        ("Modules", Main, "emails: alertEmails", "addresses: alertEmails"),
        ("Modules", Main, "    planName: names.plan\n", ""),
        ("Modules", Main, "modules/events.bicep", "modules/event.bicep"),
        ("Modules", Main, "app.outputs.uri", "app.outputs.url"),
        ("ParameterFile", Parameters, "param location = ", "param region = "),
        ("Stages", Parameters, "    requireSignIn: false\n", ""),
        ("Stages", Parameters, "zoneRedundant: true", "zoneRedundant: false"),
        ("Limits", Main, "'sthost${token}'", "'stxaifunctionshost${token}'"),
        ("Limits", Main, "'kv-xai-${token}'", "'kv-${environmentName}'"),
        ("Limits", Host, "'dead-letter'", "'dead_letter'"),
        ("Limits", Alerts, "'budget-${environmentName}'", "'budget-${workspaceId}'"),
        ("Ranges", Parameters, "'XAI_ALLOWED_IP_RANGES', '[]'", "'XAI_ALLOWED_IP_RANGES', '0.0.0.0/0'"),
        ("Ranges", Network, "sourceAddressPrefix: 'VirtualNetwork'", "sourceAddressPrefix: '*'"),
        ("Isolation", Storage, "'Disabled' : 'Enabled'", "'Enabled' : 'Enabled'"),
        ("Isolation", Scheduler, "    publicNetworkAccess: networkIsolation ? 'Disabled' : 'Enabled'\n", ""),
        ("Subscription", Subscription, "'PutBlockList', ", ""),
        ("Subscription", Subscription, "deadLetterWithResourceIdentity", "deadLetter"),
        ("SignIn", App, "'/runtime/webhooks/*', ", ""),
        ("Storage", DataStorage, "'explanations'", "'explained'"),
        ("Storage", DataStorage, "['Jobs', ", "['Job', "),
        ("Access", Access, "'models', 'explanations', 'audits', 'audit-log'", "'models', 'explanations', 'audits', 'auditlog'"),
        ("Names", Subscription, "'OnScoringFile'", "'OnScoringBlob'"),
        ("Names", Main, "var taskHubName = 'XaiFunctions'", "var taskHubName = 'Xai'"),
        ("Names", Host, "'webjobs-blobtrigger-poison'", "'poison'"),
        ("Names", Events, "'dead-letter'", "'dead-letters'"),
        ("Connections", App, "XaiStorage__tableServiceUri", "Storage__tableServiceUri"),
        ("Options", App, "Access__Audiences", "Access__Audience"),
        ("Options", App, "Explain__TableRows", "Explain__MaxTableRows"),
        ("Options", App, "Explain__Workers", "Explain__Worker"),
        ("Options", App, "Callbacks__Secret", "Callbacks__Key"),
        ("Options", "README.md", "`Explain__KeepHours`, ", ""),
        ("Deployment", App, "'azd-service-name': 'explainer'", "'azd-service-name': 'app'"),
        ("Deployment", "infra-bicep/azure.yaml", "./hooks/subscribe.sh", "./hooks/subscription.sh"),
        ("Outputs", Main, "output XAI_SYSTEM_TOPIC", "output XAI_TOPIC"),
        ("Metrics", "infra-bicep/workbook.json", "\"xai.interval.half_width\\\"", "\"xai.interval.width\\\""),
        ("Metrics", "src/XaiFunctions.App/Telemetry/JobTelemetry.cs", "\"xai.denials\"", "\"xai.refusals\""),
        ("Columns", "infra-bicep/workbook.json", "max(Max)", "max(Maximum)"),
        ("Columns", "infra-bicep/workbook.json", "AppMetrics\\n", "customMetrics\\n"),
        ("Chapters", "infra-bicep/RUNBOOK.md", "## Slow activities", "## Slowness"),
        ("Settings", "infra-bicep/README.md", "`XAI_DURABLE_BACKEND`", "`XAI_BACKEND`"),
        ("Files", "infra-bicep/README.md", "`modules/network.bicep`", "`modules/vnet.bicep`"),
    ];

    public static TheoryData<string, string, string, string> Data
    {
        get
        {
            TheoryData<string, string, string, string> data = [];
            foreach ((string rule, string file, string text, string replacement) in All)
                data.Add(rule, file, text, replacement);
            return data;
        }
    }
}
