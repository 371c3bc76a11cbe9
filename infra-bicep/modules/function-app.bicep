metadata description = 'The function app on Flex Consumption: plan, app, settings, sign-in at the edge, logs. Its settings hold addresses and ids, never a key.'

@description('Name of the app; also the first part of its address.')
@minLength(2)
@maxLength(60)
param name string

@description('Name of the plan.')
@minLength(1)
@maxLength(40)
param planName string

@description('Region.')
param location string

@description('Tags on every resource.')
param tags object

@description('Identity of the app.')
param identityName string

@description('Account of the Functions host.')
param hostStorageName string

@description('Container of the app packages.')
param deploymentContainerName string

@description('Account of the data.')
param dataStorageName string

@description('Application Insights component.')
param componentName string

@description('Address of the key that signs the audit log.')
param signingKeyUri string

@description('Address of the key vault, with a slash at its end.')
param vaultUri string

@description('Hosts that may be called when a job has ended or an audit raises an alert. Empty: nobody is called.')
param callbackHosts array

@description('Event Grid topic that the app tells alerts and ends of jobs.')
param topicEndpoint string

@description('Memory of one instance.')
param instanceMemoryMB int

@description('Most instances at once.')
param maximumInstanceCount int

@description('Instances kept warm for orchestrations and activities.')
param alwaysReadyDurable int

@description('Instances kept warm for HTTP callers.')
param alwaysReadyHttp int

@description('Spread instances over availability zones.')
param zoneRedundant bool

@description('Address of the Durable Task Scheduler. Empty: the task hub lies in the host storage account, as host.json says.')
param schedulerEndpoint string

@description('Reach everything through the virtual network, and be reached by Event Grid and allowedIpRanges only.')
param networkIsolation bool

@description('Subnet of the app. Empty without networkIsolation.')
param subnetId string

@description('Public addresses that may call in spite of networkIsolation.')
param allowedIpRanges array

@description('Application id that callers get tokens for. Empty: no sign-in at the edge.')
param authClientId string

@description('Log Analytics workspace that the logs go to.')
param workspaceId string

// Sampling keeps a core busy: more activities than cores on one instance only slow each other down and hold back scale-out.
var cores = instanceMemoryMB >= 4096 ? 2 : 1

var alwaysReady = filter(
  [
    { name: 'durable', instanceCount: alwaysReadyDurable }
    { name: 'http', instanceCount: alwaysReadyHttp }
  ],
  group => group.instanceCount > 0
)

var baseSettings = {
  AzureWebJobsStorage__blobServiceUri: hostStorage.properties.primaryEndpoints.blob
  AzureWebJobsStorage__queueServiceUri: hostStorage.properties.primaryEndpoints.queue
  AzureWebJobsStorage__tableServiceUri: hostStorage.properties.primaryEndpoints.table
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identity.properties.clientId
  XaiStorage__blobServiceUri: dataStorage.properties.primaryEndpoints.blob
  XaiStorage__tableServiceUri: dataStorage.properties.primaryEndpoints.table
  XaiStorage__credential: 'managedidentity'
  XaiStorage__clientId: identity.properties.clientId
  AZURE_CLIENT_ID: identity.properties.clientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: component.properties.ConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.properties.clientId};Authorization=AAD'
  AuditLog__SigningKeyUri: signingKeyUri
  Events__TopicEndpoint: topicEndpoint
  // The app's default suits the storage emulator, which slows down with every row of a table; Azure's tables do not.
  Explain__TableRows: '100000'
  // What deadlines and estimates reckon with: cores of a tenth of the most instances, or of the warm ones. Instances come within minutes, and other jobs
  // want some: reckoning with all of them would promise what the first minute of a job cannot keep.
  Explain__Workers: string(max(alwaysReadyDurable, maximumInstanceCount / 10) * cores)
  // What estimates reckon with.
  Cost__InstanceGigabytes: instanceMemoryMB == 512 ? '0.5' : instanceMemoryMB == 2048 ? '2' : '4'
  Cost__InstanceProcessors: instanceMemoryMB == 512 ? '0.25' : string(cores)
  AzureFunctionsJobHost__extensions__durableTask__maxConcurrentActivityFunctions: string(cores)
}

// The app checks tokens itself as well: were the sign-in at the edge switched off by mistake, nobody would come in by it.
var signInSettings = empty(authClientId) ? {} : {
  Access__Issuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
  // A program gone wild is stopped after so much; more belongs into a file.
  Access__RowsPerHour: '100000'
  Access__Audiences: '${authClientId},api://${authClientId}'
}

// The platform reads the secret out of the vault, as the app's identity; nobody who reads the settings reads it.
var callbackSettings = empty(callbackHosts) ? {} : {
  Callbacks__Hosts: join(callbackHosts, ',')
  Callbacks__Secret: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/callback-signing)'
}

// host.json names the task hub, and Azure Storage for it; a setting of the same path wins over what it says.
var schedulerSettings = empty(schedulerEndpoint) ? {} : {
  DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${schedulerEndpoint};Authentication=ManagedIdentity;ClientID=${identity.properties.clientId}'
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__type: 'azureManaged'
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName: 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING'
}

var eventGridOnly = [
  {
    name: 'event-grid'
    description: 'Delivers the events of dropped files.'
    tag: 'ServiceTag'
    ipAddress: 'AzureEventGrid'
    action: 'Allow'
    priority: 100
  }
]
var people = [for (range, i) in allowedIpRanges: {
  name: 'allowed-${i}'
  description: 'allowedIpRanges of the deployment.'
  tag: 'Default'
  ipAddress: contains(range, '/') ? range : '${range}/32'
  action: 'Allow'
  priority: 200 + i
}]

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource hostStorage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: hostStorageName
}

resource dataStorage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: dataStorageName
}

resource component 'Microsoft.Insights/components@2020-02-02' existing = {
  name: componentName
}

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: {
    reserved: true
    zoneRedundant: zoneRedundant
  }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  // azd finds the app that the service "explainer" of azure.yaml is deployed to by this tag.
  tags: union(tags, { 'azd-service-name': 'explainer' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identity.id
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${hostStorage.properties.primaryEndpoints.blob}${deploymentContainerName}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
          }
        }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReady
        // A request that explains a row is all computing: the default of 16 or more at once would queue behind one another.
        triggers: { http: { perInstanceConcurrency: 4 * cores } }
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      remoteDebuggingEnabled: false
      ipSecurityRestrictions: networkIsolation ? concat(eventGridOnly, people) : []
      ipSecurityRestrictionsDefaultAction: networkIsolation ? 'Deny' : 'Allow'
      scmIpSecurityRestrictionsUseMain: true
      appSettings: map(items(union(baseSettings, signInSettings, callbackSettings, schedulerSettings)), setting => { name: setting.key, value: setting.value })
    }
  }
}

// Publishing takes an Entra token, never a user name and password.
resource publishingByScm 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: app
  name: 'scm'
  properties: { allow: false }
}

resource publishingByFtp 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: app
  name: 'ftp'
  properties: { allow: false }
}

resource signIn 'Microsoft.Web/sites/config@2024-11-01' = if (!empty(authClientId)) {
  parent: app
  name: 'authsettingsV2'
  properties: {
    platform: { enabled: true, runtimeVersion: '~1' }
    globalValidation: {
      requireAuthentication: true
      unauthenticatedClientAction: 'Return401'
      // Event Grid brings a system key of the host instead of a token; the health probe of a load balancer brings nothing.
      excludedPaths: ['/runtime/webhooks/*', '/api/health']
    }
    identityProviders: {
      azureActiveDirectory: {
        enabled: true
        registration: {
          clientId: authClientId
          openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
        }
        validation: { allowedAudiences: [authClientId, 'api://${authClientId}'] }
      }
    }
    httpSettings: { requireHttps: true }
    // Callers are programs with tokens of their own: there is no session to keep.
    login: { tokenStore: { enabled: false } }
  }
}

// The diagnostic settings API has no version that is not a preview.
resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: app
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'FunctionAppLogs', enabled: true }
      { category: 'AppServiceAuthenticationLogs', enabled: !empty(authClientId) }
    ]
    metrics: [
      { category: 'AllMetrics', enabled: true }
    ]
  }
}

@description('Address of the app.')
output uri string = 'https://${app.properties.defaultHostName}'
