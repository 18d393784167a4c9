#!/usr/bin/env bash
# Runs every fuzz target of the module for the given time each. A package is built
# once for all its targets; eight of them run at a time, since the time is by the
# clock. What was found worth keeping lies where go test keeps it, and the next run
# begins with it.
set -euo pipefail
cd "$(dirname "$0")/.."
duration=${1:-10s}
built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
cache=$(go env GOCACHE)/fuzz

# build PACKAGE
build() {
	nice -n 15 go test -c -tags migrated_fynedo -fuzz . -o "$built/${1//\//_}.test" "$1"
}

# run PACKAGE TARGET. Finding the inputs that a target reaches and making them
# smaller is for long runs; a short one looks for crashes.
run() {
	local package=$1 target=$2 out
	if out=$(cd "$package" && nice -n 15 "$built/${package//\//_}.test" -test.run '^$' -test.fuzz "^$target\$" -test.fuzztime "$duration" \
		-test.fuzzcachedir "$cache/carddesk/${package#./}" -test.fuzzminimizetime 10x -test.parallel 1 2>&1); then
		printf 'ok   fuzz %s %s %s\n' "$package" "$target" "$(grep -oE 'execs: [0-9]+' <<<"$out" | tail -1)"
	elif grep -q 'context deadline exceeded' <<<"$out" && ! grep -q 'Failing input' <<<"$out"; then
		# The end of the time met a worker in the middle of an input: that is called a
		# failure although nothing was found.
		printf 'ok   fuzz %s %s, ended in the middle of an input\n' "$package" "$target"
	else
		printf 'FAIL fuzz %s %s\n%s\n' "$package" "$target" "$out"
		return 1
	fi
}
export -f build run
export built cache duration

targets=$(git ls-files '*_test.go' | xargs grep -HoE '^func Fuzz[A-Za-z0-9_]+' |
	sed -E 's,^(.*)/[^/]*:func (.*)$,./\1 \2,')
cut -d ' ' -f 1 <<<"$targets" | sort -u | xargs -P 2 -L 1 bash -c 'build "$1"' fuzz
xargs -P 8 -L 1 bash -c 'run "$1" "$2"' fuzz <<<"$targets"
