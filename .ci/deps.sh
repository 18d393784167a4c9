#!/usr/bin/env bash
# Installs the Debian packages that a group of commands needs and that are
# missing. Usage: deps.sh GROUP...   (build, run, test, windows, wine, office)
set -euo pipefail

declare -A groups=(
	[build]="gcc g++ make pkg-config libgl1-mesa-dev xorg-dev libpcsclite-dev"
	[run]="pcscd vsmartcard-vpcd libgl1-mesa-dri cups-client"
	[test]="xvfb xauth xdotool x11-utils x11-apps x11-xserver-utils imagemagick pcscd vsmartcard-vpcd libgl1-mesa-dri cups cups-client printer-driver-cups-pdf poppler-utils strace postgresql age python3-tuspy iproute2 util-linux procps"
	[wine]="wine64"
	[office]="libreoffice-calc"
	[windows]="gcc-mingw-w64-x86-64 g++-mingw-w64-x86-64"
)

wanted=()
for group in "$@"; do
	for package in ${groups[$group]:?unknown group $group}; do
		if [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
			wanted+=("$package")
		fi
	done
done
[ ${#wanted[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
	echo "These packages are needed and this is no Debian system: ${wanted[*]}" >&2
	exit 1
fi
root=()
if [ "$(id -u)" -ne 0 ]; then
	command -v sudo >/dev/null || { echo "Missing packages: ${wanted[*]} - install them as root." >&2; exit 1; }
	root=(sudo)
fi
echo "Installing: ${wanted[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
"${root[@]}" apt-get update -qq >&2
"${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${wanted[@]}" >&2
