// Package biometric is the desk's side of the Secure Biometric Interface
// (SBI/MDS 0.9.5): it finds device services on this PC, shows their live
// pictures and takes fingerprints, faces and irises. It implements
// [port.Biometrics].
//
// Services are programs of device makers. They hang, drip, lie and die; nothing
// of that may stop the desk. Every call has a deadline, every answer a bound,
// every signature, hash, identifier and time is checked, and each connection is
// used once, so that a broken answer leaves nothing behind for the next call.
package biometric

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"carddesk/app/port"
	"carddesk/device/biometric/wire"
)

// Issuers gives the trusted device issuers. It is asked at every call, so that
// an issuer installed while the desk runs counts at once.
type Issuers func() (*x509.CertPool, error)

// IssuersFile reads the issuers from a file of PEM certificates. A missing file
// is an error of each call, not of this one.
func IssuersFile(path string) Issuers {
	return func() (*x509.CertPool, error) {
		file, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("opening the device issuers: %w", err)
		}
		defer file.Close()
		text, err := io.ReadAll(io.LimitReader(file, maxInfo))
		if err != nil {
			return nil, fmt.Errorf("reading the device issuers: %w", err)
		}
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(text) {
			return nil, errors.New("the file of device issuers holds no certificate")
		}
		return pool, nil
	}
}

// IssuersPool always gives the same pool.
func IssuersPool(pool *x509.CertPool) Issuers {
	return func() (*x509.CertPool, error) { return pool, nil }
}

// Options configure a [Client]. The zero value of each field but Issuers has a
// working meaning.
type Options struct {
	FirstPort, LastPort int        // where services may listen; default 4501–4600
	Issuers             Issuers    // trusted device issuers; required
	RefuseKeyIDs        [][]byte   // issuer key ids never trusted (training issuers in release builds)
	Environment         string     // SBI env: "Production" (default), "Developer", …
	Clock               port.Clock // default: the machine's clock
	Random              io.Reader  // for transaction ids; default crypto/rand
	AllowedLag          time.Duration
	QueryTimeout        time.Duration // each discovery or info call, default 5 s
	StreamStall         time.Duration // longest time without a preview frame, default 5 s
	CaptureGrace        time.Duration // added to a capture's own timeout, default 5 s
	BusyWait            time.Duration // how long a busy device is asked again, default 2 s
}

// Bounds on what a service may send, in bytes.
const (
	maxInfo    = 1 << 20
	maxCapture = 32 << 20
	maxFrame   = 4 << 20
)

// Client talks to the device services of this PC. It is safe for concurrent use.
type Client struct {
	options Options
	http    *http.Client

	mu   sync.Mutex
	busy map[string]bool // devices with a capture running, by endpoint and id
}

var _ port.Biometrics = (*Client)(nil)

// New returns a client. It opens nothing.
func New(options Options) *Client {
	if options.FirstPort == 0 {
		options.FirstPort, options.LastPort = wire.FirstPort, wire.LastPort
	}
	if options.Issuers == nil {
		options.Issuers = IssuersPool(nil)
	}
	if options.Environment == "" {
		options.Environment = "Production"
	}
	if options.Clock == nil {
		options.Clock = port.SystemClock{}
	}
	if options.Random == nil {
		options.Random = rand.Reader
	}
	orDefault(&options.AllowedLag, 5*time.Minute)
	orDefault(&options.QueryTimeout, 5*time.Second)
	orDefault(&options.StreamStall, 5*time.Second)
	orDefault(&options.CaptureGrace, 5*time.Second)
	orDefault(&options.BusyWait, 2*time.Second)
	dialer := &net.Dialer{Timeout: 2 * time.Second}
	return &Client{
		options: options,
		busy:    map[string]bool{},
		http: &http.Client{
			Transport: &http.Transport{
				// Services answer once a connection; a second request on it would hang.
				DisableKeepAlives:      true,
				DisableCompression:     true,
				MaxResponseHeaderBytes: 32 << 10,
				DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
					if !loopback(address) {
						return nil, errNotLocal
					}
					return dialer.DialContext(ctx, network, address)
				},
			},
			CheckRedirect: func(*http.Request, []*http.Request) error { return errRedirect },
		},
	}
}

func orDefault(d *time.Duration, value time.Duration) {
	if *d <= 0 {
		*d = value
	}
}

var (
	errNotLocal = errors.New("service is not on this PC")
	errRedirect = errors.New("service sends to another address")
	errTooLarge = errors.New("answer is too large")
)

// loopback reports whether address is a port of 127.0.0.1. Names are refused:
// what "localhost" means is decided elsewhere.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	return err == nil && host == "127.0.0.1"
}

func (c *Client) verifier() (wire.Verifier, error) {
	pool, err := c.options.Issuers()
	if err != nil {
		return wire.Verifier{}, err
	}
	return wire.Verifier{Issuers: pool, RefuseKeyIDs: c.options.RefuseKeyIDs, Now: c.options.Clock.Now()}, nil
}
