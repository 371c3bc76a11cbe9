#!/usr/bin/env sh
# Subscribes the app to the events of dropped scoring files. May be run again at any time; it then puts the subscription right.
# Needs the Azure CLI, signed in, and the outputs of main.bicep in the environment (azd sets them).
set -eu
: "${AZURE_RESOURCE_GROUP:?}" "${XAI_FUNCTION_APP:?}" "${XAI_SYSTEM_TOPIC:?}" "${XAI_HOST_STORAGE:?}" "${XAI_DEAD_LETTER_CONTAINER:?}"
if [ -n "${AZURE_SUBSCRIPTION_ID:-}" ]; then
  az account set --subscription "$AZURE_SUBSCRIPTION_ID"
fi

# The host makes the key when it first loads the blob trigger. Only its length is looked at, so that it reaches neither screen nor log.
has_key() {
  length=$(az functionapp keys list --resource-group "$AZURE_RESOURCE_GROUP" --name "$XAI_FUNCTION_APP" \
    --query "length(systemKeys.blobs_extension || '')" --output tsv 2>/dev/null || echo 0)
  [ "${length:-0}" -gt 0 ]
}

attempt=1
until has_key; do
  if [ "$attempt" -ge 30 ]; then
    echo "The app has no key for blob events after five minutes: look at its logs, then run this again." >&2
    exit 1
  fi
  echo "Waiting for the app to load its blob trigger ($attempt of 30)"
  attempt=$((attempt + 1))
  sleep 10
done

# The key is read by Azure Resource Manager inside the template and never comes here.
az deployment group create --resource-group "$AZURE_RESOURCE_GROUP" --name scoring-subscription \
  --template-file "$(dirname "$0")/../scoring-subscription.bicep" \
  --parameters functionAppName="$XAI_FUNCTION_APP" systemTopicName="$XAI_SYSTEM_TOPIC" storageName="$XAI_HOST_STORAGE" \
    deadLetterContainerName="$XAI_DEAD_LETTER_CONTAINER" \
  --output none
echo "Files dropped into the container scoring of $XAI_HOST_STORAGE now reach $XAI_FUNCTION_APP."
