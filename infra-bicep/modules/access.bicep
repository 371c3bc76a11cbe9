metadata description = 'Who may do what with the data: the app, and the groups of people that publish models and read documents. Every grant of the storage accounts is on this page.'

@description('Account of the Functions host.')
param hostStorageName string

@description('Account of the data.')
param dataStorageName string

@description('Application Insights component.')
param componentName string

@description('Identity of the app.')
param identityName string

@description('Entra group that publishes models and drops scoring files. Empty for none.')
param publisherGroupId string

@description('Entra group that reads documents and audits. Empty for none.')
param readerGroupId string

var storageBlobDataOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
var storageBlobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
var storageBlobDataReader = '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
var storageQueueDataContributor = '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
var storageTableDataContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
var monitoringMetricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'

// What the Functions host, its blob trigger and the task hub need of the account that is theirs: they make containers, queues and tables.
var hostRoles = [storageBlobDataOwner, storageQueueDataContributor, storageTableDataContributor]

// What the app writes in the account of the data, and what people may read there.
var appContainers = ['models', 'explanations', 'audits', 'audit-log', 'labels']
var readerContainers = ['explanations', 'audits', 'audit-log']

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource hostStorage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: hostStorageName
}

resource hostBlobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' existing = {
  parent: hostStorage
  name: 'default'
}

resource scoring 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' existing = {
  parent: hostBlobs
  name: 'scoring'
}

resource dataStorage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: dataStorageName
}

resource dataBlobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' existing = {
  parent: dataStorage
  name: 'default'
}

resource models 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' existing = {
  parent: dataBlobs
  name: 'models'
}

resource writtenByApp 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' existing = [for container in appContainers: {
  parent: dataBlobs
  name: container
}]

resource readByPeople 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' existing = [for container in readerContainers: {
  parent: dataBlobs
  name: container
}]

resource labels 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' existing = {
  parent: dataBlobs
  name: 'labels'
}

resource component 'Microsoft.Insights/components@2020-02-02' existing = {
  name: componentName
}

resource appOwnsHost 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in hostRoles: {
  scope: hostStorage
  name: guid(hostStorage.id, identity.id, role)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    description: 'The Functions host keeps its keys, leases, task hub and packages here.'
  }
}]

resource appWritesContainers 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (container, i) in appContainers: {
  scope: writtenByApp[i]
  name: guid(writtenByApp[i].id, identity.id, storageBlobDataContributor)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataContributor)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    description: 'The app reads and writes ${container}.'
  }
}]

// Tables have one account to themselves, and a role on a single table does not cover making sure that it exists.
resource appWritesTables 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: dataStorage
  name: guid(dataStorage.id, identity.id, storageTableDataContributor)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageTableDataContributor)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    description: 'The app keeps its index of jobs and explanations here.'
  }
}

resource appSendsTelemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: component
  name: guid(component.id, identity.id, monitoringMetricsPublisher)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', monitoringMetricsPublisher)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    description: 'The app sends traces, metrics and logs; local authentication is off.'
  }
}

resource publishersPublish 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(publisherGroupId)) {
  scope: models
  name: guid(models.id, publisherGroupId, storageBlobDataContributor)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataContributor)
    principalId: publisherGroupId
    principalType: 'Group'
    description: 'Publishers put models into the registry.'
  }
}

resource publishersDrop 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(publisherGroupId)) {
  scope: scoring
  name: guid(scoring.id, publisherGroupId, storageBlobDataContributor)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataContributor)
    principalId: publisherGroupId
    principalType: 'Group'
    description: 'Publishers drop scoring files.'
  }
}

resource publishersLabel 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(publisherGroupId)) {
  scope: labels
  name: guid(labels.id, publisherGroupId, storageBlobDataContributor)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataContributor)
    principalId: publisherGroupId
    principalType: 'Group'
    description: 'Publishers drop labels.'
  }
}

resource readersRead 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (container, i) in readerContainers: if (!empty(readerGroupId)) {
  scope: readByPeople[i]
  name: guid(readByPeople[i].id, readerGroupId, storageBlobDataReader)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataReader)
    principalId: readerGroupId
    principalType: 'Group'
    description: 'Readers read ${container}.'
  }
}]
