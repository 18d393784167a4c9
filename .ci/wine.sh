#!/usr/bin/env bash
# Opens the gallery of the kit as a Windows program under wine and sends it keys
# in each way in which Vietnamese input methods send them. Every way must end in
# the one letter it is for. Then the keyboard works the gallery: F-keys from inside
# a field, dialogs, a form of thirty fields by Enter, a barcode scanner.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/wineprefix.sh
export LIBGL_ALWAYS_SOFTWARE=1 DISPLAY=:97
pids=()
finish() {
	for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
	end_prefix
}
trap finish EXIT

x86_64-w64-mingw32-gcc -o "$dir/inject.exe" "$source/inject.c"
GOOS=windows GOARCH=amd64 CGO_ENABLED=1 CC=x86_64-w64-mingw32-gcc CXX=x86_64-w64-mingw32-g++ \
	go build -tags migrated_fynedo -o "$dir/demo.exe" ./ui/kit/internal/demo

Xvfb "$DISPLAY" -screen 0 1366x768x24 +extension GLX -nolisten tcp -noreset >/dev/null 2>&1 &
pids+=($!)
until xdpyinfo >/dev/null 2>&1; do sleep 0.1; done
make_prefix
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
letters "ÂẬÊỄỞ" vk:4F vk0:8 clip:1edf
letters "ÂẬÊỄỞƯ" vk:55 u:8 clip:1b0
"$wine" "$dir/inject.exe" vk:7B # the composer of the program again, Telex
wait_for '"typing"' 3
letters "ÂẬÊỄỞƯ ĐƯỜNG" "text: dduowngf"

heard=0
# hears WANTED KEYS...: presses keys and reads what the gallery says to them.
hears() {
	local wanted=$1
	shift
	"$wine" "$dir/inject.exe" "$@"
	heard=$((heard + 1))
	wait_for '"said"' "$heard"
	local text
	text=$(grep '"said"' "$dir/events" | tail -1 | sed -E 's/.*"text":"([^"]*)".*/\1/')
	if [ "$text" != "$wanted" ]; then
		echo "FAIL: to $* the gallery says \"$text\", want \"$wanted\"" >&2
		return 1
	fi
	echo "ok   $* -> $text"
}
hears F10 vk:79
hears Ctrl+Enter ctrl:0D
hears Esc vk:1B
hears "Đã lấy lại ảnh." vk:78 alt:5A
hears Không vk:71 vk:0D          # a dialog opens on what is safe
hears Có vk:71 vk:27 vk:0D       # and is walked by the arrows
hears Không vk:71 vk:1B          # and left by Esc
hears "Trả lại: Thiếu giấy tờ" vk:72 vk:0D vk:73 text:thieu vk:0D vk:0D
letters "ÂẬÊỄỞƯ ĐƯỜNG A" "text: a" # the focus is back in the field

# value KEY: what the field of the form held when F11 was pressed last.
value() { grep '"values"' "$dir/events" | tail -1 | sed -E "s/.*\"$1\":\"([^\"]*)\".*/\1/"; }
# form KEY=VALUE...: compares what the form holds.
form() {
	"$wine" "$dir/inject.exe" vk:7A
	said=$((said + 1))
	wait_for '"values"' "$said"
	local pair
	for pair in "$@"; do
		if [ "$(value "${pair%%=*}")" != "${pair#*=}" ]; then
			echo "FAIL: the form holds ${pair%%=*}=$(value "${pair%%=*}"), want $pair" >&2
			return 1
		fi
	done
	echo "ok   the form holds $*"
}
"$wine" "$dir/inject.exe" vk:70 vk:70
wait_for '"page"' 2
hears "Hết tờ khai" "text:nguyeenx thij huowngf" vk:0D text:thuys vk:0D text:001190000002 vk:0D text:012345678 vk:0D \
	text:010290 vk:0D text:2 vk:0D text:ed vk:0D text:cong vk:0D "text:Vieetj Nam" vk:0D text:3 vk:0D text:2 vk:0D \
	"text:ba vi" vk:0D "text:soos 5" vk:0D text:bdhn vk:0D vk:0D "text:Windows data" vk:0D "text:thoon DDoong" vk:0D \
	"text:laf ass" vk:0D text:0912345678 vk:0D text:an@vidu.vn vk:0D "text:ddoox ddwcs maauj" vk:0D vk:0D text:1960 vk:0D \
	vk:0D vk:0D text:--/02/1962 vk:0D vk:0D vk:0D text:1/2/2027 vk:0D text:50000 vk:0D vk:20 vk:0D text:hoaf vk:0D
filled=("name=NGUYỄN THỊ HƯỜNG" alias=THÚY number=001190000002 old=012345678 born=01/02/1990 sex=Nữ "people=Ê Đê"
	"faith=Công giáo" "nation=Việt Nam" blood=AB married=Có "birthplace=số 5|Ba Vì, Hà Nội" "home=|Ba Đình, Hà Nội"
	"stay=Windows data" "now=thôn Đông" "work=là as" phone=0912345678 mail=an@vidu.vn "father=ĐỖ ĐỨC MẬU" fatherBorn=1960
	motherBorn=--/02/1962 appointment=01/02/2027 fee=50000 taken=true note=hòa)
form "${filled[@]}"
code="001090000002|012345678|DO DUC MAU|01071990|Nam|Ba Vi|31122021"
hears "Quét: $code" "scan:$code" # out of the note, which stays as it was
form "${filled[@]}"
