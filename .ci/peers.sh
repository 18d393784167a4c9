#!/usr/bin/env bash
# Builds the programs of other people that no Debian package has and that tests
# hold ours against, into build/peers: age of the version that go.mod names, and
# object stores that speak S3. Usage: peers.sh [PROGRAM...]; without names those
# that CI wants.
set -euo pipefail
cd "$(dirname "$0")/.."

declare -A packages=(
	[age]="filippo.io/age/cmd/age@$(go list -m -f '{{.Version}}' filippo.io/age)"
	[gofakes3]="github.com/johannesboyne/gofakes3/cmd/gofakes3@v1.2.0" # MIT; keeps objects in memory
	[versitygw]="github.com/versity/versitygw/cmd/versitygw@v1.8.0"    # Apache-2.0; takes minutes to build
)

[ $# -gt 0 ] || set -- age gofakes3
for program in "$@"; do
	package=${packages[$program]:?unknown program $program}
	built=$(go version -m "build/peers/$program" 2>/dev/null | awk '$1 == "path" { path = $2 } $1 == "mod" { print path "@" $3 }') || true
	if [ "$built" != "$package" ]; then
		GOBIN="$PWD/build/peers" GOFLAGS= go install "$package"
	fi
done
