metadata description = 'The one identity that the app has: assigned by the user, so that its roles are granted before the app exists and outlive it.'

@description('Name of the identity.')
param name string

@description('Region.')
param location string

@description('Tags on every resource.')
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}
