using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using XaiFunctions.App.Audits;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Http;

/// <summary>Calls of every operation of the API: at least one that succeeds, and some that do not.</summary>
internal sealed class ApiCalls
{
    private const string NoJob = "0123456789abcdef0123456789abcdef";

    private const string PrivacyPolicy = """{ "personalData": "warn", "allow": ["phone"], "releases": { "clip": 1, "epsilon": 3 } }""";

    private const string AuditPeriod = """{"from":"2020-01-01T00:00:00Z","to":"2020-01-02T00:00:00Z"}""";

    /// <summary>An audit of a day without jobs.</summary>
    private static readonly Sweep EmptyAudit = Sweep.Of("credit", new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2020, 1, 2, 0, 0, 0, TimeSpan.Zero), SweepTriggers.Http);

    private readonly string job;
    private readonly string spare;
    private readonly string sampled;
    private readonly string erasure;
    private readonly string many;

    private ApiCalls(string job, string spare, string sampled, string erasure, string many)
    {
        this.many = many;
        this.erasure = erasure;
        this.job = job;
        this.spare = spare;
        this.sampled = sampled;
    }

    public static async Task<ApiCalls> PrepareAsync(AppHost app)
    {
        using HttpResponseMessage asked = await app.Http.SendAsync(Post("api/models/credit/audits", AuditPeriod));
        string address = asked.EnsureSuccessStatusCode().Headers.Location!.ToString().TrimStart('/');
        for (int i = 0; i < 600 && (await app.Http.GetStringAsync(address)).Contains("\"running\"", StringComparison.Ordinal); i++)
            await Task.Delay(100);
        using HttpResponseMessage erased = await app.Http.DeleteAsync("api/subjects/nobody");
        using HttpResponseMessage policy = await app.Http.SendAsync(Put("api/models/credit/privacy-policy", PrivacyPolicy));
        return new(await ExplainAsync(app, 3), await ExplainAsync(app, 3), await SampleAsync(app), (await AppHost.JsonAsync(erased))["erasure"]!.GetValue<string>(), await ExplainAsync(app, 12));
    }

    public IEnumerable<HttpRequestMessage> For(string operation) => operation switch
    {
        "CreateExplanation" =>
        [
            Post("api/models/credit/explanations", Samples.Body(2, new { maxEvaluations = 30 }, instances => instances[1]!["Age"] = "old")),
            .. Forms.Append("image/png").Select(form => Post("api/models/credit/explanations", Samples.Body(1), ("Accept", form))),
            Post("api/models/credit/explanations", Samples.Body(1), ("Prefer", "respond-async")),
            Post("api/models/credit/explanations", "{"),
            Post("api/models/credit/explanations", Samples.Body(501)),
            Post("api/models/nobody/explanations", Samples.Body(1)),
            new(HttpMethod.Post, "api/models/credit/explanations") { Content = new StringContent("x", Encoding.UTF8, "text/plain") },
        ],
        "CreateAudit" =>
        [
            Post("api/models/credit/audits", AuditPeriod), Post("api/models/nobody/audits", "{}"), Post("api/models/credit/audits", "{"),
            Post("api/models/credit/audits", """{"from":"2020-01-02T00:00:00Z","to":"2020-01-01T00:00:00Z"}"""),
        ],
        "DeleteExplanation" => [new(HttpMethod.Delete, $"api/explanations/{spare}"), new(HttpMethod.Delete, $"api/explanations/{NoJob}")],
        "EstimateExplanation" =>
        [
            Post("api/models/credit/explanations:estimate", """{ "rows": 1000, "options": { "method": "kernel" } }"""),
            Post("api/models/credit/explanations:estimate", Samples.Body(2)),
            Post("api/models/credit/explanations:estimate", """{ "rows": 0 }"""),
            Post("api/models/credit/explanations:estimate", Samples.Body(501)),
            new(HttpMethod.Post, "api/models/credit/explanations:estimate") { Content = new StringContent("x", Encoding.UTF8, "text/plain") },
        ],
        "TopUpExplanation" =>
        [
            Post($"api/explanations/{sampled}/top-up", """{ "maxEvaluations": 200 }"""),
            Post($"api/explanations/{sampled}/top-up", """{ "maxEvaluations": 20 }"""),
            Post($"api/explanations/{job}/top-up", """{ "maxError": 0.001 }"""),
            Post($"api/explanations/{NoJob}/top-up", "{}"),
            new(HttpMethod.Post, $"api/explanations/{job}/top-up") { Content = new StringContent("x", Encoding.UTF8, "text/plain") },
        ],
        "GetAudit" =>
        [
            .. ((string[])["*/*", "text/html", "text/markdown", "text/csv"]).Select(form => Get($"api/models/credit/audits/{EmptyAudit.Id}", ("Accept", form))),
            Get($"api/models/credit/audits/{EmptyAudit.Id}", ("Accept", "text/html"), ("If-None-Match", "*")),
            Get($"api/models/credit/audits/{EmptyAudit.Id}"), Get($"api/models/credit/audits/{NoJob}"), Get("api/models/-/audits/x"),
        ],
        "GetAuditFile" => [Get($"api/models/credit/audits/{EmptyAudit.Id}/files/audit.json"), Get($"api/models/credit/audits/{EmptyAudit.Id}/files/none"), Get($"api/models/credit/audits/{EmptyAudit.Id}/files/report.html", ("If-None-Match", "*")), Get($"api/models/credit/audits/{NoJob}/files/audit.json")],
        "GetModelCard" => Governance("card"),
        "GetDatasheet" => Governance("datasheet"),
        "GetEvidence" => Governance("evidence"),
        "GetAuditLogConsistency" => [Get("api/audit-log/consistency?from=1"), Get("api/audit-log/consistency")],
        "GetAuditLogHead" => [Get("api/audit-log/head")],
        "GetAuditLogProof" => [Get("api/audit-log/records/0/proof"), Get("api/audit-log/records/999999999/proof"), Get("api/audit-log/records/0/proof?size=0")],
        "GetAuditLogRecord" => [Get("api/audit-log/records/0"), Get("api/audit-log/records/999999999")],
        "GetExplanation" =>
        [
            Get($"api/explanations/{job}"), Get($"api/explanations/{NoJob}"),
            .. Forms.Select(form => Get($"api/explanations/{job}", ("Accept", form))), Get($"api/explanations/{job}", ("Accept", "image/png")),
        ],
        "GetExplanationFile" =>
        [
            .. ((string[])["document.json", "rows.jsonl", "attributions.csv", "report.html", "none"]).Select(file => Get($"api/explanations/{job}/files/{file}")),
            Get($"api/explanations/{job}/files/rows.jsonl", ("If-None-Match", "*")),
        ],
        "GetRows" =>
        [
            Get($"api/explanations/{job}/rows"), Get($"api/explanations/{job}/rows?from=1&top=1", ("Accept", "application/jsonl")), Get($"api/explanations/{job}/rows", ("If-None-Match", "*")),
            Get($"api/explanations/{job}/rows?top=0"), Get($"api/explanations/{job}/rows", ("Accept", "text/csv")), Get($"api/explanations/{NoJob}/rows"),
        ],
        "GetRow" => [Get($"api/explanations/{job}/rows/1"), Get($"api/explanations/{job}/rows/1", ("If-None-Match", "*")), Get($"api/explanations/{job}/rows/999"), Get($"api/explanations/{job}/rows/x")],
        "GetHome" => [Get("api/"), Get("api")],
        "GetJobPage" => [Get($"api/explanations/{job}/page"), Get($"api/explanations/{NoJob}/page"), Get($"api/explanations/{job}/page", ("If-None-Match", "*"))],
        "GetAuditPolicy" => [Get("api/models/credit/audit-policy"), Get("api/models/-/audit-policy")],
        "GetPrivacyPolicy" => [Get("api/models/credit/privacy-policy"), Get("api/models/-/privacy-policy")],
        "SetPrivacyPolicy" =>
        [
            Put("api/models/credit/privacy-policy", PrivacyPolicy),
            Put("api/models/credit/privacy-policy", """{ "retentionDays": 0 }"""), Put("api/models/-/privacy-policy", "{}"),
            new(HttpMethod.Put, "api/models/credit/privacy-policy") { Content = new StringContent("x", Encoding.UTF8, "text/plain") },
        ],
        "EraseSubject" => [new(HttpMethod.Delete, "api/subjects/nobody"), new(HttpMethod.Delete, "api/subjects/%20")],
        "ReleaseImportances" =>
        [
            Post("api/models/credit/importances:release", $$"""{ "job": "{{many}}", "epsilon": 0.5 }"""), Post("api/models/credit/importances:release", $$"""{ "job": "{{many}}", "epsilon": 50 }"""),
            Post("api/models/credit/importances:release", $$"""{ "job": "{{many}}", "epsilon": 0 }"""), Post("api/models/credit/importances:release", $$"""{ "job": "{{NoJob}}", "epsilon": 1 }"""),
            new(HttpMethod.Post, "api/models/credit/importances:release") { Content = new StringContent("x", Encoding.UTF8, "text/plain") },
        ],
        "GetErasure" => [Get($"api/erasures/{erasure}"), Get($"api/erasures/{NoJob}"), Get("api/erasures/x")],
        "GetHealth" => [Get("api/health")],
        "BackfillModel" =>
        [
            Post("api/models/credit/backfill", """{ "prefix": "none/", "since": "2026-01-01T00:00:00Z", "dryRun": true }"""), Post("api/models/credit/backfill", """{ "untill": 1 }"""),
            Post("api/models/-/backfill", "{}"), new(HttpMethod.Post, "api/models/credit/backfill") { Content = new StringContent("{}", Encoding.UTF8, "text/plain") },
        ],
        "GetModelAccess" => [Get("api/models/credit/access"), Get("api/models/-/access")],
        "SetModelAccess" =>
        [
            Put("api/models/spare/access", """{ "read": ["a-group"] }"""), Put("api/models/spare/access", """{ "reed": [] }"""), Put("api/models/-/access", "{}"),
            new(HttpMethod.Put, "api/models/spare/access") { Content = new StringContent("{}", Encoding.UTF8, "text/plain") },
        ],
        "GetOpenApi" => [Get("api/openapi.json"), Get("api/openapi.json", ("If-None-Match", "*"))],
        "GetSchema" => [Get("api/schemas/explanation-document.v1.schema.json"), Get("api/schemas/explanation-row.v1.schema.json"), Get("api/schemas/none"), Get("api/schemas/explanation-row.v1.schema.json", ("If-None-Match", "*"))],
        "ListAuditLogRecords" => [Get($"api/audit-log/records?subject=job:{job}"), Get("api/audit-log/records")],
        "ListAudits" => [Get("api/models/credit/audits"), Get("api/models/-/audits")],
        "ListExplanations" => [Get("api/explanations"), Get("api/explanations?top=1&model=credit&state=completed&from=2020-01-01"), Get("api/explanations?top=0")],
        "GiveFeedback" =>
        [
            Post($"api/explanations/{job}/rows/1/feedback", """{ "useful": true }"""), Post($"api/explanations/{job}/rows/99/feedback", """{ "useful": true }"""),
            Post($"api/explanations/{job}/rows/1/feedback", "{}"), Post($"api/explanations/{NoJob}/rows/1/feedback", "{}"),
        ],
        "GetModelFeedback" => [Get("api/models/credit/feedback"), Get("api/models/-/feedback")],
        "ListPlots" => [Get($"api/explanations/{job}/plots"), Get($"api/explanations/{NoJob}/plots"), Get($"api/explanations/{job}/plots", ("If-None-Match", "*"))],
        "GetPlot" => [Get($"api/explanations/{job}/plots/importance-1.svg"), Get($"api/explanations/{job}/plots/none.svg"), Get($"api/explanations/{job}/plots/%22.svg", ("If-None-Match", "*"))],
        "ListModels" => [Get("api/models")],
        "RegisterModel" =>
        [
            Register("1"), Register("api-calls"), Register("api-calls", Samples.GoodRows(10)), Register("broken", [1, 2, 3]),
            new(HttpMethod.Put, "api/models/-/versions/1"),
            new(HttpMethod.Put, "api/models/credit/versions/1") { Content = new StringContent("x", Encoding.UTF8, "text/plain") },
        ],
        "SetAuditPolicy" =>
        [
            new(HttpMethod.Put, "api/models/credit/audit-policy") { Content = new StringContent("""{"everyHours":24}""", new MediaTypeHeaderValue("application/json")) },
            new(HttpMethod.Put, "api/models/credit/audit-policy") { Content = new StringContent("""{"everyHours":0}""", new MediaTypeHeaderValue("application/json")) },
            new(HttpMethod.Put, "api/models/credit/audit-policy") { Content = new StringContent("x", Encoding.UTF8, "text/plain") },
        ],
        _ => throw new InvalidOperationException($"Nothing calls {operation}: add a call of it here."),
    };

    private static HttpRequestMessage[] Governance(string what) =>
    [
        Get($"api/models/credit/{what}?version=1"), .. ((string[])["text/html", "text/markdown", "application/json", "image/png"]).Select(form => Get($"api/models/credit/{what}", ("Accept", form))),
        Get($"api/models/nobody/{what}"), Get($"api/models/credit/{what}?version=none"), Get($"api/models/-/{what}"),
    ];

    private static string[] Forms => ["application/json", "application/jsonl", "text/csv", "text/html", "text/markdown"];

    private static async Task<string> ExplainAsync(AppHost app, int rows)
    {
        using HttpResponseMessage response = await app.ExplainAsync("credit", Samples.Body(rows, new { maxEvaluations = 30 }));
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["job"]!["id"]!.GetValue<string>();
    }

    private static async Task<string> SampleAsync(AppHost app)
    {
        using HttpResponseMessage response = await app.ExplainAsync("credit", Samples.Body(1, new { method = "kernel", maxEvaluations = 30 }), "respond-async");
        string sampled = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["job"]!.GetValue<string>();
        await app.WaitUntilEndedAsync(sampled);
        return sampled;
    }

    private static HttpRequestMessage Get(string path, params (string Name, string Value)[] headers) => With(new(HttpMethod.Get, path), headers);

    private static HttpRequestMessage Post(string path, string body, params (string Name, string Value)[] headers) =>
        With(new(HttpMethod.Post, path) { Content = new StringContent(body, new MediaTypeHeaderValue("application/json")) }, headers);

    private static HttpRequestMessage Put(string path, string body) =>
        new(HttpMethod.Put, path) { Content = new StringContent(body, new MediaTypeHeaderValue("application/json")) };

    private static HttpRequestMessage With(HttpRequestMessage request, (string Name, string Value)[] headers)
    {
        foreach ((string name, string value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    private static HttpRequestMessage Register(string version, byte[]? background = null) => new(HttpMethod.Put, $"api/models/credit/versions/{version}")
    {
        Content = new MultipartFormDataContent
        {
            { new ByteArrayContent(Samples.Model), "model", "model.onnx" },
            { new ByteArrayContent(background ?? Samples.Background), "background", "background.csv" },
            { new ByteArrayContent(Samples.Manifest), "manifest", "manifest.json" },
        },
    };
}
