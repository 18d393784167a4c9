package screen

import (
	"path/filepath"
	"strconv"

	"carddesk/ui/kit"
)

// Valid says beside a field what is wrong with it, and goes there; it reports
// whether nothing is.
func Valid(field kit.Field, wrong string) bool {
	if wrong == "" {
		return true
	}
	field.SetMessage(kit.LevelError, wrong)
	field.Focus()
	return false
}

// ValidFolder wants the path of a folder from its root on.
func ValidFolder(field *kit.TextField) bool {
	if filepath.IsAbs(field.Value()) {
		return true
	}
	return Valid(field, "Ghi đường dẫn đầy đủ.")
}

// ValidHour wants an hour of the day, and gives it.
func ValidHour(field *kit.DigitField) (int, bool) {
	hour, err := strconv.Atoi(field.Value())
	if err != nil || hour > 23 {
		return 0, Valid(field, "Giờ từ 0 đến 23.")
	}
	return hour, true
}
