#!/bin/sh
# Makes scanworker-VERSION-RID.tar.gz: the program with its runtime, for machines without .NET. Needs the .NET SDK.
# usage: deploy/archive.sh linux-x64|linux-arm64 [DIRECTORY]
set -eu
rid=${1:?"usage: deploy/archive.sh linux-x64|linux-arm64 [DIRECTORY]"}
out=$(mkdir -p "${2:-.}" && cd "${2:-.}" && pwd)
cd "$(dirname "$0")/.."
version=$(sed -n 's/.*<Version>\(.*\)<\/Version>.*/\1/p' Directory.Build.props)
name=scanworker-$version-$rid
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# From a copy, as the image: to restore for one platform alone writes lock files.
mkdir "$folder/source"
cp -R global.json Directory.Build.props Directory.Build.targets Directory.Packages.props .editorconfig src "$folder/source"
project=$folder/source/src/ScanWorker/ScanWorker.csproj
dotnet restore "$project" --locked-mode
dotnet publish "$project" -c Release -r "$rid" --self-contained -p:RunAnalyzers=false -p:PublishReadyToRun=true \
    -p:PublishReadyToRunComposite=true -o "$folder/$name"
cp LICENSE README.md "$folder/$name"
tar -C "$folder" --owner=0 --group=0 -czf "$out/$name.tar.gz" "$name"
echo "$out/$name.tar.gz"
