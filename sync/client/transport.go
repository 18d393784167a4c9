package client

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"

	"carddesk/app/port"
	"carddesk/sync/protocol"
)

// maxAnswer bounds what is read of an answer.
const maxAnswer = 64 << 20

// maxProblem bounds what is read of a problem.
const maxProblem = 64 << 10

// sendBuffer bounds what waits in the system's buffer of a connection. With
// more, the client would believe minutes of a slow line to have been sent, and
// take the rest of the wait for a dead line.
const sendBuffer = 128 << 10

// transport sends requests to one registry and to nobody else.
type transport struct {
	base  *url.URL
	http  *http.Client
	clock port.Clock
	stall time.Duration
	cert  atomic.Pointer[tls.Certificate]
	heard func(serverTime time.Time, offset time.Duration)
}

// newTransport trusts the registry's own authority and no other, speaks TLS 1.3
// and shows the station's certificate where there is one.
func newTransport(base *url.URL, ca string, clock port.Clock, stall time.Duration, proxy func(*http.Request) (*url.URL, error)) (*transport, error) {
	if proxy == nil {
		proxy = http.ProxyFromEnvironment
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM([]byte(ca)) {
		return nil, errors.New("sync: registry's certificate authority is not readable")
	}
	t := &transport{base: base, clock: clock, stall: stall, heard: func(time.Time, time.Duration) {}}
	dialer := &net.Dialer{Timeout: 15 * time.Second, KeepAlive: 15 * time.Second}
	t.http = &http.Client{
		Transport: &http.Transport{
			Proxy:                  proxy,
			OnProxyConnectResponse: refusedByProxy,
			DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				conn, err := dialer.DialContext(ctx, network, address)
				if tcp, ok := conn.(*net.TCPConn); ok {
					err = tcp.SetWriteBuffer(sendBuffer)
				}
				return conn, err
			},
			TLSHandshakeTimeout: 20 * time.Second,
			IdleConnTimeout:     90 * time.Second,
			MaxIdleConnsPerHost: 4,
			// One connection lost must not end several exchanges.
			ForceAttemptHTTP2: false,
			TLSClientConfig: &tls.Config{
				MinVersion: tls.VersionTLS13,
				RootCAs:    roots,
				Time:       clock.Now,
				GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
					if cert := t.cert.Load(); cert != nil {
						return cert, nil
					}
					return &tls.Certificate{}, nil // enrolment
				},
			},
		},
		// The registry never redirects; a sign-in page of a hotel does.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return t, nil
}

// errProxy says that a proxy does not let us through to the registry.
var errProxy = errors.New("proxy does not connect")

// refusedByProxy looks at a proxy's answer to CONNECT.
func refusedByProxy(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%w: status %d", errProxy, answer.StatusCode)
	}
	return nil
}

func (t *transport) close() { t.http.CloseIdleConnections() }

// resolve returns the absolute address of a path or URL of this registry, and
// refuses addresses of anybody else.
func (t *transport) resolve(ref string) (string, error) {
	u, err := t.base.Parse(ref)
	if err != nil || u.Scheme != t.base.Scheme || u.Host != t.base.Host || u.User != nil {
		return "", against("address of somebody else")
	}
	return u.String(), nil
}

// call is one request.
type call struct {
	method string
	ref    string // path or URL
	header http.Header
	body   io.Reader
	size   int64
	wait   time.Duration // how long the answer may take after the body has gone
}

// do sends a call and returns the answer's header and body. Answers of 300 and
// above are a [*Failure] with the registry's problem.
func (t *transport) do(ctx context.Context, c call) (header http.Header, content []byte, err error) {
	err = t.send(ctx, c, func(resp *http.Response, body io.Reader) error {
		header = resp.Header
		if content, err = io.ReadAll(io.LimitReader(body, maxAnswer+1)); err != nil {
			return err
		}
		if len(content) > maxAnswer {
			return against("too large")
		}
		return nil
	})
	if err != nil {
		content = nil
	}
	return header, content, err
}

// send sends a call and gives the registry's answer to read, whose errors of the
// line it names. An answer that is not the registry's is not read.
func (t *transport) send(ctx context.Context, c call, read func(resp *http.Response, body io.Reader) error) error {
	address, err := t.resolve(c.ref)
	if err != nil {
		return err
	}
	ctx, watch := newWatch(ctx, t.stall, c.wait)
	defer watch.stop()
	var body io.Reader
	if c.body != nil {
		body = &watchedReader{in: c.body, watch: watch}
	}
	req, err := http.NewRequestWithContext(ctx, c.method, address, body)
	if err != nil {
		return fmt.Errorf("sync: request: %w", err)
	}
	req.ContentLength = c.size
	for key, values := range c.header {
		req.Header[key] = values
	}
	sent := t.clock.Now()
	resp, err := t.http.Do(req)
	if err != nil {
		return watch.failure(err)
	}
	defer resp.Body.Close()
	answer := &watchedReader{in: resp.Body, watch: watch}
	if err := t.hear(resp.Header, sent); err != nil {
		return err
	}
	if resp.StatusCode >= 300 {
		content, err := io.ReadAll(io.LimitReader(answer, maxProblem))
		if err != nil {
			return watch.failure(err)
		}
		return problemOf(resp, content)
	}
	err = read(resp, answer)
	var known *Failure
	if err == nil || errors.As(err, &known) {
		return err
	}
	return watch.failure(err)
}

// hear takes the server's time from an answer. One without it is not the
// registry's: something in between answered.
func (t *transport) hear(h http.Header, sent time.Time) error {
	server, err := time.Parse(time.RFC3339Nano, h.Get(protocol.HeaderTime))
	if err != nil {
		return &Failure{Code: protocol.CodeProxy, Err: errors.New("answer without the registry's time")}
	}
	now := t.clock.Now()
	// The server looked at its clock somewhere between; half-way is the guess
	// with the smallest error.
	t.heard(now, server.Sub(sent.Add(now.Sub(sent)/2)))
	return nil
}

func problemOf(resp *http.Response, content []byte) error {
	p := &protocol.Problem{}
	if err := json.Unmarshal(content, p); err != nil || p.Code == "" {
		// HEAD has no body, and other servers have their own words.
		p = &protocol.Problem{Code: cmp.Or(resp.Header.Get(protocol.HeaderProblem), codeOfStatus(resp.StatusCode))}
	}
	p.Status = resp.StatusCode
	p.RetryAfter = retryAfterOf(resp.Header)
	return problemFailure(p)
}

// retryAfterOf reads how long the registry wants to be left alone: a number of
// seconds, or a day and time by its own clock. More than an hour is an hour.
func retryAfterOf(h http.Header) time.Duration {
	text := h.Get("Retry-After")
	wait := time.Duration(0)
	if seconds, err := strconv.Atoi(text); err == nil {
		wait = time.Duration(min(max(seconds, 0), 3600)) * time.Second
	} else if at, err := http.ParseTime(text); err == nil {
		if now, err := time.Parse(time.RFC3339Nano, h.Get(protocol.HeaderTime)); err == nil {
			wait = at.Sub(now)
		}
	}
	return min(max(wait, 0), time.Hour)
}

func codeOfStatus(status int) string {
	switch status {
	case http.StatusNotFound, http.StatusGone:
		return protocol.CodeUploadGone
	case http.StatusConflict:
		return protocol.CodeOffset
	case http.StatusLocked:
		return protocol.CodeLocked
	case http.StatusRequestEntityTooLarge:
		return protocol.CodeTooLarge
	case http.StatusUnauthorized, http.StatusForbidden:
		return protocol.CodeUnauthorised
	case http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusBadGateway, http.StatusGatewayTimeout:
		return protocol.CodeBusy
	}
	return protocol.CodeInternal
}

// post sends value as JSON and reads the answer into result.
func (t *transport) post(ctx context.Context, path string, value, result any, wait time.Duration) error {
	body, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("sync: request: %w", err)
	}
	_, content, err := t.do(ctx, call{
		method: http.MethodPost, ref: path, body: bytes.NewReader(body), size: int64(len(body)), wait: wait,
		header: http.Header{"Content-Type": {protocol.TypeJSON}},
	})
	if err != nil {
		return err
	}
	if err := json.Unmarshal(content, result); err != nil {
		return against("not the JSON expected")
	}
	return nil
}
