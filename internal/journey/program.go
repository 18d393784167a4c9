package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// event is one line that the program prints when something has happened.
type event map[string]any

func (e event) text(key string) string {
	s, _ := e[key].(string)
	return s
}

// program is one run of the desk.
type program struct {
	cmd    *exec.Cmd
	ended  chan struct{}
	mu     sync.Mutex
	events []event
	read   int           // events before this one have been waited for
	more   chan struct{} // closed and replaced whenever an event arrives
}

// startDesk opens the desk's window in training mode on the stage.
func startDesk(s *stage, bin, data string, env ...string) (*program, error) {
	return startProgram(s, bin, []string{"--training", "--data", data}, env...)
}

// startProgram opens a window of the program on the stage.
func startProgram(s *stage, bin string, args []string, env ...string) (*program, error) {
	cmd := exec.Command(bin, args...)
	cmd.Env = append(os.Environ(),
		"DISPLAY="+s.display, "LIBGL_ALWAYS_SOFTWARE=1", "LC_ALL=C.UTF-8", "LANG=C.UTF-8",
		"FYNE_SCALE=1", "CARDDESK_EVENTS=1")
	cmd.Env = append(append(cmd.Env, s.env...), env...)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	log, err := os.OpenFile(filepath.Join(s.dir, "desk.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd.Stderr = log
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting the desk: %w", err)
	}
	p := &program{cmd: cmd, ended: make(chan struct{}), more: make(chan struct{})}
	go p.listen(stdout)
	return p, nil
}

func (p *program) listen(lines io.Reader) {
	scanner := bufio.NewScanner(lines)
	for scanner.Scan() {
		var e event
		if json.Unmarshal(scanner.Bytes(), &e) != nil {
			continue
		}
		p.mu.Lock()
		p.events = append(p.events, e)
		close(p.more)
		p.more = make(chan struct{})
		p.mu.Unlock()
	}
	_ = p.cmd.Wait()
	close(p.ended)
}

// wait returns the next event of this name, not yet waited for, whose values
// are as wanted ("key=value"). Events before it are passed over.
func (p *program) wait(ctx context.Context, name string, wanted ...string) (event, error) {
	const limit = 90 * time.Second
	deadline := time.NewTimer(limit)
	defer deadline.Stop()
	for {
		p.mu.Lock()
		for i := p.read; i < len(p.events); i++ {
			if p.events[i].text("event") == name && matches(p.events[i], wanted) {
				p.read = i + 1
				e := p.events[i]
				p.mu.Unlock()
				return e, nil
			}
		}
		more := p.more
		p.mu.Unlock()
		select {
		case <-more:
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-p.ended:
			return nil, fmt.Errorf("the desk ended while %s %v was waited for", name, wanted)
		case <-deadline.C:
			return nil, fmt.Errorf("no event %s %v within %v; last ones:\n%s", name, wanted, limit, p.last(12))
		}
	}
}

func matches(e event, wanted []string) bool {
	for _, w := range wanted {
		key, value, _ := strings.Cut(w, "=")
		if fmt.Sprint(e[key]) != value {
			return false
		}
	}
	return true
}

func (p *program) last(n int) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var b strings.Builder
	for _, e := range p.events[max(0, len(p.events)-n):] {
		line, _ := json.Marshal(e)
		b.Write(line)
		b.WriteByte('\n')
	}
	return b.String()
}

// kill ends the desk as a power cut would end it.
func (p *program) kill() error {
	if err := p.cmd.Process.Signal(syscall.SIGKILL); err != nil {
		return err
	}
	<-p.ended
	return nil
}

// close ends the desk by its window's own way out and waits for it.
func (p *program) close(k *keyboard) error {
	if err := k.press("alt+q"); err != nil {
		return err
	}
	select {
	case <-p.ended:
		return nil
	case <-time.After(30 * time.Second):
		return fmt.Errorf("the desk did not end; last events:\n%s", p.last(8))
	}
}
