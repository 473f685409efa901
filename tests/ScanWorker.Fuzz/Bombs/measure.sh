#!/usr/bin/env bash
# What each bomb costs: measure.sh DIRECTORY PROGRAM…, such as measure.sh /tmp/bombs scanworker
# Peak memory is that of the largest of its processes, as the kernel counts it (GNU time; Debian: time).
set -uo pipefail
directory=${1:?DIRECTORY}; shift
echo "| bomb | bytes | outcome | seconds | peak MiB |"
echo "|---|---|---|---|---|"
for file in "$directory"/*; do
    told=$(/usr/bin/time -f '%e %M' -o /tmp/measure.$$ "$@" hash --json "$file" 2> /dev/null)
    read -r seconds kib < <(tail -n 1 /tmp/measure.$$)
    reason=$(grep -o '"code":"[^"]*"' <<< "$told" | head -n 1 | cut -d'"' -f4)
    echo "| $(basename "$file") | $(stat -c %s "$file") | ${reason:-hashed} | $seconds | $((kib / 1024)) |"
done
rm -f /tmp/measure.$$
