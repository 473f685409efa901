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
dotnet publish src/ScanWorker/ScanWorker.csproj -c Release -r "$rid" --self-contained -p:PublishReadyToRun=true -o "$folder/$name"
cp LICENSE README.md "$folder/$name"
tar -C "$folder" --owner=0 --group=0 -czf "$out/$name.tar.gz" "$name"
echo "$out/$name.tar.gz"
