package kit

import (
	_ "embed"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
)

//go:embed fyne_vi.json
var fyneWords []byte

// UseVietnamese gives Fyne's own words (OK, Cancel, the file dialog) in
// Vietnamese. Fyne has no Vietnamese and always follows the system's locale,
// so the words are registered under that locale's name and under English, its
// fallback. It is called once, before the first window.
func UseVietnamese() error {
	errs := []error{lang.AddTranslationsForLocale(fyneWords, "en")}
	if system := lang.SystemLocale(); system != "" && system != "en" && system != "C" {
		errs = append(errs, lang.AddTranslationsForLocale(fyneWords, fyne.Locale(system)))
	}
	return errors.Join(errs...)
}
