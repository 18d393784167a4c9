package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"carddesk/sync/protocol"
)

func TestRunServesUntilTold(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- run(ctx, []string{"-dir", dir, "-addr", "127.0.0.1:0", "-host", "registry.example,192.0.2.1"}, func(string) string { return "" })
	}()
	file := filepath.Join(dir, protocol.EnrolFolder, protocol.EnrolFile)
	for deadline := time.Now().Add(10 * time.Second); ; {
		if _, err := os.Stat(file); err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("no enrolment folder")
		}
		time.Sleep(5 * time.Millisecond)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("run: %v", err)
	}
}

func TestRunRefuses(t *testing.T) {
	for name, args := range map[string][]string{
		"no folder":          nil,
		"unknown flag":       {"-database", "postgres://secret@host/db"},
		"drafts of no stick": {draftsCommand, "-dir", t.TempDir(), "-out", t.TempDir()},
		"drafts to nowhere":  {draftsCommand, "-dir", t.TempDir(), t.TempDir()},
		"no object store":    {"-dir", t.TempDir(), "-objects", "http://s3.example/bucket"},
		"half a back end":    {"-dir", t.TempDir(), "-osia-credentials", "https://osia.example"},
		"open back end":      {"-dir", t.TempDir(), "-osia-enrollment", "http://osia.example"},
		"no such address":    {"-dir", t.TempDir(), "-addr", "256.0.0.1:1"},
	} {
		if err := run(t.Context(), args, func(string) string { return "" }); err == nil {
			t.Errorf("%s: served", name)
		}
	}
}
