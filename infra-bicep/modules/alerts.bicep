metadata description = 'Who is told when files are not explained, orchestrations fail, activities crawl or money runs out. Each alert names the chapter of RUNBOOK.md that answers it.'

@description('Name of the environment, for titles.')
param environmentName string

@description('Region.')
param location string

@description('Tags on every resource.')
param tags object

@description('Log Analytics workspace that is asked.')
param workspaceId string

@description('Event Grid system topic of the drops.')
param topicName string

@description('Addresses that are written to.')
param emails array

@description('Seconds above which the 95th percentile of an activity is slow.')
param slowActivitySeconds int

@description('Monthly budget of the resource group. Zero: none.')
param monthlyBudget int

@description('First day of the budget.')
param budgetStart string

// Tables of the workspace come into being with their first row, so queries are not tried out when a rule is made.
var queryAlerts = [
  {
    name: 'poison-queue'
    severity: 1
    title: 'A scoring file could not be taken in'
    description: 'The blob trigger gave up on a file after five tries. RUNBOOK.md: Poison blobs.'
    window: 'PT15M'
    query: '''
      StorageQueueLogs
      | where OperationName == "PutMessage" and StatusText == "Success"
      | where Uri contains "/webjobs-blobtrigger-poison/"
    '''
  }
  {
    name: 'failed-orchestrations'
    severity: 1
    title: 'An orchestration failed'
    description: 'A job, or a part of one, ended in an error. RUNBOOK.md: A job failed.'
    window: 'PT15M'
    query: '''
      FunctionAppLogs
      | where Message contains "(Orchestrator)' failed with an error"
    '''
  }
  {
    name: 'slow-activities'
    severity: 2
    title: 'Activities take longer than planned'
    description: 'The 95th percentile of an activity is above the limit: a slow model, or too few cores. RUNBOOK.md: Slow activities.'
    window: 'PT30M'
    query: replace('''
      FunctionAppLogs
      | where Message startswith "Executed 'Functions."
      | extend Activity = extract(@"^Executed 'Functions\.(\w+Activity)'", 1, Message), Milliseconds = tolong(extract(@"Duration=(\d+)ms", 1, Message))
      | where isnotempty(Activity)
      | summarize Slowest = percentile(Milliseconds, 95) by Activity
      | where Slowest > 1000 * LIMIT
    ''', 'LIMIT', string(slowActivitySeconds))
  }
]

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topicName
}

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${environmentName}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'xai'
    emailReceivers: [for (email, i) in emails: {
      name: 'email-${i}'
      emailAddress: email
      useCommonAlertSchema: true
    }]
  }
}

resource queries 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for alert in queryAlerts: {
  name: 'alert-${environmentName}-${alert.name}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${environmentName}: ${alert.title}'
    description: alert.description
    severity: alert.severity
    enabled: true
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: alert.window
    skipQueryValidation: true
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: alert.query
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: [people.id] }
  }
}]

resource deadLetters 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'alert-${environmentName}-dead-letters'
  location: 'global'
  tags: tags
  properties: {
    description: 'Event Grid gave up on the event of a dropped file. RUNBOOK.md: Dead letters.'
    severity: 1
    enabled: true
    scopes: [topic.id]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'dead-letters'
          metricNamespace: 'Microsoft.EventGrid/systemTopics'
          metricName: 'DeadLetteredCount'
          timeAggregation: 'Total'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    actions: [{ actionGroupId: people.id }]
  }
}

resource budget 'Microsoft.Consumption/budgets@2024-08-01' = if (monthlyBudget > 0) {
  name: 'budget-${environmentName}'
  properties: {
    category: 'Cost'
    amount: monthlyBudget
    timeGrain: 'Monthly'
    timePeriod: { startDate: budgetStart }
    notifications: {
      spentMost: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: emails
        contactGroups: [people.id]
      }
      willOverspend: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: emails
        contactGroups: [people.id]
      }
    }
  }
}
