metadata description = 'The key that signs the heads of the audit log. It is made in the vault and never leaves it: the app may sign with it and nothing more.'

@description('Name of the vault.')
@minLength(3)
@maxLength(24)
param name string

@description('Region.')
param location string

@description('Tags on every resource.')
param tags object

@description('Private endpoint only.')
param networkIsolation bool

@description('Identity of the app.')
param identityName string

@description('Let the app read the secrets of the vault. Only where it signs calls back: the vault holds that one secret.')
param withCallbacks bool

@description('Log Analytics workspace that the logs go to.')
param workspaceId string

// Key Vault Crypto User: sign and verify; not make, import, export or delete.
var keyVaultCryptoUser = '12338af0-0e69-4776-bea7-57ae8d297424'

// Key Vault Secrets User: read the values of secrets; not list keys, set or delete.
var keyVaultSecretsUser = '4633458b-17de-408a-b875-0445c86b69e6'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    publicNetworkAccess: networkIsolation ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'None'
      defaultAction: networkIsolation ? 'Deny' : 'Allow'
    }
  }
}

resource signingKey 'Microsoft.KeyVault/vaults/keys@2024-11-01' = {
  parent: vault
  name: 'audit-log-signing'
  tags: tags
  properties: {
    kty: 'EC'
    curveName: 'P-256'
    keyOps: ['sign', 'verify']
    // Old versions stay readable, so heads that they signed can be checked for ever; hence rotation, but no expiry.
    rotationPolicy: {
      lifetimeActions: [
        {
          action: { type: 'rotate' }
          trigger: { timeAfterCreate: 'P1Y' }
        }
      ]
    }
  }
}

resource maySign 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: signingKey
  name: guid(signingKey.id, identity.id, keyVaultCryptoUser)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultCryptoUser)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    description: 'The app signs the heads of the audit log.'
  }
}

// The secret itself is put into the vault by hand (README.md), so that it passes through no template, no parameter and no log of deployments.
resource mayReadSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (withCallbacks) {
  scope: vault
  name: guid(vault.id, identity.id, keyVaultSecretsUser)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsUser)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    description: 'The app signs its calls back with the secret callback-signing.'
  }
}

// The diagnostic settings API has no version that is not a preview.
resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      { categoryGroup: 'audit', enabled: true }
    ]
    metrics: [
      { category: 'AllMetrics', enabled: true }
    ]
  }
}

@description('Address of the signing key, without a version: the newest signs.')
output signingKeyUri string = signingKey.properties.keyUri

@description('Address of the vault, with a slash at its end.')
output vaultUri string = vault.properties.vaultUri
