#!/usr/bin/env bash
# Runs make targets side by side, each lane one argument ("a b" runs a, then b).
# The first lane prints as it goes; what the others said comes after it. They have
# the processor when the first one waits, as tests and the window journey often do.
set -uo pipefail
cd "$(dirname "$0")/.."
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# run NICENESS TARGETS
run() {
	local target begun
	for target in $2; do
		begun=$SECONDS
		nice -n "$1" make --no-print-directory "$target" || return 1
		echo "--- $target took $((SECONDS - begun)) s"
	done
}

lane=0
for targets in "$@"; do
	if [ "$lane" -eq 0 ]; then
		run 0 "$targets" 2>&1 &
	else
		run 15 "$targets" >"$dir/$lane.out" 2>&1 &
	fi
	pids[lane]=$!
	lane=$((lane + 1))
done
status=0
for ((lane = 0; lane < $#; lane++)); do
	wait "${pids[lane]}" || status=1
	[ "$lane" -eq 0 ] || cat "$dir/$lane.out"
done
exit $status
