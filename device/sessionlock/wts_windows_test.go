package sessionlock

import (
	"context"
	"log/slog"
	"runtime"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// TestWindowHearsTheSession sends the window what Windows sends when a session is
// locked, and something else first.
func TestWindowHearsTheSession(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	locked := Watch(ctx, slog.New(slog.DiscardHandler))
	window := findWindow(t)
	const sessionUnlock = 0x8
	for _, change := range []uintptr{sessionUnlock, sessionLock} {
		if done, _, err := postMessage.Call(window, wmSessionChange, change, 0); done == 0 {
			t.Fatal(err)
		}
	}
	select {
	case <-locked:
	case <-time.After(10 * time.Second):
		t.Fatal("the lock was not told")
	}
	select {
	case <-locked:
		t.Error("unlocking was told as a lock")
	default:
	}
	cancel()
	for range locked { // closed when the window is gone
	}
}

// findWindow waits for the window that nobody sees.
func findWindow(t *testing.T) uintptr {
	t.Helper()
	find := user32.NewProc("FindWindowExW")
	name, err := windows.UTF16PtrFromString(sessionWindowsClass)
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); runtime.Gosched() {
		if window, _, _ := find.Call(messageOnlyParent, 0, uintptr(unsafe.Pointer(name)), 0); window != 0 {
			return window
		}
	}
	t.Skip("no window was made: this session tells nothing")
	return 0
}
