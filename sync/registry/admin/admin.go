// Package admin is the registry's own page in the browser: stations and their
// codes, lots and boxes, dossiers by their reference, decisions, and what is stuck
// on its way to the national back end. It works without scripts.
//
// Lists hold references and states, never a person. Only who decides sees for whom
// a dossier is, one at a time, and each look is kept. Everything that is done is
// kept with the name of who did it.
package admin

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"embed"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"carddesk/sync/registry"
)

//go:embed pages/*.html pages/style.css
var files embed.FS

// Options say what the page is made of.
type Options struct {
	Registry *registry.Registry // required
	Log      *slog.Logger       // discarded when nil
	// Metrics answers GET /metrics for who brings MetricsToken as a bearer token;
	// nil or an empty token: there is none.
	Metrics      http.Handler
	MetricsToken string
}

// Admin is the page.
type Admin struct {
	registry *registry.Registry
	log      *slog.Logger
	mux      *http.ServeMux
	metrics  http.Handler
	token    string
	origin   *http.CrossOriginProtection
}

// New makes the page.
func New(o Options) *Admin {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	a := &Admin{registry: o.Registry, log: o.Log, mux: http.NewServeMux(), metrics: o.Metrics, token: o.MetricsToken, origin: http.NewCrossOriginProtection()}
	a.routes()
	return a
}

// Serve serves the page on l until ctx ends.
func (a *Admin) Serve(ctx context.Context, l net.Listener, config *tls.Config) error {
	server := &http.Server{
		Handler: a, TLSConfig: config, ReadTimeout: 15 * time.Second, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10,
		ErrorLog: slog.NewLogLogger(a.log.Handler(), slog.LevelDebug),
	}
	served := make(chan error, 1)
	go func() { served <- server.ServeTLS(l, "", "") }()
	var err error
	select {
	case err = <-served:
	case <-ctx.Done():
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
		defer cancel()
		if server.Shutdown(grace) != nil {
			_ = server.Close() // who still waits is cut off
		}
		err = <-served
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("serving the registry's page: %w", err)
}

// maxForm bounds what a form sends.
const maxForm = 16 << 10

func (a *Admin) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Strict-Transport-Security", "max-age=31536000")
	if err := a.origin.Check(req); err != nil {
		a.fail(w, req, http.StatusForbidden)
		return
	}
	req.Body = http.MaxBytesReader(w, req.Body, maxForm)
	a.mux.ServeHTTP(w, req)
}

// cookie names the session. The prefix has browsers take it only from this host
// over TLS.
const cookie = "__Host-carddesk-registry"

// visit is one request of somebody who is let in.
type visit struct {
	w       http.ResponseWriter
	req     *http.Request
	session registry.Session
	csrf    string // goes along with each form
}

// csrfOf ties a form to its session without anything to be kept.
func csrfOf(token string) string {
	sum := sha256.Sum256([]byte("form\n" + token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// route says who may come and whether something is done there.
func (a *Admin) route(pattern string, roles []string, handle func(*visit) error) {
	does := strings.HasPrefix(pattern, "POST ")
	a.mux.HandleFunc(pattern, func(w http.ResponseWriter, req *http.Request) {
		c, err := req.Cookie(cookie)
		var s registry.Session
		if err == nil {
			s, err = a.registry.Session(req.Context(), c.Value)
		}
		if errors.Is(err, http.ErrNoCookie) || errors.Is(err, registry.ErrLogin) {
			http.Redirect(w, req, "/login", http.StatusSeeOther)
			return
		}
		if err != nil {
			a.trouble(w, req, err)
			return
		}
		v := &visit{w: w, req: req, session: s, csrf: csrfOf(c.Value)}
		allowed := len(roles) == 0 || slices.Contains(roles, s.Role)
		if !allowed || does && subtle.ConstantTimeCompare([]byte(req.PostFormValue("csrf")), []byte(v.csrf)) != 1 {
			a.fail(w, req, http.StatusForbidden)
			return
		}
		switch err := handle(v); {
		case errors.Is(err, registry.ErrUnknown):
			a.fail(w, req, http.StatusNotFound)
		case errors.Is(err, registry.ErrNotWaiting):
			a.fail(w, req, http.StatusConflict)
		case err != nil:
			a.trouble(w, req, err)
		}
	})
}

// note keeps a deed before it is done: nothing is done that is not kept.
func (a *Admin) note(v *visit, what, about string) error {
	return a.registry.Note(v.req.Context(), v.session.Name, what, about)
}

func (a *Admin) trouble(w http.ResponseWriter, req *http.Request, err error) {
	if req.Context().Err() == nil {
		a.log.Error("the registry's page failed", "route", req.Pattern, "error", err)
	}
	a.fail(w, req, http.StatusInternalServerError)
}

func (a *Admin) getMetrics(w http.ResponseWriter, req *http.Request) {
	given, ok := strings.CutPrefix(req.Header.Get("Authorization"), "Bearer ")
	if a.metrics == nil || a.token == "" || !ok || subtle.ConstantTimeCompare([]byte(given), []byte(a.token)) != 1 {
		a.fail(w, req, http.StatusUnauthorized)
		return
	}
	a.metrics.ServeHTTP(w, req)
}
