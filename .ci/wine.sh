#!/usr/bin/env bash
# Opens the gallery of the kit as a Windows program under wine and sends it keys
# in each way in which Vietnamese input methods send them. Every way must end in
# the one letter it is for.
set -euo pipefail
cd "$(dirname "$0")/.."
dir=$(mktemp -d)
source=ui/kit/internal/demo/testdata/wine
export WINEPREFIX=$dir/prefix WINEDEBUG=-all WINEDLLOVERRIDES="bcryptprimitives=n,b;mscoree=;mshtml="
export LIBGL_ALWAYS_SOFTWARE=1 LC_ALL=C.UTF-8 DISPLAY=:97
wine=$(command -v wine64 || echo /usr/lib/wine/wine64)
pids=()
finish() {
	for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
	wineserver -k 2>/dev/null || true
	rm -rf "$dir"
}
trap finish EXIT

x86_64-w64-mingw32-gcc -o "$dir/inject.exe" "$source/inject.c"
x86_64-w64-mingw32-gcc -shared -o "$dir/bcryptprimitives.dll" "$source/bcryptprimitives.c" -ladvapi32
GOOS=windows GOARCH=amd64 CGO_ENABLED=1 CC=x86_64-w64-mingw32-gcc CXX=x86_64-w64-mingw32-g++ \
	go build -tags migrated_fynedo -o "$dir/demo.exe" ./ui/kit/internal/demo

Xvfb "$DISPLAY" -screen 0 1366x768x24 +extension GLX -nolisten tcp -noreset >/dev/null 2>&1 &
pids+=($!)
until xdpyinfo >/dev/null 2>&1; do sleep 0.1; done
"$wine" wineboot -i >/dev/null 2>&1
cp "$dir/bcryptprimitives.dll" "$WINEPREFIX/drive_c/windows/system32/"
"$wine" "$dir/demo.exe" -events >"$dir/events" 2>/dev/null &
pids+=($!)

# wait_for PATTERN COUNT: until the events hold so many such lines.
wait_for() {
	for _ in $(seq 300); do
		[ "$(grep -c "$1" "$dir/events" || true)" -ge "$2" ] && return
		sleep 0.1
	done
	echo "no $2 lines with $1 in the events:" >&2
	cat "$dir/events" >&2
	return 1
}
wait_for screen-ready 1
"$wine" "$dir/inject.exe" vk:7B vk:7B # the composer off: F12 twice
wait_for '"typing"' 2

said=0
# letters WANTED KEYS...: types into the first field and reads what it holds.
letters() {
	local wanted=$1
	shift
	"$wine" "$dir/inject.exe" "$@" vk:7A
	said=$((said + 1))
	wait_for '"values"' "$said"
	local name
	name=$(grep '"values"' "$dir/events" | tail -1 | sed -E 's/.*"name":"([^"]*)".*/\1/')
	if [ "$name" != "$wanted" ]; then
		echo "FAIL: after $* the field holds \"$name\", want \"$wanted\"" >&2
		return 1
	fi
	echo "ok   $* -> $name"
}
letters "Â" vk:41 vk0:8 u:e2
letters "ÂẬ" vk:41 u:8 u:1ead
letters "ÂẬÊ" vk:41 post:8 post:ea
letters "ÂẬÊỄ" vk:41 burst:1ec5
