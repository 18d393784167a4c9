package child

import (
	"context"
	"errors"
	"net"
	"os"
	"os/signal"
	"syscall"
	"testing"
	"time"
)

// TestMain lets the test program stand in for the service that it starts.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "service" {
		serve(os.Args[2])
		return
	}
	os.Exit(m.Run())
}

func serve(dir string) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		os.Exit(1)
	}
	if err := Announce(dir, "echo", map[string]string{"addr": listener.Addr().String()}); err != nil {
		os.Exit(1)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	ctx, cancel := UntilDeskLeaves(ctx, dir)
	defer cancel()
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			conn.Close()
		}
	}()
	<-ctx.Done()
}

func service(dir string) Service {
	return Service{
		Name: "echo", Args: []string{"service", dir}, Dir: dir,
		Alive: func(ctx context.Context, a Announcement) error {
			conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", a.Values["addr"])
			if err != nil {
				return err
			}
			return conn.Close()
		},
	}
}

func TestStartedThenAdopted(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	dir := t.TempDir()
	first, err := Start(ctx, service(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer first.Stop()
	second, err := Start(ctx, service(dir))
	if err != nil {
		t.Fatal(err)
	}
	if second.PID != first.PID {
		t.Errorf("second desk started process %d beside %d instead of adopting it", second.PID, first.PID)
	}
}

func TestDeadServiceIsReplaced(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	dir := t.TempDir()
	first, err := Start(ctx, service(dir))
	if err != nil {
		t.Fatal(err)
	}
	if err := first.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for service(dir).Alive(ctx, first.Announcement) == nil {
		if ctx.Err() != nil {
			t.Fatal("killed service still answers")
		}
	}
	second, err := Start(ctx, service(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer second.Stop()
	if second.PID == first.PID {
		t.Error("dead service was adopted")
	}
}

func TestServiceThatEndsAtOnceIsAnError(t *testing.T) {
	s := service(t.TempDir())
	s.Args = []string{"-test.run=NoSuchTest"}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	_, err := Start(ctx, s)
	if err == nil || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Start = %v, want the error of a service that ended", err)
	}
}
