#!/usr/bin/env bash
# Runs the window journey in network and mount namespaces of its own, so that
# its screens, reader service, print service and ports meet no others of this
# machine and nothing leaves it. A journey mostly waits for a window, so its
# variants run in JOURNEY_LANES lanes side by side (3 when nothing is said), each
# with everything of its own. Without the rights for that it runs as it is.
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p bin build
go build -tags migrated_fynedo -o bin/journey ./internal/journey

if [ "$(id -u)" -ne 0 ] || ! unshare -m -n true 2>/dev/null; then
	exec bin/journey "$@"
fi

prints=$HOME/PDF # where the print service's backend puts its files
mkdir -p "$prints" /run/pcscd
lane() {
	exec unshare -m -n bash -c 'ip link set lo up && mount -t tmpfs tmpfs /run/pcscd && mount -t tmpfs tmpfs "$1" &&
		shift && exec bin/journey --isolated "$@"' journey "$prints" "$@"
}

lanes=${JOURNEY_LANES:-3}
case " $* " in *" -only "* | *" -latency "*) lanes=1 ;; esac
[ "$lanes" -gt 1 ] || lane "$@"

out=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; rm -rf "$out"' EXIT
for ((i = 1; i <= lanes; i++)); do
	lane --lane "$i/$lanes" "$@" >"$out/$i" 2>&1 &
	pids+=($!)
done
status=0
for ((i = 1; i <= lanes; i++)); do
	wait "${pids[i - 1]}" || status=1
	cat "$out/$i"
done
exit $status
