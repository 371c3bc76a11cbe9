metadata description = 'Durable Task Scheduler with its task hub: the managed back end of the orchestrations, for when the queues and tables of Azure Storage are too slow.'

@description('Name of the scheduler.')
@minLength(3)
@maxLength(64)
param name string

@description('Region.')
param location string

@description('Tags on every resource.')
param tags object

@description('Name of the task hub.')
param taskHubName string

@description('Consumption or Dedicated.')
@allowed(['Consumption', 'Dedicated'])
param skuName string

@description('Capacity units of a Dedicated scheduler.')
param capacity int

@description('Reachable through its private endpoint only.')
param networkIsolation bool

@description('Addresses or CIDR ranges that may call when there is no private endpoint.')
param ipAllowlist array

@description('Identity of the app.')
param identityName string

// Durable Task Data Contributor: run orchestrations and activities of a task hub.
var durableTaskDataContributor = '0ad04412-c4d5-4796-b79c-f76d14c8d402'

// Flex Consumption has no fixed addresses of its own: without a private endpoint somebody must say which addresses the app comes from.
var allowedCallers = networkIsolation
  ? []
  : empty(ipAllowlist)
      ? fail('Durable Task Scheduler without networkIsolation needs schedulerIpAllowlist: the outbound addresses of the app, for instance of a NAT gateway.')
      : ipAllowlist

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource scheduler 'Microsoft.DurableTask/schedulers@2026-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    ipAllowlist: allowedCallers
    publicNetworkAccess: networkIsolation ? 'Disabled' : 'Enabled'
    sku: skuName == 'Dedicated' ? { name: 'Dedicated', capacity: capacity } : { name: 'Consumption' }
  }
}

resource taskHub 'Microsoft.DurableTask/schedulers/taskHubs@2026-02-01' = {
  parent: scheduler
  name: taskHubName
}

resource retention 'Microsoft.DurableTask/schedulers/retentionPolicies@2026-02-01' = {
  parent: scheduler
  name: 'default'
  properties: {
    retentionPolicies: [
      { orchestrationState: 'Completed', retentionPeriodInDays: 7 }
      { retentionPeriodInDays: 30 }
    ]
  }
}

resource mayRun 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: taskHub
  name: guid(taskHub.id, identity.id, durableTaskDataContributor)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', durableTaskDataContributor)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    description: 'The app runs its orchestrations in this task hub.'
  }
}

@description('Address of the scheduler.')
output endpoint string = scheduler.properties.endpoint
