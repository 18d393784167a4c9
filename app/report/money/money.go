// Package money writes amounts in đồng as Vietnamese papers do.
package money

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Grouped writes a whole number with a dot between groups of three digits.
func Grouped(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "." + digits[i:]
	}
	return sign + digits
}

// Dong writes an amount: "25.000 đồng".
func Dong(n int64) string { return Grouped(n) + " đồng" }

var digitWords = []string{"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"}

// units are those of the groups of three digits, the lowest first; above a billion
// they begin again ("nghìn tỷ", "triệu tỷ").
var units = []string{"", "nghìn", "triệu", "tỷ", "nghìn tỷ", "triệu tỷ", "tỷ tỷ"}

// InWords writes an amount in words, as it stands below the figure on papers that
// money goes with: "Hai mươi lăm nghìn đồng". A digit more cannot be added to it.
func InWords(n int64) string {
	if n == 0 {
		return "Không đồng"
	}
	var parts []string
	rest := uint64(n)
	if n < 0 {
		parts, rest = append(parts, "âm"), -rest
	}
	var groups []int
	for ; rest > 0; rest /= 1000 {
		groups = append(groups, int(rest%1000))
	}
	for i := len(groups) - 1; i >= 0; i-- {
		if groups[i] == 0 {
			continue
		}
		parts = append(parts, group(groups[i], i < len(groups)-1)...)
		if units[i] != "" {
			parts = append(parts, units[i])
		}
	}
	text := strings.Join(append(parts, "đồng"), " ")
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// group says three digits; whole says the hundreds even when there are none, as
// behind a higher group.
func group(n int, whole bool) []string {
	hundreds, tens, ones := n/100, n/10%10, n%10
	var words []string
	if hundreds > 0 || whole {
		words = append(words, digitWords[hundreds], "trăm")
	}
	switch {
	case tens == 1:
		words = append(words, "mười")
	case tens > 1:
		words = append(words, digitWords[tens], "mươi")
	case ones > 0 && len(words) > 0:
		words = append(words, "linh")
	}
	switch {
	case ones == 0:
	case ones == 1 && tens > 1:
		words = append(words, "mốt")
	case ones == 5 && tens > 0:
		words = append(words, "lăm")
	default:
		words = append(words, digitWords[ones])
	}
	return words
}
