package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// stage is what stands around the desk: screen, reader service, print service.
type stage struct {
	dir     string // everything of this run
	display string
	cups    string // folder of the print service
	printed string // folder in which it puts its PDFs
	begun   time.Time
	codes   map[string]bool // read from printed papers
	env     []string
	reader  bool // pcscd runs
	started []*exec.Cmd
}

// Lanes side by side try display numbers that do not meet.
const (
	firstDisplay    = 77
	displaysPerLane = 20
)

// newStage starts the screen, on the first free display from the one given on,
// and, when it may, the reader and print services.
func newStage(ctx context.Context, dir string, isolated bool, display int) (*stage, error) {
	s := &stage{dir: dir, begun: time.Now(), codes: map[string]bool{}}
	if err := s.screen(ctx, display); err != nil {
		return s, err
	}
	if err := s.vietnamese(); err != nil {
		return s, err
	}
	if isolated {
		if err := s.readerService(ctx); err != nil {
			return s, err
		}
	}
	return s, s.printService(ctx)
}

// start runs a service until the stage is struck.
func (s *stage) start(name string, args ...string) (*exec.Cmd, error) {
	log, err := os.Create(filepath.Join(s.dir, filepath.Base(name)+".log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd := exec.Command(name, args...)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting %s: %w", name, err)
	}
	s.started = append(s.started, cmd)
	return cmd, nil
}

// strike ends what the stage started, last first.
func (s *stage) strike() {
	if s.cups != "" {
		_ = exec.Command("sh", filepath.Join(".ci", "lib", "cups.sh"), "stop", s.cups).Run()
	}
	for i := len(s.started) - 1; i >= 0; i-- {
		cmd := s.started[i]
		_ = cmd.Process.Signal(syscall.SIGTERM)
		ended := make(chan struct{})
		go func() {
			_ = cmd.Wait()
			close(ended)
		}()
		select {
		case <-ended:
		case <-time.After(5 * time.Second):
			_ = cmd.Process.Kill()
			<-ended
		}
	}
	s.started = nil
}

func (s *stage) screen(ctx context.Context, first int) error {
	for number := first; number < first+displaysPerLane; number++ {
		if _, err := os.Stat(fmt.Sprintf("/tmp/.X11-unix/X%d", number)); err == nil {
			continue
		}
		s.display = ":" + strconv.Itoa(number)
		cmd, err := s.start("Xvfb", s.display, "-screen", "0", "1366x768x24", "+extension", "GLX", "-nolisten", "tcp", "-noreset")
		if err != nil {
			return err
		}
		err = until(ctx, 10*time.Second, func() error {
			return exec.Command("xdpyinfo", "-display", s.display).Run()
		})
		if err == nil {
			return nil
		}
		_ = cmd.Process.Kill()
	}
	return errors.New("no screen could be started")
}

func (s *stage) readerService(ctx context.Context) error {
	if _, err := s.start("pcscd", "--foreground"); err != nil {
		return err
	}
	err := until(ctx, 10*time.Second, func() error {
		conn, err := net.Dial("tcp", "127.0.0.1:35963")
		if err != nil {
			return err
		}
		return conn.Close()
	})
	s.reader = err == nil
	if err != nil {
		return fmt.Errorf("reader service: %w", err)
	}
	return nil
}

// printService starts a print service of this run with one queue that makes
// PDFs, by the script that the printer's tests use as well.
func (s *stage) printService(ctx context.Context) error {
	s.cups = filepath.Join(s.dir, "cups")
	cmd := exec.CommandContext(ctx, "sh", filepath.Join(".ci", "lib", "cups.sh"), "start", s.cups)
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		s.cups = ""
		return fmt.Errorf("print service: %w: %s", err, complaint.String())
	}
	for line := range strings.Lines(string(out)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		value = strings.Trim(value, "'\"")
		switch name {
		case "CUPS_SERVER":
			s.env = append(s.env, "CUPS_SERVER="+value)
		case "CUPS_PRINTS":
			s.printed = value
		}
	}
	return nil
}

// vietnamese puts every Vietnamese letter on the keyboard of the stage: without
// that the keys would be changed while they are pressed, and some be lost.
func (s *stage) vietnamese() error {
	letters := []rune("ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯưẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặẸẹẺẻẼẽẾếỀềỂểỄễỆệỈỉỊịỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợỤụỦủỨứỪừỬửỮữỰựỲỳỴỵỶỷỸỹ")
	var args []string
	code := 255
	for i := 0; i < len(letters); i += 2 {
		pair := [2]string{keysym(letters[i]), "NoSymbol"}
		if i+1 < len(letters) {
			pair[1] = keysym(letters[i+1])
		}
		args = append(args, "-e", fmt.Sprintf("keycode %d = %s %s", code, pair[0], pair[1]))
		code--
		for used(code) {
			code--
		}
	}
	cmd := exec.Command("xmodmap", args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+s.display)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("letters for the keyboard: %w: %s", err, out)
	}
	return nil
}

func keysym(r rune) string {
	if r < 0x100 {
		return fmt.Sprintf("0x%02x", r)
	}
	return fmt.Sprintf("U%04X", r)
}

// used are the key codes that are not free: the keys of a plain keyboard, and
// those that act as modifiers (Mode_switch, Alt, Meta, Super, Hyper).
func used(code int) bool { return code < 120 || code >= 203 && code <= 207 }

// until asks again and again until ask succeeds.
func until(ctx context.Context, limit time.Duration, ask func() error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	tick := time.NewTicker(30 * time.Millisecond)
	defer tick.Stop()
	for {
		err := ask()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("not within %v: %w", limit, err)
		case <-tick.C:
		}
	}
}
