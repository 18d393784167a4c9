package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// scenario is one run of the whole path with its own data folder. The first
// error stops everything that follows, so that the path reads as it is walked.
type scenario struct {
	ctx      context.Context
	stage    *stage
	bin      string
	name     string
	data     string
	screens  string // folder of all pictures
	pictures string // the same in the variant that takes the pictures of the path, else ""
	env      []string

	desk    *program
	keys    *keyboard
	err     error
	taken   int    // pictures
	slip    string // content of the slip's QR code
	dossier string

	citizenKeys int // pressed while the citizen stood there
	extraKeys   int // of these, for the finger that could not be taken
	citizenTime time.Duration
	pictureTime time.Duration // spent on taking pictures, which no citizen waits for
}

// fail keeps the first error, with the place where it happened.
func (s *scenario) fail(what string, err error) {
	if err != nil && s.err == nil {
		s.err = fmt.Errorf("%s: %s: %w", s.name, what, err)
	}
}

func (s *scenario) open() {
	if s.err != nil {
		return
	}
	var err error
	s.desk, err = startDesk(s.stage, s.bin, s.data, s.env...)
	s.fail("opening the desk", err)
	s.wait("screen-ready", "screen=login")
	if s.err == nil {
		// Without a window manager nobody gives the window the keyboard.
		s.fail("focusing the window", s.keys.xdotool("search", "--sync", "--onlyvisible", "--name", "Bàn Căn cước", "windowfocus", "--sync"))
	}
}

func (s *scenario) wait(event string, wanted ...string) event {
	if s.err != nil {
		return nil
	}
	e, err := s.desk.wait(s.ctx, event, wanted...)
	s.fail("waiting for "+event, err)
	return e
}

func (s *scenario) press(keys ...string) {
	if s.err == nil {
		s.fail("pressing "+strings.Join(keys, " "), s.keys.press(keys...))
	}
}

func (s *scenario) write(text string) {
	if s.err == nil {
		s.fail("typing", s.keys.write(text))
	}
}

func (s *scenario) scan(text string) {
	if s.err == nil {
		s.fail("scanning", s.keys.scan(text))
	}
}

// picture takes the next picture of the path, once the screen stands still.
func (s *scenario) picture(name string) { s.shoot(name, true) }

// livePicture takes the next picture of a screen that never stands still.
func (s *scenario) livePicture(name string) { s.shoot(name, false) }

func (s *scenario) shoot(name string, still bool) {
	if s.err != nil || s.pictures == "" {
		return
	}
	begun := time.Now()
	s.taken++
	if still {
		s.settle()
	} else {
		s.moves()
	}
	s.fail("taking a picture", s.keys.picture(filepath.Join(s.pictures, fmt.Sprintf("%02d-%s.png", s.taken, name))))
	s.pictureTime += time.Since(begun)
}

// still takes a picture that belongs to no path, under a name of its own.
func (s *scenario) still(name string) {
	if s.err == nil {
		s.settle()
		s.fail("taking a picture", s.keys.picture(filepath.Join(s.screens, name+".png")))
	}
}

// moves waits until a live picture has been drawn at least twice.
func (s *scenario) moves() {
	var last string
	changes := 0
	for range 50 {
		sum, err := s.keys.sum()
		if err != nil {
			s.fail("looking at the screen", err)
			return
		}
		if last != "" && sum != last {
			if changes++; changes >= 2 {
				return
			}
		}
		last = sum
		time.Sleep(40 * time.Millisecond) // between two looks at the screen, not for the program
	}
}

// settle waits until the screen has not changed between four looks. A cursor that
// blinks changes it too, so the looks are few.
func (s *scenario) settle() {
	var last string
	same := 0
	for range 25 {
		sum, err := s.keys.sum()
		if err != nil {
			s.fail("looking at the screen", err)
			return
		}
		if sum == last {
			if same++; same >= 3 {
				return
			}
		} else {
			same = 0
		}
		last = sum
		time.Sleep(60 * time.Millisecond) // between two looks at the screen, not for the program
	}
}

// passwords are those of the accounts of a training desk.
var passwords = map[string]string{"canbo": "taphuan1", "canbo2": "taphuan4", "chihuy": "taphuan2", "quantri": "taphuan3"}

// begin opens the desk with an account of the training.
func (s *scenario) begin(user string) {
	s.open()
	s.login(user, passwords[user])
}

// change gives the desk to another account.
func (s *scenario) change(user string) {
	s.lock()
	s.login(user, passwords[user])
}

func (s *scenario) login(user, password string) {
	s.press("shift+Return", "ctrl+a")
	s.write(user)
	s.press("Return")
	s.write(password)
	s.press("Return")
	s.wait("logged-in", "user="+user)
}

// service is the process id of a training service.
func (s *scenario) service(name string) int {
	text, err := os.ReadFile(filepath.Join(s.data, "training", name+".json"))
	if err != nil {
		s.fail("finding service "+name, err)
		return 0
	}
	_, rest, _ := strings.Cut(string(text), `"pid":`)
	digits, _, _ := strings.Cut(rest, ",")
	pid, err := strconv.Atoi(strings.TrimSpace(digits))
	s.fail("finding service "+name, err)
	return pid
}

// killService ends a training service as a power cut would.
func (s *scenario) killService(name string) {
	if pid := s.service(name); s.err == nil && pid > 1 {
		s.fail("killing service "+name, syscall.Kill(pid, syscall.SIGKILL))
	}
}

// killDesk ends the desk as a power cut would, and only the desk: its services
// must live on.
func (s *scenario) killDesk() {
	if s.err != nil {
		return
	}
	s.fail("killing the desk", s.desk.kill())
	s.leavesNoTrace("a kill")
	for _, name := range []string{"registry", "devices"} {
		if err := syscall.Kill(s.service(name), 0); err != nil {
			s.fail("service "+name+" after the desk was killed", err)
		}
	}
}

// reopen opens the desk anew after it was killed and checks that it adopted the
// services instead of starting others.
func (s *scenario) reopen() {
	registry, devices := s.service("registry"), s.service("devices")
	s.open()
	if s.err == nil && (registry != s.service("registry") || devices != s.service("devices")) {
		s.fail("reopening", fmt.Errorf("services were started anew instead of adopted"))
	}
}

// reopenDraft opens the desk anew as somebody, and the one dossier in work there.
func (s *scenario) reopenDraft(user string) {
	s.reopen()
	s.login(user, passwords[user])
	s.wait("drafts-shown", "count=1")
	s.press("ctrl+1")
}

// sameDossier waits until the dossier that was in work is open again.
func (s *scenario) sameDossier() {
	again := s.wait("dossier-open")
	if s.err == nil && again.text("dossier") != s.dossier {
		s.fail("resuming", fmt.Errorf("another dossier was opened"))
	}
}
