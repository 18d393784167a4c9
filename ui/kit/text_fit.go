package kit

import (
	"strings"

	"fyne.io/fyne/v2"
)

// breakLine splits text at a blank into two lines of at most width; what does
// not fit into the second is cut with an ellipsis.
func breakLine(text string, size, width float32) (string, string) {
	if width <= 0 || fits(text, size, width) {
		return text, ""
	}
	words := strings.Fields(text)
	first := ""
	for i, w := range words {
		next := strings.TrimSpace(first + " " + w)
		if first != "" && !fits(next, size, width) {
			return first, shorten(strings.Join(words[i:], " "), size, width)
		}
		first = next
	}
	return shorten(text, size, width), ""
}

// shorten cuts text to width with an ellipsis.
func shorten(text string, size, width float32) string {
	if width <= 0 || fits(text, size, width) {
		return text
	}
	runes := []rune(text)
	low, high := 0, len(runes)
	for low < high {
		mid := (low + high + 1) / 2
		if fits(string(runes[:mid])+"…", size, width) {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return strings.TrimRight(string(runes[:low]), " ") + "…"
}

func fits(text string, size, width float32) bool {
	return fyne.MeasureText(text, size, fyne.TextStyle{}).Width <= width
}
