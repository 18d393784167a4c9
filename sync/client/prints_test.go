package client_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"carddesk/app/port"
	"carddesk/sync/protocol"
)

func TestHeldPrintsFailures(t *testing.T) {
	s := newStation(t)
	var answer func(w http.ResponseWriter)
	server := s.serve(timed(0, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != protocol.PathPrints {
			idle(w, r)
			return
		}
		answer(w)
	}))
	c := s.run(server.URL, caOf(server))
	refuse := func(status int, code string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", protocol.TypeProblem)
			w.WriteHeader(status)
			_, _ = w.Write([]byte(`{"code":"` + code + `"}`))
		}
	}
	for name, test := range map[string]struct {
		answer func(http.ResponseWriter)
		want   error
	}{
		"sealed":                {func(w http.ResponseWriter) { writeJSON(w, protocol.PrintsAnswer{Sealed: []byte("age")}) }, nil},
		"nothing":               {func(w http.ResponseWriter) { writeJSON(w, protocol.PrintsAnswer{}) }, port.ErrRegistryRefused},
		"nobody":                {refuse(http.StatusNotFound, protocol.CodePersonUnknown), port.ErrPersonUnknown},
		"a registry of before":  {refuse(http.StatusNotFound, protocol.CodeNotFound), port.ErrPersonUnknown},
		"a station shut out":    {refuse(http.StatusForbidden, "forbidden"), port.ErrRegistryRefused},
		"not the JSON expected": {func(w http.ResponseWriter) { _, _ = w.Write([]byte("<html>")) }, port.ErrRegistryRefused},
	} {
		answer = test.answer
		sealed, err := c.HeldPrints(t.Context(), "079199000001")
		if !errors.Is(err, test.want) || (err == nil) != (len(sealed) > 0) {
			t.Errorf("%s: %q, error %v", name, sealed, err)
		}
		if err != nil && strings.Contains(err.Error(), "079199000001") {
			t.Errorf("%s: the error names the person", name)
		}
	}
}
