#!/usr/bin/env bash
# Builds the programs of other people that no Debian package has and that tests
# hold ours against: build/peers/age, of the version that go.mod names.
set -euo pipefail
cd "$(dirname "$0")/.."

version=$(go list -m -f '{{.Version}}' filippo.io/age)
program=build/peers/age
[ "$("$program" --version 2>/dev/null)" = "$version" ] && exit 0
GOBIN="$PWD/build/peers" GOFLAGS= go install "filippo.io/age/cmd/age@$version"
