// Package metrics tells Prometheus what a registry does: how many packets were
// acknowledged and refused, by code, how much came in, how long answers and the
// disk take, and what waits. Labels are routes, codes and states; there is nothing
// in them of a station, a dossier or a person.
package metrics

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"

	"carddesk/sync/registry"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics observes a registry.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	received *prometheus.CounterVec
	packets  *prometheus.CounterVec
	bytes    prometheus.Counter
	durable  *prometheus.HistogramVec
	decided  *prometheus.CounterVec
}

var _ registry.Observer = (*Metrics)(nil)

const space = "carddesk_registry"

// New makes an observer to be given to a registry.
func New() *Metrics {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: space, Name: name, Help: help}, labels)
	}
	histogram := func(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
		return prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: space, Name: name, Help: help, Buckets: buckets}, labels)
	}
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: counter("requests_total", "Answers, by route, status and code of the problem.", "route", "status", "code"),
		// Up to the longest wait of a long poll.
		seconds:  histogram("request_seconds", "From a request to the end of its answer; long polls wait on purpose.", []float64{.001, .003, .01, .03, .1, .3, 1, 3, 10, 30, 60}, "route"),
		received: counter("received_bytes_total", "Bytes of bodies that came in.", "route"),
		packets:  counter("packets_total", "Whole packets, by how they ended.", "code"),
		bytes:    prometheus.NewCounter(prometheus.CounterOpts{Namespace: space, Name: "packet_bytes_total", Help: "Sealed bytes of acknowledged packets."}),
		durable:  histogram("durable_seconds", "Waits until a packet or a transaction is durable.", []float64{.0003, .001, .003, .01, .03, .1, .3, 1, 3}, "what"),
		decided:  counter("decisions_total", "Decisions of the centre.", "outcome", "reason"),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.received, m.packets, m.bytes, m.durable, m.decided,
		prometheus.NewCounterFunc(prometheus.CounterOpts{Namespace: space, Name: "fsyncs_total", Help: "Files and folders made durable; the database's own are not among them."},
			func() float64 { return float64(registry.Fsyncs()) }),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Request is of [registry.Observer].
func (m *Metrics) Request(route string, status int, code string, in int64, took time.Duration) {
	m.requests.WithLabelValues(route, strconv.Itoa(status), code).Inc()
	m.seconds.WithLabelValues(route).Observe(took.Seconds())
	m.received.WithLabelValues(route).Add(float64(in))
}

// Packet is of [registry.Observer].
func (m *Metrics) Packet(code string, size int64) {
	if code == "" {
		code = "acknowledged"
		m.bytes.Add(float64(size))
	}
	m.packets.WithLabelValues(code).Inc()
}

// Durable is of [registry.Observer].
func (m *Metrics) Durable(what string, took time.Duration) {
	m.durable.WithLabelValues(what).Observe(took.Seconds())
}

// Decided is of [registry.Observer].
func (m *Metrics) Decided(outcome registry.Outcome, reason string) {
	m.decided.WithLabelValues(string(outcome), reason).Inc()
}

// Handler answers with all figures, also with what waits in r.
func (m *Metrics) Handler(r *registry.Registry) http.Handler {
	waiting := &waiting{
		read: r.Figures, now: time.Now,
		length: prometheus.NewDesc(space+"_waiting", "What waits, by name.", []string{"what"}, nil),
	}
	m.registry.MustRegister(waiting)
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4, Timeout: 20 * time.Second, ErrorHandling: promhttp.ContinueOnError})
}

// fresh is how long counted lengths are told again.
const fresh = 5 * time.Second

// waiting collects the lengths of what waits.
type waiting struct {
	read   func(context.Context) (registry.Figures, error)
	now    func() time.Time
	length *prometheus.Desc

	mu   sync.Mutex
	last registry.Figures
	at   time.Time
}

// Describe is of prometheus.Collector.
func (w *waiting) Describe(out chan<- *prometheus.Desc) { out <- w.length }

// Collect is of prometheus.Collector. Without an answer of the database there are
// no lengths: an old one would look like now.
func (w *waiting) Collect(out chan<- prometheus.Metric) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.last == nil || w.now().Sub(w.at) > fresh {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		figures, err := w.read(ctx)
		if err != nil {
			w.last = nil
			out <- prometheus.NewInvalidMetric(w.length, err)
			return
		}
		w.last, w.at = figures, w.now()
	}
	for name, n := range w.last {
		out <- prometheus.MustNewConstMetric(w.length, prometheus.GaugeValue, float64(n), name)
	}
}
