metadata description = 'Network isolation: a virtual network with one subnet for the app and one for private endpoints, a security group on each, and the private DNS zones that make the endpoints answer to their usual names.'

@description('Name of the virtual network.')
param name string

@description('Region.')
param location string

@description('Tags on every resource.')
param tags object

@description('Address range of the network, at least a /22.')
param addressPrefix string

@description('Whether the Durable Task Scheduler needs a zone too.')
param withScheduler bool

// Flex Consumption takes one address for each instance that it scales out to, and some for itself.
var appPrefix = cidrSubnet(addressPrefix, 23, 0)
var endpointPrefix = cidrSubnet(addressPrefix, 26, 8)

var storageSuffix = environment().suffixes.storage
var baseZones = [
  'privatelink.blob.${storageSuffix}'
  'privatelink.queue.${storageSuffix}'
  'privatelink.table.${storageSuffix}'
  'privatelink.vaultcore.azure.net'
  'privatelink.eventgrid.azure.net'
]
var zones = withScheduler ? concat(baseZones, ['privatelink.durabletask.io']) : baseZones

resource appRules 'Microsoft.Network/networkSecurityGroups@2024-07-01' = {
  name: 'nsg-app-${name}'
  location: location
  tags: tags
  properties: {
    // None of our own: the rules that every group has let the network and its load balancer in and the internet not, which is right. The
    // platform talks to its instances inside this subnet, so a stricter rule would cut the app off from itself.
    securityRules: []
  }
}

resource endpointRules 'Microsoft.Network/networkSecurityGroups@2024-07-01' = {
  name: 'nsg-endpoints-${name}'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'allow-https-from-the-network'
        properties: {
          description: 'The app and whoever is peered with the network.'
          access: 'Allow'
          direction: 'Inbound'
          priority: 100
          protocol: 'Tcp'
          sourceAddressPrefix: 'VirtualNetwork'
          sourcePortRange: '*'
          destinationAddressPrefix: endpointPrefix
          destinationPortRange: '443'
        }
      }
      {
        name: 'deny-everything-else-in'
        properties: {
          description: 'Nothing else has business here.'
          access: 'Deny'
          direction: 'Inbound'
          priority: 4000
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource network 'Microsoft.Network/virtualNetworks@2024-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addressPrefix] }
    // Subnets belong to the network's own properties: as resources of their own they would be removed and made again at each deployment.
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: appPrefix
          networkSecurityGroup: { id: appRules.id }
          delegations: [
            { name: 'flex-consumption', properties: { serviceName: 'Microsoft.App/environments' } }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: endpointPrefix
          networkSecurityGroup: { id: endpointRules.id }
          privateEndpointNetworkPolicies: 'NetworkSecurityGroupEnabled'
        }
      }
    ]
  }

  resource appSubnet 'subnets' existing = {
    name: 'app'
  }
}

resource dnsZones 'Microsoft.Network/privateDnsZones@2024-06-01' = [for zone in zones: {
  name: zone
  location: 'global'
  tags: tags
}]

resource dnsLinks 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for (zone, i) in zones: {
  parent: dnsZones[i]
  name: 'link-${name}'
  location: 'global'
  tags: tags
  properties: {
    virtualNetwork: { id: network.id }
    registrationEnabled: false
  }
}]

@description('Resource id of the subnet that the app is put into.')
output appSubnetId string = network::appSubnet.id
