#!/usr/bin/env bash
# Runs make targets side by side, each lane one argument ("a b" runs a, then b),
# and prints what each lane said when all have ended. The window journey mostly
# waits, so the machine has time for compiling and fuzzing beside it.
set -uo pipefail
cd "$(dirname "$0")/.."
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
lane=0
for targets in "$@"; do
	(
		for target in $targets; do
			begun=$SECONDS
			make --no-print-directory "$target" || exit 1
			echo "--- $target took $((SECONDS - begun)) s"
		done
	) >"$dir/$lane.out" 2>&1 &
	pids[lane]=$!
	lane=$((lane + 1))
done
status=0
for ((lane = 0; lane < $#; lane++)); do
	wait "${pids[lane]}" || status=1
	cat "$dir/$lane.out"
done
exit $status
