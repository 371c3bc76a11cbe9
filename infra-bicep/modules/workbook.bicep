metadata description = 'The dashboard: jobs, rows, coalitions, intervals, queue, cost, and the journey of one job, from the metrics and traces that the app sends.'

@description('Title of the workbook.')
param title string

@description('Region.')
param location string

@description('Tags on every resource.')
param tags object

@description('Log Analytics workspace that is asked.')
param workspaceId string

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, title)
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: title
    category: 'workbook'
    sourceId: workspaceId
    serializedData: replace(loadTextContent('../workbook.json'), '{workspace-id}', workspaceId)
  }
}
