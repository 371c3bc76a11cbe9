metadata description = 'The whole of XaiFunctions in one resource group: function app, storage, durable back end, events, keys, network, monitoring and who may do what.'

targetScope = 'subscription'

// ---- What and where ---------------------------------------------------------------------------------------------------------------------

@description('Short name of this environment, such as xai-dev. Part of every name; also the name of the azd environment.')
@minLength(3)
@maxLength(24)
param environmentName string

@description('Region of everything. It must offer Flex Consumption and, with zoneRedundant, availability zones.')
@metadata({ azd: { type: 'location' } })
param location string

@description('Tags on every resource, for instance owner and cost centre.')
param tags object

// ---- How large --------------------------------------------------------------------------------------------------------------------------

@description('Memory of one instance. It also sets the cores: 512 MB is a quarter core, 2048 one, 4096 two. Sampling wants cores.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int

@description('Most instances at once. The ceiling of what a runaway job can cost.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int

@description('Instances kept warm for orchestrations and activities. One keeps the task hub polled without a cold start.')
@minValue(0)
@maxValue(20)
param alwaysReadyDurable int

@description('Instances kept warm for HTTP callers. Zero: the first caller waits for a cold start.')
@minValue(0)
@maxValue(20)
param alwaysReadyHttp int

@description('Spread plan and storage over availability zones. Azure then keeps and bills two always-ready instances in each scale group.')
param zoneRedundant bool

// ---- Durable back end -------------------------------------------------------------------------------------------------------------------

@description('Where orchestrations keep their state: queues and tables of the host storage account, or a Durable Task Scheduler.')
@allowed(['AzureStorage', 'DurableTaskScheduler'])
param durableBackend string

@description('Kind of Durable Task Scheduler. Consumption is billed by action and has no zone redundancy; Dedicated is billed by capacity unit.')
@allowed(['Consumption', 'Dedicated'])
param schedulerSku string = 'Consumption'

@description('Capacity units of a Dedicated scheduler; three make it zone redundant.')
@minValue(1)
@maxValue(3)
param schedulerCapacity int = 1

@description('Addresses or CIDR ranges that may reach the scheduler when networkIsolation is off. It has no default: an empty list shuts everybody out, and the whole internet is never the answer.')
param schedulerIpAllowlist array = []

// ---- Network ----------------------------------------------------------------------------------------------------------------------------

@description('Put the app into a virtual network and reach storage, scheduler and key vault through private endpoints only.')
param networkIsolation bool

@description('Address range of the virtual network, at least a /22. Must not overlap with networks it is peered with.')
param virtualNetworkPrefix string = '10.61.0.0/22'

@description('Public addresses or CIDR ranges (no /31 or /32) from which people may still reach app and storage when networkIsolation is on: an office, a build agent.')
param allowedIpRanges array = []

// ---- Who may call -----------------------------------------------------------------------------------------------------------------------

@description('Application (client) id of the Entra app registration that callers get tokens for. Empty: no sign-in at the edge, function keys only.')
param authClientId string

@description('Refuse to deploy without authClientId.')
param requireSignIn bool

@description('Object id of the Entra group whose members publish models and drop scoring files. Empty for none.')
param publisherGroupId string = ''

@description('Object id of the Entra group whose members read documents and audits. Empty for none.')
param readerGroupId string = ''

// ---- Who may be called ------------------------------------------------------------------------------------------------------------------

@description('Hosts that the app may call when a job has ended or an audit raises an alert, such as hooks.example.com. The secret callback-signing must lie in the key vault first. Empty: nobody is called.')
param callbackHosts array = []

// ---- How long things are kept -----------------------------------------------------------------------------------------------------------

@description('Days after which the working files of a job that never ended are removed.')
@minValue(2)
@maxValue(365)
param workRetentionDays int = 7

@description('Days for which a dropped scoring file is kept. Zero keeps it for ever.')
@minValue(0)
param scoringRetentionDays int = 90

@description('Days for which explanation documents are kept. Zero keeps them for ever.')
@minValue(0)
param documentRetentionDays int = 0

@description('Days for which a record of the audit log can be neither changed nor deleted.')
@minValue(1)
@maxValue(146000)
param auditImmutabilityDays int

@description('Say true once the immutability policy has been locked: Azure refuses to write a locked policy again, and the deployment would fail.')
param auditLogLocked bool = false

@description('Days for which logs and traces are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

// ---- Who is told ------------------------------------------------------------------------------------------------------------------------

@description('Addresses that alerts and budget warnings go to.')
param alertEmails array

@description('Monthly budget of the resource group, in the currency of the subscription. Zero: no budget.')
@minValue(0)
param monthlyBudget int

@description('First day of the budget. The default, the first of this month, is right whenever a budget is new.')
param budgetStart string = utcNow('yyyy-MM-01')

@description('Seconds above which the 95th percentile of an activity raises an alert. Work items are planned for 5 to 30 s.')
@minValue(30)
param slowActivitySeconds int = 120

var allTags = union(tags, { 'azd-env-name': environmentName, application: 'xaifunctions' })
var token = uniqueString(subscription().id, environmentName, location)
var withScheduler = durableBackend == 'DurableTaskScheduler'
// The hubName of host.json; a test compares them.
var taskHubName = 'XaiFunctions'

// Names are worked out here and handed down, not read back from outputs: so `what-if` can see every resource before anything exists.
var names = {
  identity: 'id-xai-${token}'
  workspace: 'log-xai-${token}'
  component: 'appi-xai-${token}'
  network: 'vnet-xai-${token}'
  hostStorage: 'sthost${token}'
  dataStorage: 'stdata${token}'
  keyVault: 'kv-xai-${token}'
  scheduler: 'dts-xai-${token}'
  plan: 'plan-xai-${token}'
  app: 'func-xai-${token}'
  topic: 'evgt-xai-${token}'
  appTopic: 'evgt-app-${token}'
}

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: allTags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: {
    name: names.identity
    location: location
    tags: allTags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    workspaceName: names.workspace
    componentName: names.component
    location: location
    tags: allTags
    retentionDays: logRetentionDays
  }
}

module workbook 'modules/workbook.bicep' = {
  scope: group
  params: {
    title: 'Explanations of ${environmentName}'
    location: location
    tags: allTags
    workspaceId: monitoring.outputs.workspaceId
  }
}

module network 'modules/network.bicep' = if (networkIsolation) {
  scope: group
  params: {
    name: names.network
    location: location
    tags: allTags
    addressPrefix: virtualNetworkPrefix
    withScheduler: withScheduler
  }
}

module hostStorage 'modules/host-storage.bicep' = {
  scope: group
  params: {
    name: names.hostStorage
    location: location
    tags: allTags
    zoneRedundant: zoneRedundant
    networkIsolation: networkIsolation
    allowedIpRanges: allowedIpRanges
    workRetentionDays: workRetentionDays
    scoringRetentionDays: scoringRetentionDays
    workspaceId: monitoring.outputs.workspaceId
  }
}

module dataStorage 'modules/data-storage.bicep' = {
  scope: group
  params: {
    name: names.dataStorage
    location: location
    tags: allTags
    zoneRedundant: zoneRedundant
    networkIsolation: networkIsolation
    allowedIpRanges: allowedIpRanges
    documentRetentionDays: documentRetentionDays
    auditImmutabilityDays: auditImmutabilityDays
    auditLogLocked: auditLogLocked
    workspaceId: monitoring.outputs.workspaceId
  }
}

module keyVault 'modules/key-vault.bicep' = {
  scope: group
  params: {
    name: names.keyVault
    location: location
    tags: allTags
    networkIsolation: networkIsolation
    identityName: names.identity
    withCallbacks: !empty(callbackHosts)
    workspaceId: monitoring.outputs.workspaceId
  }
  dependsOn: [identity]
}

module appEvents 'modules/app-events.bicep' = {
  scope: group
  params: {
    topicName: names.appTopic
    location: location
    tags: allTags
    networkIsolation: networkIsolation
    identityName: names.identity
    workspaceId: monitoring.outputs.workspaceId
  }
  dependsOn: [identity]
}

module scheduler 'modules/durable-task-scheduler.bicep' = if (withScheduler) {
  scope: group
  params: {
    name: names.scheduler
    location: location
    tags: allTags
    taskHubName: taskHubName
    skuName: schedulerSku
    capacity: schedulerCapacity
    networkIsolation: networkIsolation
    ipAllowlist: schedulerIpAllowlist
    identityName: names.identity
  }
  dependsOn: [identity]
}

module privateEndpoints 'modules/private-endpoints.bicep' = if (networkIsolation) {
  scope: group
  params: {
    location: location
    tags: allTags
    networkName: names.network
    hostStorageName: names.hostStorage
    dataStorageName: names.dataStorage
    keyVaultName: names.keyVault
    appTopicName: names.appTopic
    schedulerName: withScheduler ? names.scheduler : ''
  }
  dependsOn: [network, hostStorage, dataStorage, keyVault, appEvents, scheduler]
}

module access 'modules/access.bicep' = {
  scope: group
  params: {
    hostStorageName: names.hostStorage
    dataStorageName: names.dataStorage
    componentName: names.component
    identityName: names.identity
    publisherGroupId: publisherGroupId
    readerGroupId: readerGroupId
  }
  dependsOn: [identity, monitoring, hostStorage, dataStorage]
}

module app 'modules/function-app.bicep' = {
  scope: group
  params: {
    name: names.app
    planName: names.plan
    location: location
    tags: allTags
    identityName: names.identity
    hostStorageName: names.hostStorage
    deploymentContainerName: hostStorage.outputs.deploymentContainerName
    dataStorageName: names.dataStorage
    componentName: names.component
    signingKeyUri: keyVault.outputs.signingKeyUri
    vaultUri: keyVault.outputs.vaultUri
    callbackHosts: callbackHosts
    topicEndpoint: appEvents.outputs.endpoint
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyDurable: alwaysReadyDurable
    alwaysReadyHttp: alwaysReadyHttp
    zoneRedundant: zoneRedundant
    schedulerEndpoint: withScheduler ? scheduler!.outputs.endpoint : ''
    networkIsolation: networkIsolation
    subnetId: networkIsolation ? network!.outputs.appSubnetId : ''
    allowedIpRanges: allowedIpRanges
    authClientId: requireSignIn && empty(authClientId) ? fail('requireSignIn needs authClientId, the id of an Entra app registration.') : authClientId
    workspaceId: monitoring.outputs.workspaceId
  }
  // The platform looks into the deployment container while it makes the app, and the app starts at once: its roles come first.
  dependsOn: [access, dataStorage, privateEndpoints]
}

module events 'modules/events.bicep' = {
  scope: group
  params: {
    topicName: names.topic
    location: location
    tags: allTags
    storageName: names.hostStorage
    workspaceId: monitoring.outputs.workspaceId
  }
  dependsOn: [hostStorage]
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    environmentName: environmentName
    location: location
    tags: allTags
    workspaceId: monitoring.outputs.workspaceId
    topicName: names.topic
    emails: alertEmails
    slowActivitySeconds: slowActivitySeconds
    monthlyBudget: monthlyBudget
    budgetStart: budgetStart
  }
  dependsOn: [events]
}

// ---- What azd and the runbook need to know; no key and no URL that carries one ---------------------------------------------------------

@description('Resource group that holds everything.')
output AZURE_RESOURCE_GROUP string = group.name

@description('Name of the function app.')
output XAI_FUNCTION_APP string = names.app

@description('Address of the HTTP API.')
output XAI_API string = app.outputs.uri

@description('Account of the drops, the working files and the task hub.')
output XAI_HOST_STORAGE string = names.hostStorage

@description('Account of the models, documents and audits.')
output XAI_DATA_STORAGE string = names.dataStorage

@description('Event Grid system topic of the host storage account.')
output XAI_SYSTEM_TOPIC string = names.topic

@description('Event Grid topic that the app tells alerts and ends of jobs.')
output XAI_APP_TOPIC string = names.appTopic

@description('Container that undeliverable events are written to.')
output XAI_DEAD_LETTER_CONTAINER string = hostStorage.outputs.deadLetterContainerName

@description('Log Analytics workspace of all logs.')
output XAI_WORKSPACE string = names.workspace

@description('Key vault of the key that signs the audit log.')
output XAI_KEY_VAULT string = names.keyVault
