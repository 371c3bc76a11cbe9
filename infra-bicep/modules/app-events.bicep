metadata description = 'Event Grid topic onto which the app puts what happens: alerts of audits, ends of jobs. Who wants to know subscribes to it, in the portal or with az; nobody does from here.'

@description('Name of the topic.')
@minLength(3)
@maxLength(50)
param topicName string

@description('Region.')
param location string

@description('Tags on every resource.')
param tags object

@description('Take events through the private endpoint only.')
param networkIsolation bool

@description('Identity of the app.')
param identityName string

@description('Log Analytics workspace that the logs go to.')
param workspaceId string

// EventGrid Data Sender: put events onto a topic; not subscribe, read or manage.
var eventGridDataSender = 'd5a91429-5739-47e2-a06b-3470a27159e7'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource topic 'Microsoft.EventGrid/topics@2025-02-15' = {
  name: topicName
  location: location
  tags: tags
  properties: {
    inputSchema: 'CloudEventSchemaV1_0'
    // Entra tokens only: the topic's keys open nothing.
    disableLocalAuth: true
    minimumTlsVersionAllowed: '1.2'
    publicNetworkAccess: networkIsolation ? 'Disabled' : 'Enabled'
  }
}

resource appSends 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: topic
  name: guid(topic.id, identity.id, eventGridDataSender)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', eventGridDataSender)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    description: 'The app tells alerts and ends of jobs.'
  }
}

// The diagnostic settings API has no version that is not a preview.
resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: topic
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'DeliveryFailures', enabled: true }
      { category: 'PublishFailures', enabled: true }
    ]
    metrics: [
      { category: 'AllMetrics', enabled: true }
    ]
  }
}

@description('Where the app sends events.')
output endpoint string = topic.properties.endpoint
