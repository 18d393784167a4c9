#!/usr/bin/env bash
# Runs every fuzz target of the module for the given time each.
set -euo pipefail
cd "$(dirname "$0")/.."
duration=${1:-10s}
status=0
while read -r file target; do
	package=./$(dirname "$file")
	echo "fuzz $package $target $duration"
	go test -tags migrated_fynedo -run '^$' -fuzz "^${target}\$" -fuzztime "$duration" "$package" || status=1
done < <(git ls-files '*_test.go' | xargs grep -HoE '^func Fuzz[A-Za-z0-9_]+' | sed -E 's/:func /\ /')
exit $status
