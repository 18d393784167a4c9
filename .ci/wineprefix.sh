# Read by the scripts that run Windows programs under wine, from the root of the
# tree: a folder of its own with a Windows in it, and its end.
dir=$(mktemp -d)
source=ui/kit/internal/demo/testdata/wine
export WINEPREFIX=$dir/prefix WINEDEBUG=-all WINEDLLOVERRIDES="bcryptprimitives=n,b;mscoree=;mshtml=" LC_ALL=C.UTF-8
wine=$(command -v wine64 || echo /usr/lib/wine/wine64)
server=$(command -v wineserver || echo /usr/lib/wine/wineserver64)

# make_prefix makes that Windows, with a library of it that this wine lacks.
make_prefix() {
	x86_64-w64-mingw32-gcc -shared -o "$dir/bcryptprimitives.dll" "$source/bcryptprimitives.c" -ladvapi32
	"$wine" wineboot -i >/dev/null 2>&1
	cp "$dir/bcryptprimitives.dll" "$WINEPREFIX/drive_c/windows/system32/"
}

end_prefix() {
	"$server" -k 2>/dev/null || true
	"$server" -w 2>/dev/null || true # it still writes while it ends
	rm -rf "$dir"
}
