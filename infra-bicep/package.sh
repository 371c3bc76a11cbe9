#!/usr/bin/env sh
# Makes the package that Flex Consumption runs: the build for Azure, compiled ahead, with the natives of Linux x64 only, as one zip.
#   ./package.sh [package.zip]
# Deploy it without azd: az functionapp deployment source config-zip -g GROUP -n APP --src package.zip
set -eu
root=$(CDPATH='' cd -- "$(dirname "$0")/.." && pwd)
package=${1:-$root/package.zip}
case "$package" in
  /*) ;;
  *) package=$(pwd)/$package ;;
esac
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

dotnet publish "$root/src/XaiFunctions.App" --configuration Release --output "$folder" \
  -p:FunctionsHost="${FunctionsHost:-Azure}" -p:PackageFor=FlexConsumption

# A package without these starts, and then has no functions or no model runtime: better found here.
for file in host.json XaiFunctions.App.dll libonnxruntime.so; do
  [ -f "$folder/$file" ] || { echo "$file is missing in the package." >&2; exit 1; }
done
if [ "${FunctionsHost:-Azure}" = Azure ]; then
  for file in worker.config.json extensions.json .azurefunctions; do
    [ -e "$folder/$file" ] || { echo "$file is missing in the package." >&2; exit 1; }
  done
fi
if [ -f "$folder/local.settings.json" ]; then
  echo "local.settings.json must not be in the package." >&2
  exit 1
fi

rm -f "$package"
# Paths from the package's root, hidden folders too: .azurefunctions holds the host's extensions.
if command -v zip >/dev/null; then
  (cd "$folder" && zip -q -r "$package" .)
else
  python3 -c 'import shutil, sys; shutil.make_archive(sys.argv[1].removesuffix(".zip"), "zip", sys.argv[2])' "$package" "$folder"
fi
echo "$package: $(du -k "$package" | cut -f1) KB"
