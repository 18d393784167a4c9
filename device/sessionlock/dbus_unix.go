//go:build unix

package sessionlock

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"

	"github.com/godbus/dbus/v5"
)

// Names of systemd-logind.
const (
	loginBus     = "org.freedesktop.login1"
	loginManager = "org.freedesktop.login1.Manager"
	loginSession = "org.freedesktop.login1.Session"
	loginPath    = dbus.ObjectPath("/org/freedesktop/login1")
)

// savers are the interfaces by which desktops tell that the screen is locked.
var savers = []string{
	"org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.cinnamon.ScreenSaver", "org.mate.ScreenSaver",
	"org.xfce.ScreenSaver",
}

// watch listens on both buses until ctx ends.
func watch(ctx context.Context, log *slog.Logger, locked func()) {
	var listening sync.WaitGroup
	for name, listen := range map[string]func(context.Context, func()) error{"login service": listenLogin, "screen saver": listenSaver} {
		listening.Go(func() {
			if err := listen(ctx, locked); err != nil && ctx.Err() == nil {
				log.Info("the lock of the session is not told", "by", name, "error", err)
			}
		})
	}
	listening.Wait()
}

// listenLogin follows this process's session and the sleep of the computer.
func listenLogin(ctx context.Context, locked func()) error {
	address := os.Getenv("DBUS_SYSTEM_BUS_ADDRESS")
	if address == "" {
		address = "unix:path=/run/dbus/system_bus_socket"
	}
	conn, err := dbus.Connect(address, dbus.WithContext(ctx))
	if err != nil {
		return fmt.Errorf("connecting to the system bus: %w", err)
	}
	defer conn.Close()
	session := ownSession(ctx, conn)
	matches := [][]dbus.MatchOption{
		{dbus.WithMatchSender(loginBus), dbus.WithMatchInterface(loginManager), dbus.WithMatchMember("PrepareForSleep")},
	}
	if session != "" {
		matches = append(matches, []dbus.MatchOption{dbus.WithMatchSender(loginBus), dbus.WithMatchInterface(loginSession),
			dbus.WithMatchMember("Lock"), dbus.WithMatchObjectPath(session)})
	}
	return follow(ctx, conn, matches, func(s *dbus.Signal) bool { return lockedByLogin(s, session) }, locked)
}

// ownSession is the login session of this process, "" when it is in none.
func ownSession(ctx context.Context, conn *dbus.Conn) dbus.ObjectPath {
	var session dbus.ObjectPath
	err := conn.Object(loginBus, loginPath).CallWithContext(ctx, loginManager+".GetSessionByPID", 0, uint32(os.Getpid())).Store(&session)
	if err != nil || !session.IsValid() {
		return ""
	}
	return session
}

// lockedByLogin reports whether a signal of the login service means that the
// officer's session is locked or the computer goes to sleep.
func lockedByLogin(s *dbus.Signal, session dbus.ObjectPath) bool {
	switch s.Name {
	case loginSession + ".Lock":
		return session != "" && s.Path == session
	case loginManager + ".PrepareForSleep":
		return s.Path == loginPath && saysYes(s)
	}
	return false
}

// listenSaver follows the screen saver of the desktop. Without a bus of the
// session none is started.
func listenSaver(ctx context.Context, locked func()) error {
	address := os.Getenv("DBUS_SESSION_BUS_ADDRESS")
	if address == "" {
		return errors.New("no bus of the session")
	}
	conn, err := dbus.Connect(address, dbus.WithContext(ctx))
	if err != nil {
		return fmt.Errorf("connecting to the session bus: %w", err)
	}
	defer conn.Close()
	var matches [][]dbus.MatchOption
	for _, saver := range savers {
		matches = append(matches, []dbus.MatchOption{dbus.WithMatchInterface(saver), dbus.WithMatchMember("ActiveChanged")})
	}
	return follow(ctx, conn, matches, lockedBySaver, locked)
}

// lockedBySaver reports whether a signal says that a screen saver came on.
func lockedBySaver(s *dbus.Signal) bool {
	for _, saver := range savers {
		if s.Name == saver+".ActiveChanged" {
			return saysYes(s)
		}
	}
	return false
}

// saysYes reports whether the one argument of a signal is true.
func saysYes(s *dbus.Signal) bool {
	if len(s.Body) != 1 {
		return false
	}
	yes, ok := s.Body[0].(bool)
	return ok && yes
}

// follow calls locked for each signal that means it, until ctx or the bus ends.
func follow(ctx context.Context, conn *dbus.Conn, matches [][]dbus.MatchOption, means func(*dbus.Signal) bool, locked func()) error {
	for _, match := range matches {
		if err := conn.AddMatchSignalContext(ctx, match...); err != nil {
			return fmt.Errorf("asking for signals: %w", err)
		}
	}
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	for {
		select {
		case <-ctx.Done():
			return nil
		case s, ok := <-signals:
			if !ok {
				return errors.New("the bus has closed")
			}
			if s != nil && means(s) {
				locked()
			}
		}
	}
}
