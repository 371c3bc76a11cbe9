metadata description = 'The account of what is kept: models, explanation documents, audits and the audit log, with the tables that index them. The app has rights here container by container.'

@description('Name of the account.')
@minLength(3)
@maxLength(24)
param name string

@description('Region.')
param location string

@description('Tags on every resource.')
param tags object

@description('Keep copies in three zones.')
param zoneRedundant bool

@description('Private endpoints only.')
param networkIsolation bool

@description('Public addresses that may call in spite of networkIsolation.')
param allowedIpRanges array

@description('Days for which explanation documents are kept. Zero keeps them for ever.')
param documentRetentionDays int

@description('Days for which a record of the audit log can be neither changed nor deleted.')
param auditImmutabilityDays int

@description('The policy has been locked and is not written again.')
param auditLogLocked bool

@description('Log Analytics workspace that the logs go to.')
param workspaceId string

// The names that the app uses; a test compares them with the source.
var modelsContainer = 'models'
var explanationsContainer = 'explanations'
var auditsContainer = 'audits'
var auditLogContainer = 'audit-log'
var tables = ['Jobs', 'Explanations', 'Feedback', 'Audits', 'AuditLog', 'Subjects', 'Releases']
var labelsContainer = 'labels'

var coolRule = {
  name: 'cool-old-documents'
  type: 'Lifecycle'
  enabled: true
  definition: {
    filters: { blobTypes: ['blockBlob'], prefixMatch: ['${explanationsContainer}/', '${auditsContainer}/'] }
    actions: {
      baseBlob: { tierToCool: { daysAfterModificationGreaterThan: 60 } }
      version: { delete: { daysAfterCreationGreaterThan: 90 } }
    }
  }
}
var documentRule = {
  name: 'remove-old-documents'
  type: 'Lifecycle'
  enabled: true
  definition: {
    filters: { blobTypes: ['blockBlob'], prefixMatch: ['${explanationsContainer}/'] }
    actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: documentRetentionDays } } }
  }
}

module account 'storage-account.bicep' = {
  params: {
    name: name
    location: location
    tags: tags
    zoneRedundant: zoneRedundant
    networkIsolation: networkIsolation
    allowedIpRanges: allowedIpRanges
    containers: [modelsContainer, explanationsContainer, auditsContainer, auditLogContainer, labelsContainer]
    tables: tables
    queues: []
    versioning: true
    softDeleteDays: 30
    lifecycleRules: documentRetentionDays > 0 ? [coolRule, documentRule] : [coolRule]
    workspaceId: workspaceId
  }
}

resource storage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: name

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource auditLog 'containers' existing = {
      name: auditLogContainer
    }
  }
}

// Append blobs may grow, nothing may change or go. The policy is made unlocked, because a lock is for ever: the runbook says how to lock it.
resource immutability 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies@2024-01-01' = if (!auditLogLocked) {
  parent: storage::blobs::auditLog
  name: 'default'
  properties: {
    immutabilityPeriodSinceCreationInDays: auditImmutabilityDays
    allowProtectedAppendWrites: true
  }
  dependsOn: [account]
}
