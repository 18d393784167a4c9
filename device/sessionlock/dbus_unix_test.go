//go:build unix

package sessionlock

import (
	"bufio"
	"context"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

func TestWhatASignalMeans(t *testing.T) {
	own := dbus.ObjectPath("/org/freedesktop/login1/session/_31")
	for name, c := range map[string]struct {
		signal dbus.Signal
		login  bool
		saver  bool
	}{
		"own session locked":     {dbus.Signal{Name: loginSession + ".Lock", Path: own}, true, false},
		"another's session":      {dbus.Signal{Name: loginSession + ".Lock", Path: own + "2"}, false, false},
		"unlocked":               {dbus.Signal{Name: loginSession + ".Unlock", Path: own}, false, false},
		"goes to sleep":          {dbus.Signal{Name: loginManager + ".PrepareForSleep", Path: loginPath, Body: []any{true}}, true, false},
		"woke up":                {dbus.Signal{Name: loginManager + ".PrepareForSleep", Path: loginPath, Body: []any{false}}, false, false},
		"sleep without argument": {dbus.Signal{Name: loginManager + ".PrepareForSleep", Path: loginPath}, false, false},
		"sleep of another kind":  {dbus.Signal{Name: loginManager + ".PrepareForSleep", Path: loginPath, Body: []any{"true"}}, false, false},
		"saver came on":          {dbus.Signal{Name: "org.gnome.ScreenSaver.ActiveChanged", Body: []any{true}}, false, true},
		"saver went off":         {dbus.Signal{Name: "org.gnome.ScreenSaver.ActiveChanged", Body: []any{false}}, false, false},
		"saver with too much":    {dbus.Signal{Name: "org.gnome.ScreenSaver.ActiveChanged", Body: []any{true, true}}, false, false},
		"another program":        {dbus.Signal{Name: "com.example.ActiveChanged", Body: []any{true}}, false, false},
	} {
		if have := lockedByLogin(&c.signal, own); have != c.login {
			t.Errorf("%s: login says %v", name, have)
		}
		if have := lockedBySaver(&c.signal); have != c.saver {
			t.Errorf("%s: saver says %v", name, have)
		}
		if lockedByLogin(&c.signal, "") && c.signal.Name == loginSession+".Lock" {
			t.Errorf("%s: locks a process without a session", name)
		}
	}
}

// TestScreenSaverOnABus hears a screen saver over a bus of its own.
func TestScreenSaverOnABus(t *testing.T) {
	daemon, err := exec.LookPath("dbus-daemon")
	if err != nil {
		t.Skip("no dbus-daemon")
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	config := filepath.Join(t.TempDir(), "bus.conf")
	text := `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=` + t.TempDir() + `</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	bus := exec.CommandContext(ctx, daemon, "--config-file="+config, "--nofork", "--print-address")
	out, err := bus.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := bus.Start(); err != nil {
		t.Skip(err)
	}
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Skipf("dbus-daemon does not start here: %v", err)
	}
	address = address[:len(address)-1]
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
	locked := Watch(ctx, slog.New(slog.DiscardHandler))
	saver, err := dbus.Connect(address, dbus.WithContext(ctx))
	if err != nil {
		t.Fatal(err)
	}
	defer saver.Close()
	// Whether the watcher listens already nothing tells, so it is told again.
	tell := time.NewTicker(20 * time.Millisecond)
	defer tell.Stop()
	end := time.After(10 * time.Second)
	for {
		select {
		case <-locked:
			cancel()
			for range locked { // ends with its context
			}
			_ = bus.Wait()
			return
		case <-tell.C:
			if err := saver.Emit("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", true); err != nil {
				t.Fatal(err)
			}
		case <-end:
			t.Fatal("the lock was not told")
		}
	}
}
