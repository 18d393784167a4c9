package client

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"carddesk/app/port"
	"carddesk/sync/packet"
	"carddesk/sync/protocol"
)

// Envelope is what the client needs of the station's keys: to sign batches and
// to check that what comes down is the registry's and meant for this office. It is
// implemented by [packet.Sealer].
type Envelope interface {
	SignBatch(packet.Batch) ([]byte, error)
	OpenFeedItem(sealed []byte) (packet.Item, error)
	OpenAnswer(sealed []byte) ([]byte, error)
	Office() string
	Station() string
}

var _ Envelope = (*packet.Sealer)(nil)

// Options say what a client works with. Registry, Certificate, Envelope and
// Outbox are required.
type Options struct {
	Registry    protocol.RegistryFile
	Certificate tls.Certificate // of the station, with its key
	Envelope    Envelope
	Outbox      port.Outbox
	Documents   string       // folder for documents that have not come whole; "": none are fetched
	Clock       port.Clock   // the machine's when nil
	Log         *slog.Logger // discarded when nil

	// Proxy says through which proxy a request goes; nil: the one that the
	// environment names (HTTPS_PROXY, NO_PROXY).
	Proxy func(*http.Request) (*url.URL, error)
	// Limits bound what goes up; it is asked often and must answer at once. Nil:
	// no bounds.
	Limits func(now time.Time) port.LineLimits
	// OnReceived is called after new items of the feed are in the inbox.
	OnReceived func()
	// OnCertificate stores a renewed certificate (DER, without its key); the
	// client uses it once this returns nil. Without it nothing is renewed.
	OnCertificate func(ctx context.Context, der []byte) error

	Tick     time.Duration // between two looks into the outbox; 5 s when 0
	Stall    time.Duration // a request that stands still so long is ended; 45 s when 0
	MinRetry time.Duration // first wait after a failure; 1 s when 0
	MaxRetry time.Duration // longest wait after failures; 5 min when 0
	MaxChunk int64         // bytes sent in one request at most; 8 MiB when 0
	PollWait time.Duration // of the long poll; 50 s when 0
	// LogEvery bounds how often a batch is sent for log hashes alone, which grow
	// with everything that a desk does; 1 min when 0.
	LogEvery time.Duration
}

func (o Options) withDefaults() (Options, *url.URL, error) {
	base, err := url.Parse(o.Registry.URL)
	if err != nil || base.Scheme != "https" || base.Host == "" {
		return o, nil, errors.New("sync: registry's address is not an https URL")
	}
	switch {
	case o.Envelope == nil, o.Outbox == nil:
		return o, nil, errors.New("sync: envelope and outbox are required")
	case len(o.Certificate.Certificate) == 0 || o.Certificate.PrivateKey == nil:
		return o, nil, errors.New("sync: station's certificate is missing")
	case !packet.ValidID(o.Registry.ID):
		return o, nil, fmt.Errorf("sync: registry's id is no identifier")
	}
	if o.Clock == nil {
		o.Clock = port.SystemClock{}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Limits == nil {
		o.Limits = func(time.Time) port.LineLimits { return port.LineLimits{} }
	}
	for value, standard := range map[*time.Duration]time.Duration{
		&o.Tick: 5 * time.Second, &o.Stall: 45 * time.Second, &o.MinRetry: time.Second,
		&o.MaxRetry: 5 * time.Minute, &o.PollWait: 50 * time.Second, &o.LogEvery: time.Minute,
	} {
		if *value <= 0 {
			*value = standard
		}
	}
	o.PollWait = min(o.PollWait, protocol.MaxWait)
	if o.MaxChunk <= 0 {
		o.MaxChunk = 8 << 20
	}
	return o, base, nil
}
