metadata description = 'The account that the Functions host owns (AzureWebJobsStorage): task hub, packages of the app, dropped scoring files, working files. Everything in it is either transient or can be dropped again.'

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

@description('Days after which the working files of a job that never ended are removed.')
param workRetentionDays int

@description('Days for which a dropped scoring file is kept. Zero keeps it for ever.')
param scoringRetentionDays int

@description('Log Analytics workspace that the logs go to.')
param workspaceId string

// The names that the app and the Functions host use; a test compares them with the source.
var scoringContainer = 'scoring'
var workContainer = 'work'
var poisonQueue = 'webjobs-blobtrigger-poison'
var alertQueue = 'audit-alerts'

var deploymentContainer = 'deployment'
var deadLetterContainer = 'dead-letter'

var workRule = {
  name: 'remove-abandoned-work'
  type: 'Lifecycle'
  enabled: true
  definition: {
    filters: { blobTypes: ['blockBlob', 'appendBlob'], prefixMatch: ['${workContainer}/'] }
    actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: workRetentionDays } } }
  }
}
var deadLetterRule = {
  name: 'remove-old-dead-letters'
  type: 'Lifecycle'
  enabled: true
  definition: {
    filters: { blobTypes: ['blockBlob'], prefixMatch: ['${deadLetterContainer}/'] }
    actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: 90 } } }
  }
}
var scoringRule = {
  name: 'remove-old-drops'
  type: 'Lifecycle'
  enabled: true
  definition: {
    filters: { blobTypes: ['blockBlob'], prefixMatch: ['${scoringContainer}/'] }
    actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: scoringRetentionDays } } }
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
    containers: [scoringContainer, workContainer, deploymentContainer, deadLetterContainer]
    tables: []
    queues: [poisonQueue, alertQueue]
    // Leases and claim checks are rewritten all the time: versions and soft delete would keep, and bill, every one of them.
    versioning: false
    softDeleteDays: 0
    lifecycleRules: scoringRetentionDays > 0 ? [workRule, deadLetterRule, scoringRule] : [workRule, deadLetterRule]
    workspaceId: workspaceId
  }
}

@description('Container of the app packages.')
output deploymentContainerName string = deploymentContainer

@description('Container of the events that could not be delivered.')
output deadLetterContainerName string = deadLetterContainer
