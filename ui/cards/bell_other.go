//go:build !windows

package cards

import (
	"io"
	"os"
	"strings"
)

// ring sounds the terminal's bell, once for a good card, twice for a bad one.
// Where there is no terminal it is silent: the sentence on the screen says it too.
func ring(good bool) {
	times := 2
	if good {
		times = 1
	}
	_, _ = io.WriteString(os.Stderr, strings.Repeat("\a", times))
}
