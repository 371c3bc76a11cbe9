using 'main.bicep'

// One file for both stages, side by side, so that what sets production apart is one page.
// XAI_STAGE chooses (dev or prod); the other settings are what differs from one company to the next:
//   azd env set XAI_STAGE prod

var stages = {
  dev: {
    instanceMemoryMB: 2048
    maximumInstanceCount: 40
    alwaysReadyDurable: 0
    alwaysReadyHttp: 0
    zoneRedundant: false
    networkIsolation: false
    requireSignIn: false
    auditImmutabilityDays: 1
    logRetentionDays: 30
    monthlyBudget: 50
  }
  prod: {
    instanceMemoryMB: 4096
    maximumInstanceCount: 200
    alwaysReadyDurable: 1
    alwaysReadyHttp: 1
    zoneRedundant: true
    networkIsolation: true
    requireSignIn: true
    auditImmutabilityDays: 2555
    logRetentionDays: 90
    monthlyBudget: 2000
  }
}
var stage = readEnvironmentVariable('XAI_STAGE', 'dev')
var chosen = stages[stage]

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'xai-dev')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')
param tags = {
  stage: stage
  owner: readEnvironmentVariable('XAI_OWNER', 'unassigned')
  'cost-center': readEnvironmentVariable('XAI_COST_CENTER', 'unassigned')
}

param instanceMemoryMB = chosen.instanceMemoryMB
param maximumInstanceCount = chosen.maximumInstanceCount
param alwaysReadyDurable = chosen.alwaysReadyDurable
param alwaysReadyHttp = chosen.alwaysReadyHttp
param zoneRedundant = chosen.zoneRedundant

param durableBackend = readEnvironmentVariable('XAI_DURABLE_BACKEND', 'AzureStorage')
param schedulerSku = stage == 'prod' ? 'Dedicated' : 'Consumption'
param schedulerCapacity = stage == 'prod' ? 3 : 1
param schedulerIpAllowlist = json(readEnvironmentVariable('XAI_SCHEDULER_IP_ALLOWLIST', '[]'))

param networkIsolation = chosen.networkIsolation
param allowedIpRanges = json(readEnvironmentVariable('XAI_ALLOWED_IP_RANGES', '[]'))

param authClientId = readEnvironmentVariable('XAI_AUTH_CLIENT_ID', '')
param requireSignIn = chosen.requireSignIn
param publisherGroupId = readEnvironmentVariable('XAI_PUBLISHER_GROUP_ID', '')
param readerGroupId = readEnvironmentVariable('XAI_READER_GROUP_ID', '')

param callbackHosts = json(readEnvironmentVariable('XAI_CALLBACK_HOSTS', '[]'))

param auditImmutabilityDays = chosen.auditImmutabilityDays
param auditLogLocked = readEnvironmentVariable('XAI_AUDIT_LOG_LOCKED', 'false') == 'true'
param logRetentionDays = chosen.logRetentionDays

param alertEmails = json(readEnvironmentVariable('XAI_ALERT_EMAILS', '[]'))
param monthlyBudget = chosen.monthlyBudget
