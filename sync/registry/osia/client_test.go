package osia_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"carddesk/sync/registry/osia"

	"pgregory.net/rapid"
)

func TestNewRefuses(t *testing.T) {
	for _, address := range []string{"", "osia.example", "http://osia.example", "ftp://127.0.0.1", "https://user:word@osia.example", "https://osia.example?x=1"} {
		if _, err := osia.New(osia.Options{URL: address}); err == nil {
			t.Errorf("%q was taken", address)
		}
	}
	for _, address := range []string{"https://osia.example/base/", "http://127.0.0.1:8080", "http://localhost:1"} {
		if _, err := osia.New(osia.Options{URL: address}); err != nil {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// serve answers with handle and returns a client for it.
func serve(t *testing.T, handle http.HandlerFunc) *osia.Client {
	t.Helper()
	server := httptest.NewServer(handle)
	t.Cleanup(server.Close)
	c, err := osia.New(osia.Options{URL: server.URL + "/base", Token: func() (string, error) { return "secret\n", nil }})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAnswers(t *testing.T) {
	for _, test := range []struct {
		name                       string
		status                     int
		body, retry                string
		permanent, exists, unknown bool
		code                       int
		after                      time.Duration
	}{
		{name: "bad", status: 400, body: `{"code":12,"message":"Nguyễn Thị Vi Dư"}`, permanent: true, code: 12},
		{name: "forbidden", status: 403},
		{name: "unknown", status: 404, permanent: true, unknown: true},
		{name: "taken", status: 409, permanent: true, exists: true},
		{name: "too many", status: 429, retry: "7", after: 7 * time.Second},
		{name: "for ever", status: 503, retry: "99999999", after: time.Hour},
		{name: "broken", status: 500, body: `<html>Nguyễn`},
		{name: "another success", status: 200, body: `{}`, permanent: true},
		{name: "sent elsewhere", status: 307, permanent: true},
	} {
		t.Run(test.name, func(t *testing.T) {
			asked := 0
			c := serve(t, func(w http.ResponseWriter, req *http.Request) {
				asked++
				if req.Header.Get("Authorization") != "Bearer secret" || req.URL.Path != "/base/v1/enrollments/d1" || req.URL.Query().Get("transactionId") != "t1" {
					t.Errorf("asked %s, %q", req.URL, req.Header.Get("Authorization"))
				}
				w.Header().Set("Retry-After", test.retry)
				w.Header().Set("Location", "http://127.0.0.1:1/elsewhere")
				w.WriteHeader(test.status)
				_, _ = io.WriteString(w, test.body)
			})
			err := c.CreateEnrollment(t.Context(), "d1", "t1", func(w io.Writer) error {
				_, err := io.WriteString(w, "{}")
				return err
			})
			var e *osia.Error
			if !errors.As(err, &e) {
				t.Fatalf("no answer's error: %v", err)
			}
			if e.Permanent() != test.permanent || osia.Exists(err) != test.exists || osia.Unknown(err) != test.unknown || e.Code != test.code || e.RetryAfter != test.after {
				t.Errorf("%+v, permanent %v", e, e.Permanent())
			}
			if strings.Contains(err.Error(), "Nguy") || strings.Contains(err.Error(), "secret") || asked != 1 {
				t.Errorf("%d requests, error %q", asked, err)
			}
		})
	}
}

// A body that breaks off while it is written fails the request and does not count
// as sent, and an answer without end is not read.
func TestBrokenBodies(t *testing.T) {
	whole := false
	c := serve(t, func(w http.ResponseWriter, req *http.Request) {
		if _, err := io.ReadAll(req.Body); err == nil {
			whole = true
		}
		w.WriteHeader(http.StatusNoContent)
	})
	broken := errors.New("packet is gone")
	err := c.CreateEnrollment(t.Context(), "d1", "t1", func(w io.Writer) error {
		_, _ = w.Write(bytes.Repeat([]byte("x"), 1<<16))
		return broken
	})
	if err == nil || whole {
		t.Errorf("half an enrollment was sent as a whole: %v", err)
	}
	endless := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		for range 64 {
			if _, err := w.Write(bytes.Repeat([]byte(" "), 1<<16)); err != nil {
				return
			}
		}
	})
	if _, err := endless.ReadCredential(t.Context(), "c1", "t1"); err == nil {
		t.Error("an endless answer was believed")
	}
}

// Whatever is written with the writer is one JSON object with the same content.
func TestEnrollmentWriter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		images := rapid.SliceOfN(rapid.SliceOf(rapid.Byte()), 0, 4).Draw(rt, "images")
		papers := rapid.SliceOfN(rapid.SliceOf(rapid.Byte()), 0, 3).Draw(rt, "papers")
		missing := rapid.Bool().Draw(rt, "missing")
		name := rapid.String().Draw(rt, "name")
		var out bytes.Buffer
		w, err := osia.NewEnrollmentWriter(&out, osia.Head{Type: "citizen", Biographic: map[string]any{"fullName": name}})
		if err != nil {
			rt.Fatal(err)
		}
		for _, image := range images {
			err = errors.Join(err, w.Biometric(osia.Biometric{Type: "FACE"}, bytes.NewReader(image)))
		}
		if missing {
			err = errors.Join(err, w.Biometric(osia.Biometric{Type: "FINGER", Missing: []osia.Missing{{SubType: "LEFT_THUMB", Presence: "DAMAGED"}}}, nil))
		}
		for _, paper := range papers {
			err = errors.Join(err, w.Document(osia.Document{Type: "OTHER", MimeType: name}, bytes.NewReader(paper)))
		}
		if err = errors.Join(err, w.Close()); err != nil {
			rt.Fatal(err)
		}
		var read struct {
			Biographic struct{ FullName string } `json:"biographicData"`
			Biometrics []osia.Biometric          `json:"biometricData"`
			Documents  []struct {
				Parts []struct{ Data []byte }
			} `json:"documentData"`
		}
		if err := json.Unmarshal(out.Bytes(), &read); err != nil {
			rt.Fatalf("not JSON: %v", err)
		}
		if missing {
			if last := read.Biometrics[len(read.Biometrics)-1]; last.Image != nil || len(last.Missing) != 1 {
				rt.Errorf("missing: %+v", last)
			}
			read.Biometrics = read.Biometrics[:len(read.Biometrics)-1]
		}
		if len(read.Biometrics) != len(images) || len(read.Documents) != len(papers) || read.Biographic.FullName != strings.ToValidUTF8(name, "\ufffd") {
			rt.Fatalf("read %+v", read)
		}
		for i, image := range images {
			if !bytes.Equal(read.Biometrics[i].Image, image) {
				rt.Errorf("image %d differs", i)
			}
		}
		for i, paper := range papers {
			if !bytes.Equal(read.Documents[i].Parts[0].Data, paper) {
				rt.Errorf("paper %d differs", i)
			}
		}
	})
	w, _ := osia.NewEnrollmentWriter(io.Discard, osia.Head{Type: "citizen"})
	_ = w.Document(osia.Document{}, strings.NewReader(""))
	if w.Biometric(osia.Biometric{}, nil) == nil {
		t.Error("a biometric after the documents was taken")
	}
}
