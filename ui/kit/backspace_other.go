//go:build !windows

package kit

import "fyne.io/fyne/v2"

// RepairBackspace lets every backspace of a Vietnamese input method reach the
// focused field. Only Windows needs it; elsewhere it does nothing.
func RepairBackspace(fyne.Window) error { return nil }
