metadata description = 'Event Grid system topic of the host storage account, with an identity that may write what cannot be delivered. The subscription itself is scoring-subscription.bicep, because it needs a key that exists only once the app has been deployed.'

@description('Name of the system topic.')
@minLength(3)
@maxLength(50)
param topicName string

@description('Region.')
param location string

@description('Tags on every resource.')
param tags object

@description('Account whose events are published.')
param storageName string

@description('Log Analytics workspace that the logs go to.')
param workspaceId string

// The container that host-storage.bicep makes; a test compares them. Read back from its output, the name would hide the grant from `what-if`.
var deadLetterContainer = 'dead-letter'

var storageBlobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'

resource storage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: storageName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource deadLetters 'containers' existing = {
      name: deadLetterContainer
    }
  }
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: topicName
  location: location
  tags: tags
  identity: { type: 'SystemAssigned' }
  properties: {
    source: storage.id
    topicType: 'Microsoft.Storage.StorageAccounts'
  }
}

resource topicWritesDeadLetters 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storage::blobs::deadLetters
  name: guid(storage::blobs::deadLetters.id, topic.id, storageBlobDataContributor)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataContributor)
    principalId: topic.identity.principalId
    principalType: 'ServicePrincipal'
    description: 'Event Grid writes the events that it could not deliver.'
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
    ]
    metrics: [
      { category: 'AllMetrics', enabled: true }
    ]
  }
}
