package printer

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"carddesk/app/port"
)

var pdf = []byte("%PDF-1.4\n%%EOF\n")

func enum(name string, value int) attribute {
	a := integer(name, value)
	a.tag = tagEnum
	return a
}

func boolean(name string, value byte) attribute {
	return attribute{tagBoolean, name, [][]byte{{value}}}
}

// service is a print service that answers each operation as told, or not found.
type service map[uint16]message

func (s service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	data, _ := io.ReadAll(r.Body)
	answer, ok := s[binary.BigEndian.Uint16(data[2:])]
	if !ok {
		answer = message{code: statusNotFound}
	}
	b, _ := answer.encode()
	w.Write(b)
}

// serve starts handler on the loopback interface and returns a client of it.
func serve(t *testing.T, handler http.Handler) *CUPS {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	c, err := NewCUPS(Server(strings.TrimPrefix(server.URL, "http://")), "clerk")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func printerGroup(name string, state int, accepts byte) group {
	return group{groupPrinter, []attribute{text(tagName, "printer-name", name),
		enum("printer-state", state), boolean("printer-is-accepting-jobs", accepts)}}
}

func ok(groups ...group) message { return message{groups: groups} }

func TestPrinters(t *testing.T) {
	c := serve(t, service{
		opGetPrinters: ok(group{tag: groupOperation}, printerGroup("DESK", 3, 1), printerGroup("Phòng 2", 5, 1)),
		opGetDefault:  ok(printerGroup("DESK", 3, 1)),
	})
	got, err := c.Printers(t.Context())
	if err != nil || len(got) != 2 {
		t.Fatalf("got %v, %v", got, err)
	}
	if got[0] != (port.PrinterInfo{Name: "DESK", Default: true, State: "idle"}) ||
		got[1] != (port.PrinterInfo{Name: "Phòng 2", Paused: true, State: "stopped"}) {
		t.Errorf("got %+v", got)
	}
	if got, err := serve(t, service{}).Printers(t.Context()); len(got) != 0 || err != nil {
		t.Errorf("without queues: %v, %v", got, err)
	}
}

func TestPrintRefusals(t *testing.T) {
	job := port.PrintJob{Title: "CC01, 1 trang", PDF: pdf}
	named := job
	named.Printer = "DESK"
	standard := ok(printerGroup("DESK", 3, 1))
	tests := []struct {
		name    string
		service service
		job     port.PrintJob
		want    error
	}{
		{"no default", service{}, job, port.ErrNoPrinter},
		{"no such queue", service{}, named, port.ErrNoPrinter},
		{"paused", service{opGetDefault: standard, opGetPrinterAttributes: ok(printerGroup("DESK", 5, 1))}, job, port.ErrPrinterPaused},
		{"takes no jobs", service{opGetPrinterAttributes: ok(printerGroup("DESK", 3, 0))}, named, port.ErrPrinterRefused},
		{"not accepting", service{opGetPrinterAttributes: ok(printerGroup("DESK", 3, 1)), opPrintJob: {code: statusNotAcceptingJob}}, named, port.ErrPrinterPaused},
		{"format refused", service{opGetPrinterAttributes: ok(printerGroup("DESK", 3, 1)), opPrintJob: {code: 0x040a}}, named, port.ErrPrinterRefused},
		{"no job number", service{opGetPrinterAttributes: ok(printerGroup("DESK", 3, 1)), opPrintJob: ok()}, named, port.ErrPrintService},
		{"not a PDF", service{}, port.PrintJob{PDF: []byte("hello")}, port.ErrPrinterRefused},
		{"absurd copies", service{}, port.PrintJob{PDF: pdf, Copies: 1000}, port.ErrPrinterRefused},
		{"pages backwards", service{}, port.PrintJob{PDF: pdf, First: 3, Last: 2}, port.ErrPrinterRefused},
		{"pages to nowhere", service{}, port.PrintJob{PDF: pdf, Last: 2}, port.ErrPrinterRefused},
	}
	for _, test := range tests {
		if id, err := serve(t, test.service).Print(t.Context(), test.job); !errors.Is(err, test.want) || id != "" {
			t.Errorf("%s: %q, %v", test.name, id, err)
		}
	}
}

func TestPrintSendsTheWholeDocument(t *testing.T) {
	var sent []byte
	answers := service{
		opGetDefault:           ok(printerGroup("Phòng 2", 3, 1)),
		opGetPrinterAttributes: ok(printerGroup("Phòng 2", 3, 1)),
		opPrintJob:             ok(group{groupJob, []attribute{integer("job-id", 17)}}),
	}
	c := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, _ := io.ReadAll(r.Body)
		if binary.BigEndian.Uint16(data[2:]) == opPrintJob {
			sent = data
			if r.URL.Path != "/printers/Phòng 2" {
				t.Errorf("sent to %q", r.URL.Path)
			}
		}
		r.Body = io.NopCloser(strings.NewReader(string(data)))
		answers.ServeHTTP(w, r)
	}))
	id, err := c.Print(t.Context(), port.PrintJob{Title: strings.Repeat("ệ", 100), PDF: pdf, Copies: 2, First: 2, Last: 300})
	if id != "17" || err != nil {
		t.Fatalf("got %q, %v", id, err)
	}
	m, err := decode(sent)
	if err != nil {
		t.Fatal(err)
	}
	operation, _ := m.first(groupOperation)
	details, _ := m.first(groupJob)
	i := slices.IndexFunc(details.attributes, func(a attribute) bool { return a.name == "page-ranges" })
	// RFC 8010, 3.9: rangeOfInteger is two signed integers of four bytes.
	if i < 0 || details.attributes[i].tag != 0x33 || string(details.attributes[i].values[0]) != "\x00\x00\x00\x02\x00\x00\x01\x2c" {
		t.Errorf("pages of %+v", details)
	}
	if copies, _ := details.integer("copies"); copies != 2 || operation.text("requesting-user-name") != "clerk" {
		t.Errorf("got %+v", m)
	}
	if name := operation.text("job-name"); name != strings.Repeat("ệ", 85) {
		t.Errorf("title of %d bytes", len(name))
	}
	if !strings.HasSuffix(string(sent), "\x03"+string(pdf)) {
		t.Error("the document does not follow the request")
	}
}

func TestDone(t *testing.T) {
	tests := []struct {
		state int
		done  bool
		want  error
	}{
		{3, false, nil}, {5, false, nil}, {9, true, nil},
		{4, false, port.ErrPrinterPaused}, {6, false, port.ErrPrinterPaused},
		{7, false, port.ErrPrinterRefused}, {8, false, port.ErrPrinterRefused},
	}
	for _, test := range tests {
		c := serve(t, service{opGetJobAttributes: ok(group{groupJob, []attribute{enum("job-state", test.state)}})})
		if done, err := c.Done(t.Context(), "17"); done != test.done || !errors.Is(err, test.want) {
			t.Errorf("state %d: %v, %v", test.state, done, err)
		}
	}
	for _, id := range []string{"17", "", "0", "-1", "x", "99999999999"} {
		if _, err := serve(t, service{}).Done(t.Context(), id); !errors.Is(err, port.ErrUnknownPrintJob) {
			t.Errorf("job %q: %v", id, err)
		}
	}
}

func TestServiceThatMisbehaves(t *testing.T) {
	answers := map[string]http.HandlerFunc{
		"not IPP": func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "<html>") },
		"empty":   func(w http.ResponseWriter, r *http.Request) {},
		"cut": func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "\x01\x01\x00\x00\x00\x00\x00\x01\x04\x42\x00")
		},
		"endless":     endless,
		"server dead": func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusBadGateway) },
		"redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://192.0.2.1/", http.StatusFound)
		},
	}
	for name, handler := range answers {
		if _, err := serve(t, handler).Printers(t.Context()); !errors.Is(err, port.ErrPrintService) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
	})).Printers(t.Context()); !errors.Is(err, port.ErrPrinterRefused) {
		t.Errorf("password wanted: %v", err)
	}
	absent, err := NewCUPS("/nonexistent/cups.sock", "clerk")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := absent.Printers(t.Context()); !errors.Is(err, port.ErrPrintService) {
		t.Errorf("absent: %v", err)
	}
}

// endless writes attributes until the client has had enough.
func endless(w http.ResponseWriter, r *http.Request) {
	io.WriteString(w, "\x01\x01\x00\x00\x00\x00\x00\x01\x04")
	for {
		if _, err := io.WriteString(w, strings.Repeat("\x42\x00\x01a\x00\x01b", 1000)); err != nil {
			return
		}
	}
}

func TestCancelledCall(t *testing.T) {
	asked := make(chan struct{})
	c := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		close(asked)
		<-r.Context().Done()
	}))
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	go func() { <-asked; cancel() }()
	if _, err := c.Printers(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestOnlyThisComputer(t *testing.T) {
	for _, server := range []Server{"print.example:631", "192.0.2.7:631", "10.0.0.1:631", "localhost.evil.example:631", ""} {
		if _, err := NewCUPS(server, "clerk"); !errors.Is(err, ErrRemoteServer) {
			t.Errorf("%q: %v", server, err)
		}
	}
	for _, server := range []Server{"localhost:631", "127.0.0.1:8631", "[::1]:631", "/run/cups/cups.sock"} {
		if _, err := NewCUPS(server, "clerk"); err != nil {
			t.Errorf("%q: %v", server, err)
		}
	}
}

func TestNone(t *testing.T) {
	if printers, err := (None{}).Printers(t.Context()); len(printers) != 0 || err != nil {
		t.Errorf("%v, %v", printers, err)
	}
	if _, err := (None{}).Print(t.Context(), port.PrintJob{PDF: pdf}); !errors.Is(err, port.ErrNoPrinter) {
		t.Error(err)
	}
	if _, err := (None{}).Done(t.Context(), "1"); !errors.Is(err, port.ErrUnknownPrintJob) {
		t.Error(err)
	}
}
