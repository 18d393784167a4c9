// Package sessionlock tells when the session of the operating system is locked,
// put to sleep or left, so that a desk whose officer locked the computer is
// locked too. Where the system does not tell, it says nothing: the desk's own
// idle lock remains.
//
// Linux tells by D-Bus: systemd-logind the Lock of this process's session and
// the sleep of the computer, the screen saver of the desktop that it came on.
// Windows tells a window that has registered for it, by WM_WTSSESSION_CHANGE.
package sessionlock

import (
	"context"
	"log/slog"
)

// Watch sends a value each time the session is locked until ctx ends; the
// channel is closed then. A value nobody has taken yet stands for all later
// ones. What cannot be listened to is told in the log, once.
func Watch(ctx context.Context, log *slog.Logger) <-chan struct{} {
	locked := make(chan struct{}, 1)
	go func() {
		defer close(locked)
		watch(ctx, log, func() {
			select {
			case locked <- struct{}{}:
			default:
			}
		})
	}()
	return locked
}
