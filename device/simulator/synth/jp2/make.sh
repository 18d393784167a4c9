#!/usr/bin/env bash
# Encodes faces and eyes of this package as JPEG 2000. Needs libopenjp2-tools
# (opj_compress) and libjpeg-turbo-progs (djpeg) of Debian.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for face in ../faces/*.jpg; do
	name=$(basename "$face" .jpg)
	djpeg -ppm "$face" >"$work/$name.ppm"
	opj_compress -i "$work/$name.ppm" -o "$name.jp2" -r 80 -I
done
CARDDESK_EYES=$work go test -count=1 -run TestJP2Pictures ..
for eye in "$work"/eye*.pgm; do
	opj_compress -i "$eye" -o "$(basename "$eye" .pgm).j2k" -r 10 -I
done
