package metrics_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"carddesk/sync/registry"
	"carddesk/sync/registry/metrics"
)

func scrape(t *testing.T, h http.Handler) string {
	t.Helper()
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if answer.Code != http.StatusOK {
		t.Fatalf("status %d: %s", answer.Code, answer.Body)
	}
	return answer.Body.String()
}

// What a registry does comes out as figures, with what waits beside it.
func TestFigures(t *testing.T) {
	m := metrics.New()
	r, err := registry.New(t.Context(), registry.Options{Dir: t.TempDir(), Training: true, Observer: m})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for range 3 {
		r.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/v1/lookups", strings.NewReader(`{"personalNumber":"079199000001"}`)))
	}
	r.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/v1/nguyen-thi-dau-hieu", nil))
	if _, err := r.NewEnrolmentCode(t.Context()); err != nil {
		t.Fatal(err)
	}
	m.Packet("", 1000)
	m.Packet("", 500)
	m.Packet("too-large", 7)
	m.Durable("packet", 2*time.Millisecond)
	m.Decided(registry.Rejected, "identity-doubtful")
	m.Request("PATCH /v1/uploads/{id}", 204, "", 4096, time.Second)
	handler := m.Handler(r)
	text := scrape(t, handler)
	for _, line := range []string{
		`carddesk_registry_requests_total{code="certificate-unknown",route="POST /v1/lookups",status="401"} 3`,
		`carddesk_registry_requests_total{code="not-found",route="none",status="404"} 1`,
		`carddesk_registry_request_seconds_count{route="POST /v1/lookups"} 3`,
		`carddesk_registry_received_bytes_total{route="PATCH /v1/uploads/{id}"} 4096`,
		`carddesk_registry_packets_total{code="acknowledged"} 2`,
		`carddesk_registry_packets_total{code="too-large"} 1`,
		`carddesk_registry_packet_bytes_total 1500`,
		`carddesk_registry_durable_seconds_bucket{what="packet",le="0.001"} 0`,
		`carddesk_registry_durable_seconds_bucket{what="packet",le="0.003"} 1`,
		`carddesk_registry_decisions_total{outcome="rejected",reason="identity-doubtful"} 1`,
		`carddesk_registry_waiting{what="steps"} 0`,
		`carddesk_registry_waiting{what="hand-on-stuck"} 0`,
		"carddesk_registry_fsyncs_total ",
		"go_goroutines ",
	} {
		if !strings.Contains(text, line) {
			t.Errorf("missing: %s", line)
		}
	}
	for _, marker := range []string{"dau-hieu", "079199"} {
		if strings.Contains(text, marker) {
			t.Errorf("%q is among the figures", marker)
		}
	}
	if !strings.Contains(text, `carddesk_registry_durable_seconds_count{what="record"} `) {
		t.Error("a transaction was not told")
	}
}

// Without its database a registry tells what it can, and no length that is not so.
func TestFiguresWithoutDatabase(t *testing.T) {
	m := metrics.New()
	r, err := registry.New(t.Context(), registry.Options{Dir: t.TempDir(), Observer: m})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	m.Packet("", 1)
	text := scrape(t, m.Handler(r))
	if !strings.Contains(text, `packets_total{code="acknowledged"} 1`) || strings.Contains(text, "carddesk_registry_waiting{") {
		t.Errorf("told %s", text)
	}
}
