#!/usr/bin/env bash
# Runs every fuzz target of the module for the given time each, six at a time: the
# time is by the clock, and starting one takes a second or two.
set -euo pipefail
cd "$(dirname "$0")/.."
duration=${1:-10s}

# Finding the inputs that a target reaches and making them smaller is for long
# runs; a short one looks for crashes.
run() {
	local package=$1 target=$2 out
	if out=$(nice -n 15 go test -tags migrated_fynedo -run '^$' -fuzz "^$target\$" -fuzztime "$3" -fuzzminimizetime 10x -parallel 1 "$package" 2>&1); then
		printf 'ok   fuzz %s %s %s\n' "$package" "$target" "$(grep -oE 'execs: [0-9]+' <<<"$out" | tail -1)"
	elif grep -q 'context deadline exceeded' <<<"$out" && ! grep -q 'Failing input' <<<"$out"; then
		# The end of the time met a worker in the middle of an input: go test calls
		# that a failure although nothing was found.
		printf 'ok   fuzz %s %s, ended in the middle of an input\n' "$package" "$target"
	else
		printf 'FAIL fuzz %s %s\n%s\n' "$package" "$target" "$out"
		return 1
	fi
}
export -f run

git ls-files '*_test.go' | xargs grep -HoE '^func Fuzz[A-Za-z0-9_]+' |
	sed -E 's,^(.*)/[^/]*:func (.*)$,./\1 \2,' |
	xargs -P 6 -L 1 bash -c 'run "$1" "$2" "'"$duration"'"' fuzz
