package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// secondStart starts the desk once more over the same data folder: it says so, ends
// at once, and the window that is there comes to the front.
func (s *scenario) secondStart() {
	if s.err != nil {
		return
	}
	ctx, cancel := context.WithTimeout(s.ctx, 30*time.Second)
	defer cancel()
	second := exec.CommandContext(ctx, s.bin, "--training", "--data", s.data)
	second.Env = append(append(os.Environ(), "DISPLAY="+s.stage.display, "LC_ALL=C.UTF-8"), s.stage.env...)
	said, err := second.CombinedOutput()
	if err == nil && !strings.Contains(string(said), "đang mở") {
		err = fmt.Errorf("it says %q", said)
	}
	s.fail("starting the desk a second time", err)
	s.wait("brought-forward")
}
