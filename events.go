package main

import (
	"encoding/json"
	"io"
	"os"
	"sync"
	"time"

	"carddesk/ui/kit"
)

// eventLines prints one JSON line for each event, on which window tests wait.
// Only training prints them.
type eventLines struct {
	mu    sync.Mutex
	out   io.Writer
	start time.Time
}

// newEvents prints event lines when the environment asks for them in training.
func newEvents(training bool) kit.Events {
	if !training || os.Getenv("CARDDESK_EVENTS") == "" {
		return kit.NoEvents{}
	}
	return &eventLines{out: os.Stdout, start: time.Now()}
}

// Emit prints one line. Attributes alternate key and value.
func (e *eventLines) Emit(name string, attrs ...any) {
	line := map[string]any{"event": name, "ms": time.Since(e.start).Milliseconds()}
	for i := 0; i+1 < len(attrs); i += 2 {
		if key, ok := attrs[i].(string); ok {
			line[key] = attrs[i+1]
		}
	}
	text, err := json.Marshal(line)
	if err != nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	_, _ = e.out.Write(append(text, '\n'))
}
