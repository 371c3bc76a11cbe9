# Subscribes the app to the events of dropped scoring files. May be run again at any time; it then puts the subscription right.
# Needs the Azure CLI, signed in, and the outputs of main.bicep in the environment (azd sets them).
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
foreach ($name in 'AZURE_RESOURCE_GROUP', 'XAI_FUNCTION_APP', 'XAI_SYSTEM_TOPIC', 'XAI_HOST_STORAGE', 'XAI_DEAD_LETTER_CONTAINER') {
    if (-not [Environment]::GetEnvironmentVariable($name)) { throw "The environment variable $name is missing." }
}
if ($env:AZURE_SUBSCRIPTION_ID) {
    az account set --subscription $env:AZURE_SUBSCRIPTION_ID
    if ($LASTEXITCODE -ne 0) { throw 'The subscription cannot be chosen.' }
}

# The host makes the key when it first loads the blob trigger. Only its length is looked at, so that it reaches neither screen nor log.
$attempt = 1
while ($true) {
    $length = az functionapp keys list --resource-group $env:AZURE_RESOURCE_GROUP --name $env:XAI_FUNCTION_APP `
        --query "length(systemKeys.blobs_extension || '')" --output tsv 2>$null
    if ($LASTEXITCODE -eq 0 -and [int]$length -gt 0) { break }
    if ($attempt -ge 30) { throw 'The app has no key for blob events after five minutes: look at its logs, then run this again.' }
    Write-Host "Waiting for the app to load its blob trigger ($attempt of 30)"
    $attempt++
    Start-Sleep -Seconds 10
}

# The key is read by Azure Resource Manager inside the template and never comes here.
az deployment group create --resource-group $env:AZURE_RESOURCE_GROUP --name scoring-subscription `
    --template-file (Join-Path $PSScriptRoot '../scoring-subscription.bicep') `
    --parameters functionAppName=$env:XAI_FUNCTION_APP systemTopicName=$env:XAI_SYSTEM_TOPIC storageName=$env:XAI_HOST_STORAGE `
        deadLetterContainerName=$env:XAI_DEAD_LETTER_CONTAINER `
    --output none
if ($LASTEXITCODE -ne 0) { throw 'The subscription could not be made.' }
Write-Host "Files dropped into the container scoring of $env:XAI_HOST_STORAGE now reach $env:XAI_FUNCTION_APP."
