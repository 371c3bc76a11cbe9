metadata description = 'A private endpoint for each service that the app talks to, entered into the private DNS zones of the network.'

@description('Region.')
param location string

@description('Tags on every resource.')
param tags object

@description('Virtual network with the subnet "endpoints".')
param networkName string

@description('Account of the Functions host.')
param hostStorageName string

@description('Account of the data.')
param dataStorageName string

@description('Key vault.')
param keyVaultName string

@description('Event Grid topic of the app.')
param appTopicName string

@description('Durable Task Scheduler. Empty: there is none.')
param schedulerName string

var storageSuffix = environment().suffixes.storage
var storageServices = ['blob', 'queue', 'table']

var hostTargets = [for service in storageServices: {
  name: 'pe-${hostStorageName}-${service}'
  targetId: resourceId('Microsoft.Storage/storageAccounts', hostStorageName)
  group: service
  zone: 'privatelink.${service}.${storageSuffix}'
}]
var dataTargets = [for service in ['blob', 'table']: {
  name: 'pe-${dataStorageName}-${service}'
  targetId: resourceId('Microsoft.Storage/storageAccounts', dataStorageName)
  group: service
  zone: 'privatelink.${service}.${storageSuffix}'
}]
var vaultTarget = {
  name: 'pe-${keyVaultName}'
  targetId: resourceId('Microsoft.KeyVault/vaults', keyVaultName)
  group: 'vault'
  zone: 'privatelink.vaultcore.azure.net'
}
var topicTarget = {
  name: 'pe-${appTopicName}'
  targetId: resourceId('Microsoft.EventGrid/topics', appTopicName)
  group: 'topic'
  zone: 'privatelink.eventgrid.azure.net'
}
var schedulerTarget = {
  name: 'pe-${schedulerName}'
  targetId: resourceId('Microsoft.DurableTask/schedulers', schedulerName)
  group: 'scheduler'
  zone: 'privatelink.durabletask.io'
}
var targets = concat(hostTargets, dataTargets, [vaultTarget, topicTarget], empty(schedulerName) ? [] : [schedulerTarget])

resource network 'Microsoft.Network/virtualNetworks@2024-07-01' existing = {
  name: networkName

  resource endpointSubnet 'subnets' existing = {
    name: 'endpoints'
  }
}

resource endpoints 'Microsoft.Network/privateEndpoints@2024-07-01' = [for target in targets: {
  name: target.name
  location: location
  tags: tags
  properties: {
    subnet: { id: network::endpointSubnet.id }
    privateLinkServiceConnections: [
      {
        name: target.group
        properties: {
          privateLinkServiceId: target.targetId
          groupIds: [target.group]
        }
      }
    ]
  }
}]

resource zoneGroups 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-07-01' = [for (target, i) in targets: {
  parent: endpoints[i]
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: target.group
        properties: { privateDnsZoneId: resourceId('Microsoft.Network/privateDnsZones', target.zone) }
      }
    ]
  }
}]
