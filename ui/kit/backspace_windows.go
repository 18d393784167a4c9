package kit

import (
	"fmt"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
	"golang.org/x/sys/windows"
)

// Messages and keys of winuser.h.
const (
	wmKeyDown   = 0x0100
	wmChar      = 0x0102
	wmNcDestroy = 0x0082
	vkBack      = 0x08
)

var (
	comctl32           = windows.NewLazySystemDLL("comctl32.dll")
	procSetSubclass    = comctl32.NewProc("SetWindowSubclass")
	procRemoveSubclass = comctl32.NewProc("RemoveWindowSubclass")
	procDefSubclass    = comctl32.NewProc("DefSubclassProc")
	subclassProcedure  = sync.OnceValue(func() uintptr { return windows.NewCallback(repairMessage) })
	repairedMu         sync.Mutex
	repaired           = map[windows.HWND]*backspaceRepair{}
	subclassID         = uintptr(0xCA4D)
)

// backspaceRepair is the state of one window: whether the backspace character
// that comes next was announced by a key.
type backspaceRepair struct {
	canvas    fyne.Canvas
	announced bool
	procedure uintptr
}

// RepairBackspace lets every backspace of a Vietnamese input method reach the
// focused field. Some (UniKey in its Unicode mode on some machines) send the
// backspace as a character without a key; GLFW drops characters below 32, so
// "aâ" stands where "â" was meant. The window is subclassed and a backspace
// character that no key announced is given to the focused widget as a key.
// Window messages are handled on the UI goroutine, so no lock is needed there.
func RepairBackspace(win fyne.Window) error {
	native, ok := win.(driver.NativeWindow)
	if !ok {
		return fmt.Errorf("kit: the window has no native handle")
	}
	err := fmt.Errorf("kit: the window has no native handle")
	native.RunNative(func(context any) {
		c, isWindows := context.(driver.WindowsWindowContext)
		if !isWindows {
			return
		}
		hwnd := windows.HWND(c.HWND)
		repairedMu.Lock()
		repaired[hwnd] = &backspaceRepair{canvas: win.Canvas(), procedure: subclassProcedure()}
		repairedMu.Unlock()
		if done, _, callErr := procSetSubclass.Call(c.HWND, subclassProcedure(), subclassID, 0); done == 0 {
			err = fmt.Errorf("kit: subclassing the window: %w", callErr)
			return
		}
		err = nil
	})
	return err
}

// repairMessage is the SUBCLASSPROC of a repaired window.
func repairMessage(hwnd, message, wParam, lParam, _, _ uintptr) uintptr {
	repairedMu.Lock()
	r := repaired[windows.HWND(hwnd)]
	repairedMu.Unlock()
	if r != nil {
		switch message {
		case wmKeyDown:
			r.announced = wParam == vkBack
		case wmChar:
			if wParam == vkBack && r.strayBackspace() {
				return 0
			}
		case wmNcDestroy:
			repairedMu.Lock()
			delete(repaired, windows.HWND(hwnd))
			repairedMu.Unlock()
			_, _, _ = procRemoveSubclass.Call(hwnd, r.procedure, subclassID)
		}
	}
	result, _, _ := procDefSubclass.Call(hwnd, message, wParam, lParam)
	return result
}

// strayBackspace gives a backspace that came as a mere character to the focused
// widget, and reports false for one that a key announced.
func (r *backspaceRepair) strayBackspace() bool {
	if r.announced {
		r.announced = false
		return false
	}
	if f := r.canvas.Focused(); f != nil {
		f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	}
	return true
}
