package crash

import (
	"strings"
	"testing"
)

func TestFilter(t *testing.T) {
	const stack = "\ngoroutine 1 [running]:\nmain.f({0xc000012345, 0x1b})\n\t/src/main.go:7 +0x1d\nexit status 2\n"
	const clean = "\ngoroutine 1 [running]:\nmain.f(...)\n\t/src/main.go:7 +0x1d\nexit status 2\n"
	for name, c := range map[string]struct {
		in, out string
		crashed bool
	}{
		"ordinary words": {"one\ntwo without an end", "one\ntwo without an end\n", false},
		"bells":          {"\a\a", "\a\a\n", false},
		"a string":       {"panic: Nguyễn Văn An\n" + stack, "panic: (value withheld)" + clean, true},
		"several lines":  {"panic: a\n\tNguyễn Văn An\n\tb [recovered]\n" + stack, "panic: (value withheld)" + clean, true},
		"an error": {"panic: fmt.wrapError: reading: Nguyễn\n" + stack,
			"panic: (value withheld)" + clean, true},
		"a typed value":  {"panic: main.Name(\"Nguyễn\")\n" + stack, "panic: main.Name (value withheld)" + clean, true},
		"a pointer":      {"panic: (*main.Person) 0xc00001\n" + stack, "panic: (*main.Person) (value withheld)" + clean, true},
		"of the runtime": {"panic: runtime error: index out of range [5] with length 3\n" + stack, "panic: runtime error: index out of range [5] with length 3" + clean, true},
		"like the runtime": {"panic: runtime error: index out of range [5] with length 3 of Nguyễn\n" + stack,
			"panic: (value withheld)" + clean, true},
		"nested":      {"panic: a [recovered]\n\tpanic: Nguyễn\n" + stack, "panic: (value withheld)\n\tpanic: (value withheld)" + clean, true},
		"fatal error": {"fatal error: concurrent map writes\n" + stack, "fatal error: concurrent map writes" + clean, true},
		"with a signal": {"panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1]\n" + stack,
			"panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1]" + clean, true},
		"asked by a signal": {"SIGQUIT: quit\nPC=0x1 m=0\n" + stack, "SIGQUIT: quit" + clean, true},
		"cut short":         {"panic: Nguyễn", "panic: (value withheld)\n", true},
		"endless value":     {"panic: " + strings.Repeat("Nguyễn ", 5000) + "\n" + stack, "panic: (value withheld)" + clean, true},
	} {
		var out strings.Builder
		crashed, err := Filter(&out, strings.NewReader(c.in))
		want := strings.ReplaceAll(c.out, "withheld)\ngoroutine", "withheld)\n\ngoroutine")
		have := strings.ReplaceAll(out.String(), "withheld)\ngoroutine", "withheld)\n\ngoroutine")
		want, have = strings.ReplaceAll(want, "\n\n", "\n"), strings.ReplaceAll(have, "\n\n", "\n")
		if err != nil || crashed != c.crashed || have != want {
			t.Errorf("%s: %v %v\n%q, want\n%q", name, crashed, err, have, want)
		}
	}
}

func FuzzFilter(f *testing.F) {
	for _, text := range []string{"panic: a\n\tb\n\ngoroutine 1 [running]:\nx(0x1)\n", "fatal error: x", "\tpanic: (T) {", "runtime: x\npanic: "} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		const marker = "MARKER-7391"
		var out strings.Builder
		// Whatever came before: the value of a panic does not pass.
		_, err := Filter(&out, strings.NewReader(text+"\npanic: "+marker+"\n\t"+marker+"\n\ngoroutine 1 [running]:\nmain.f(0x1)\n"))
		if err != nil || strings.Contains(out.String(), marker) {
			t.Errorf("%q: %v, %q", text, err, out.String())
		}
	})
}
