package sessionlock

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"unsafe"

	"golang.org/x/sys/windows"
)

// Messages and codes of winuser.h and wtsapi32.h.
const (
	wmClose             = 0x0010
	wmDestroy           = 0x0002
	wmSessionChange     = 0x02B1
	sessionConsoleAway  = 0x2 // WTS_CONSOLE_DISCONNECT
	sessionRemoteAway   = 0x4 // WTS_REMOTE_DISCONNECT
	sessionLogoff       = 0x6 // WTS_SESSION_LOGOFF
	sessionLock         = 0x7 // WTS_SESSION_LOCK
	notifyThisSession   = 0
	errorClassIsThere   = 1410
	messageOnlyParent   = ^uintptr(2) // HWND_MESSAGE, -3
	sessionWindowsClass = "CardDeskSessionLock"
)

var (
	user32            = windows.NewLazySystemDLL("user32.dll")
	wtsapi32          = windows.NewLazySystemDLL("wtsapi32.dll")
	registerClass     = user32.NewProc("RegisterClassExW")
	createWindow      = user32.NewProc("CreateWindowExW")
	destroyWindow     = user32.NewProc("DestroyWindow")
	defWindowProc     = user32.NewProc("DefWindowProcW")
	getMessage        = user32.NewProc("GetMessageW")
	dispatchMessage   = user32.NewProc("DispatchMessageW")
	postMessage       = user32.NewProc("PostMessageW")
	postQuitMessage   = user32.NewProc("PostQuitMessage")
	registerSession   = wtsapi32.NewProc("WTSRegisterSessionNotification")
	unregisterSession = wtsapi32.NewProc("WTSUnRegisterSessionNotification")
)

// windowClass is WNDCLASSEXW.
type windowClass struct {
	size, style             uint32
	proc                    uintptr
	classExtra, windowExtra int32
	instance, icon, cursor  windows.Handle
	background              windows.Handle
	menu, name              *uint16
	smallIcon               windows.Handle
}

// message is MSG.
type message struct {
	window  uintptr
	message uint32
	wParam  uintptr
	lParam  uintptr
	time    uint32
	point   struct{ x, y int32 }
	private uint32
}

// watch keeps a window that nobody sees, for the messages that Windows sends to
// windows only. A window belongs to the thread that made it.
func watch(ctx context.Context, log *slog.Logger, locked func()) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	window, err := openWindow(locked)
	if err != nil {
		log.Info("the lock of the session is not told", "by", "Windows", "error", err)
		return
	}
	stop := context.AfterFunc(ctx, func() { _, _, _ = postMessage.Call(window, wmClose, 0, 0) })
	defer stop()
	var m message
	for {
		got, _, _ := getMessage.Call(uintptr(unsafe.Pointer(&m)), 0, 0, 0)
		if int32(got) <= 0 { // WM_QUIT, or a fault
			return
		}
		_, _, _ = dispatchMessage.Call(uintptr(unsafe.Pointer(&m)))
	}
}

// openWindow makes the window and asks for the messages of its session.
func openWindow(locked func()) (uintptr, error) {
	name, err := windows.UTF16PtrFromString(sessionWindowsClass)
	if err != nil {
		return 0, err
	}
	class := windowClass{name: name, proc: windows.NewCallback(func(window, code, wParam, lParam uintptr) uintptr {
		return handle(window, code, wParam, lParam, locked)
	})}
	class.size = uint32(unsafe.Sizeof(class))
	if done, _, err := registerClass.Call(uintptr(unsafe.Pointer(&class))); done == 0 && err != windows.Errno(errorClassIsThere) {
		return 0, fmt.Errorf("registering a window class: %w", err)
	}
	window, _, err := createWindow.Call(0, uintptr(unsafe.Pointer(name)), 0, 0, 0, 0, 0, 0, messageOnlyParent, 0, 0, 0)
	if window == 0 {
		return 0, fmt.Errorf("making a window: %w", err)
	}
	if done, _, err := registerSession.Call(window, notifyThisSession); done == 0 {
		_, _, _ = destroyWindow.Call(window)
		return 0, fmt.Errorf("asking for session messages: %w", err)
	}
	return window, nil
}

// handle is the window's procedure.
func handle(window, code, wParam, lParam uintptr, locked func()) uintptr {
	switch code {
	case wmSessionChange:
		if means(wParam) {
			locked()
		}
		return 0
	case wmClose:
		_, _, _ = unregisterSession.Call(window)
		_, _, _ = destroyWindow.Call(window)
		return 0
	case wmDestroy:
		_, _, _ = postQuitMessage.Call(0)
		return 0
	}
	result, _, _ := defWindowProc.Call(window, code, wParam, lParam)
	return result
}

// means reports whether a change of the session leaves the desk alone.
func means(change uintptr) bool {
	switch change {
	case sessionLock, sessionLogoff, sessionConsoleAway, sessionRemoteAway:
		return true
	}
	return false
}
