package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"image/png"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	_ "modernc.org/sqlite" // the registry's database
)

// printedQR waits for a printed paper whose QR code begins as wanted and returns
// the code, read from the picture of the page as a scanner would. A code that was
// read before in this walk is that of an earlier paper: the print service may be
// slow.
func (s *stage) printedQR(ctx context.Context, wanted string) (string, error) {
	var found string
	err := until(ctx, 30*time.Second, func() error {
		newest, err := s.newestPrint()
		if err != nil {
			return err
		}
		page, err := exec.CommandContext(ctx, "pdftoppm", "-r", "200", "-f", "1", "-l", "1", "-gray", "-png", newest).Output()
		if err != nil {
			return fmt.Errorf("page of the newest print: %w", err)
		}
		picture, err := png.Decode(bytes.NewReader(page))
		if err != nil {
			return fmt.Errorf("page of the newest print: %w", err)
		}
		bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
		if err != nil {
			return err
		}
		code, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
		if err != nil {
			return fmt.Errorf("QR code of the newest print: %w", err)
		}
		if found = code.GetText(); !strings.HasPrefix(found, wanted) {
			return fmt.Errorf("QR code of the newest print does not begin with %q", wanted)
		}
		if s.codes[found] {
			return errors.New("the newest print is one that was read before")
		}
		s.codes[found] = true
		return nil
	})
	return found, err
}

// forgetPrints lets the next walk see no paper of the one before: it waits until
// the print service has made all of those.
func (s *stage) forgetPrints(ctx context.Context) error {
	err := until(ctx, 30*time.Second, func() error {
		queue := exec.CommandContext(ctx, "lpstat", "-W", "not-completed", "-o")
		queue.Env = append(os.Environ(), s.env...)
		jobs, err := queue.Output()
		if err == nil && len(bytes.TrimSpace(jobs)) > 0 {
			err = errors.New("the print service is at work")
		}
		return err
	})
	s.begun, s.codes = time.Now(), map[string]bool{}
	return err
}

// newestPrint is the newest PDF that the print service made in this walk.
func (s *stage) newestPrint() (string, error) {
	files, err := filepath.Glob(filepath.Join(s.printed, "*.pdf"))
	if err != nil {
		return "", err
	}
	newest, at := "", s.begun
	for _, file := range files {
		if info, err := os.Stat(file); err == nil && info.ModTime().After(at) {
			newest, at = file, info.ModTime()
		}
	}
	if newest == "" {
		return "", errors.New("nothing was printed")
	}
	return newest, nil
}

// onceEach asks the registry's own database: exactly one dossier, accepted, and
// exactly one card, handed over.
func (s *scenario) onceEach() {
	if s.err != nil {
		return
	}
	file := filepath.Join(s.data, "training", "registry", "registry.db")
	dsn := (&url.URL{Scheme: "file", Path: file, RawQuery: "mode=ro"}).String()
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		s.fail("opening the registry's database", err)
		return
	}
	defer db.Close()
	for _, check := range []struct {
		what, query string
	}{
		{"dossiers", `SELECT count(*) FROM dossier`},
		{"accepted dossiers", `SELECT count(*) FROM dossier WHERE state = 'accepted'`},
		{"packets", `SELECT count(*) FROM packet`},
		{"cards", `SELECT count(*) FROM card`},
	} {
		var n int
		s.fail("asking the registry", db.QueryRowContext(s.ctx, check.query).Scan(&n))
		if s.err == nil && n != 1 {
			s.fail("asking the registry", fmt.Errorf("%d %s, want 1", n, check.what))
		}
	}
	// The handover is an event on its way: it arrives, and once.
	err = until(s.ctx, 30*time.Second, func() error {
		var n int
		if err := db.QueryRowContext(s.ctx, `SELECT count(*) FROM card WHERE state = 'handed-over'`).Scan(&n); err != nil {
			return err
		}
		if n != 1 {
			return fmt.Errorf("%d handed-over cards, want 1", n)
		}
		return nil
	})
	s.fail("asking the registry", err)
	var twice int
	s.fail("asking the registry", db.QueryRowContext(s.ctx,
		`SELECT count(*) FROM event WHERE type = 'hand-over-card'`).Scan(&twice))
	if s.err == nil && twice != 1 {
		s.fail("asking the registry", fmt.Errorf("%d handover events, want 1", twice))
	}
}

// servicesEnd checks that an orderly end of the desk ends its services.
func (s *scenario) servicesEnd() {
	for _, name := range []string{"registry", "devices"} {
		pid := s.service(name)
		err := until(s.ctx, 15*time.Second, func() error {
			if running(pid) {
				return fmt.Errorf("service %s still runs", name)
			}
			return nil
		})
		s.fail("closing", err)
	}
}

// running reports whether a process is there and no zombie.
func running(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(rest, "Z")
}
