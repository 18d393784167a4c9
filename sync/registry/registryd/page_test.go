package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// An account made on the command line logs in at the page of the running program.
func TestPageOfTheProgram(t *testing.T) {
	dir := t.TempDir()
	none := func(string) string { return "" }
	for what, args := range map[string][]string{"no name": {"-dir", dir}, "no role": {"-dir", dir, "-name", "an", "-role", "king"}} {
		if setAdministrator(t.Context(), args, none, strings.NewReader("a long enough password\n")) == nil {
			t.Errorf("%s: made", what)
		}
	}
	account := []string{"-dir", dir, "-name", "an"}
	if setAdministrator(t.Context(), account, none, strings.NewReader("short\n")) == nil || setAdministrator(t.Context(), account, none, strings.NewReader("")) == nil {
		t.Error("made with a short password, or none")
	}
	if err := setAdministrator(t.Context(), account, none, strings.NewReader("a long enough password\n")); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	page := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	withToken := func(name string) string {
		if name == metricsToken {
			return "scrape"
		}
		return ""
	}
	go func() {
		ended <- run(ctx, []string{"-dir", dir, "-addr", "127.0.0.1:0", "-admin-addr", page}, withToken)
	}()
	ca := x509.NewCertPool()
	client := &http.Client{
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{RootCAs: ca, MinVersion: tls.VersionTLS13}, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	text, err := os.ReadFile(filepath.Join(dir, "ca", "ca.pem")) // made with the account
	if err != nil {
		t.Fatal(err)
	}
	ca.AppendCertsFromPEM(text)
	var answer *http.Response
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		answer, err = client.PostForm("https://"+page+"/login", url.Values{"name": {"an"}, "password": {"a long enough password"}})
		if err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther || len(answer.Cookies()) != 1 {
		t.Errorf("login: %d", answer.StatusCode)
	}
	for token, want := range map[string]int{"Bearer scrape": http.StatusOK, "Bearer other": http.StatusUnauthorized, "": http.StatusUnauthorized} {
		req, err := http.NewRequest(http.MethodGet, "https://"+page+"/metrics", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", token)
		answer, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil || answer.StatusCode != want || strings.Contains(string(text), "carddesk_registry_waiting") != (want == http.StatusOK) {
			t.Errorf("metrics with %q: %d", token, answer.StatusCode)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
