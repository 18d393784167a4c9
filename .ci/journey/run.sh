#!/usr/bin/env bash
# Runs the window journey in network and mount namespaces of its own, so that
# its reader service, print service and ports meet no others of this machine
# and nothing leaves it. Without the rights for that it runs as it is.
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p bin
go build -tags migrated_fynedo -o bin/journey ./internal/journey

if [ "$(id -u)" -eq 0 ] && unshare -m -n true 2>/dev/null; then
	exec unshare -m -n bash -c 'ip link set lo up && mkdir -p /run/pcscd && mount -t tmpfs tmpfs /run/pcscd && exec bin/journey --isolated "$@"' journey "$@"
fi
exec bin/journey "$@"
