package kit

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// countWord writes "3 / 700".
func countWord(at, of int) string { return fmt.Sprintf("%s / %s", Thousands(at), Thousands(of)) }

// Thousands writes a number with points between thousands, as in Vietnam.
func Thousands(n int) string {
	if n < 0 {
		return "-" + Thousands(-n)
	}
	s := fmt.Sprint(n)
	var b strings.Builder
	for i, r := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteByte('.')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// padded writes a number with zeros before it.
func padded(n, width int) string { return fmt.Sprintf("%0*d", width, n) }

// lowerFirst writes the first letter small, for a label inside a sentence.
func lowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}

// ByteSize writes a size as people say it: "1,5 MB", "20 KB".
func ByteSize(n int64) string {
	switch {
	case n >= 1<<20:
		return strings.Replace(fmt.Sprintf("%.1f MB", float64(n)/(1<<20)), ".", ",", 1)
	case n >= 1<<10:
		return fmt.Sprintf("%d KB", n>>10)
	}
	return fmt.Sprintf("%d B", n)
}
