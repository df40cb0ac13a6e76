#!/bin/sh
# Audits the repositories of a list on one machine, as many at once as it has cores, and merges the reports.
#   parallel.sh repositories.txt reports/
# The list has one repository a line: NAME ADDRESS. What could not be fetched or audited is said at the end.
set -eu

# What each of GNU parallel's jobs calls: --one NAME ADDRESS TODAY REPORTS
if [ "$1" = --one ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  git clone --quiet --depth 1 -- "$3" "$work/tree"
  # 1 means findings: that is what we came for.
  seaworthy audit "$work/tree" --today "$4" --format json --output "$5/$2.json" || [ $? -eq 1 ]
  exit
fi

list=$1
reports=$2
today=$(date -u +%F)
failed=0
mkdir -p "$reports"
parallel --colsep ' ' --joblog "$reports/jobs.log" "$0" --one '{1}' '{2}' "$today" "$reports" :::: "$list" || failed=$?

set --
for report in "$reports"/*.json; do
  name=${report##*/}
  set -- "$@" "${name%.json}=$report"
done
seaworthy merge "$@" --fail-on none --format html --output "$reports/fleet.html" --format sarif --output "$reports/fleet.sarif" --format text
[ "$failed" -eq 0 ] || echo "$failed repositories could not be audited: see $reports/jobs.log" >&2
