package osia

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Options say how one interface is reached.
type Options struct {
	// URL is the base of the interface, before "/v1/…". It is HTTPS, or HTTP to
	// this machine alone.
	URL string
	// Token returns the bearer token of the next request; nil sends none.
	Token func() (string, error)
	// Transport carries the requests; http.DefaultTransport when nil.
	Transport http.RoundTripper
	// Timeout ends a request; 2 minutes when 0.
	Timeout time.Duration
}

// Client speaks to one interface. It is safe for concurrent use.
type Client struct {
	base  *url.URL
	token func() (string, error)
	http  *http.Client
}

// maxAnswer bounds what is read of an answer.
const maxAnswer = 1 << 20

// New makes a client.
func New(o Options) (*Client, error) {
	base, err := url.Parse(strings.TrimSuffix(o.URL, "/"))
	if err != nil || base.Host == "" || base.User != nil || base.RawQuery != "" {
		return nil, errors.New("osia: not the address of an interface")
	}
	if base.Scheme != "https" && (base.Scheme != "http" || !isLoopback(base.Hostname())) {
		return nil, errors.New("osia: only HTTPS leaves this machine")
	}
	if o.Timeout <= 0 {
		o.Timeout = 2 * time.Minute
	}
	return &Client{base: base, token: o.Token, http: &http.Client{
		Transport: o.Transport, Timeout: o.Timeout,
		// A token or a dossier follows nobody to another address.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Error is an answer other than success.
type Error struct {
	Operation  string // operationId of the interface
	Status     int    // of HTTP
	Code       int    // of the body, 0 without one
	RetryAfter time.Duration
}

func (e *Error) Error() string {
	return fmt.Sprintf("osia: %s answered %d (code %d)", e.Operation, e.Status, e.Code)
}

// Permanent reports whether asking the same again is of no use before somebody
// has changed something. A missing permission is not: it may be given.
func (e *Error) Permanent() bool {
	switch e.Status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusRequestTimeout, http.StatusTooManyRequests:
		return false
	}
	return e.Status < 500
}

// Exists reports whether err says that a thing with this id is there already.
func Exists(err error) bool { return hasStatus(err, http.StatusConflict) }

// Unknown reports whether err says that there is no such thing.
func Unknown(err error) bool { return hasStatus(err, http.StatusNotFound) }

func hasStatus(err error, status int) bool {
	var e *Error
	return errors.As(err, &e) && e.Status == status
}

// call is one operation.
type call struct {
	operation, method string
	path              []string // segments after /v1
	query             url.Values
	body              func(io.Writer) error // nil: none
	want              int                   // status of success
	into              any                   // what the answer is decoded into; nil: nothing
}

// do carries out an operation. The body is written as it is sent.
func (c *Client) do(ctx context.Context, o call) error {
	target := c.base.JoinPath(append([]string{"v1"}, escaped(o.path)...)...)
	target.RawQuery = o.query.Encode()
	var body io.Reader
	if o.body != nil {
		pipe, in := io.Pipe()
		body = pipe
		written := make(chan struct{})
		go func() {
			defer close(written)
			in.CloseWithError(o.body(in)) // nil is io.EOF
		}()
		// The writer may read a packet: it must not outlive the call.
		defer func() {
			_ = pipe.Close()
			<-written
		}()
	}
	request, err := http.NewRequestWithContext(ctx, o.method, target.String(), body)
	if err != nil {
		return fmt.Errorf("osia: %s: %w", o.operation, err)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	request.Header.Set("Accept", "application/json")
	if c.token != nil {
		token, err := c.token()
		if err != nil {
			return fmt.Errorf("osia: reading the token: %w", err)
		}
		request.Header.Set("Authorization", "Bearer "+strings.TrimSpace(token))
	}
	answer, err := c.http.Do(request)
	if err != nil {
		return fmt.Errorf("osia: %s: %w", o.operation, withoutURL(err))
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer+1))
	if answer.StatusCode != o.want {
		return failure(o.operation, answer, content)
	}
	switch {
	case err != nil:
		return fmt.Errorf("osia: answer of %s: %w", o.operation, err)
	case len(content) > maxAnswer:
		return fmt.Errorf("osia: answer of %s is too large", o.operation)
	case o.into != nil && json.Unmarshal(content, o.into) != nil:
		return fmt.Errorf("osia: answer of %s is not readable", o.operation)
	}
	return nil
}

// escaped keeps an id inside its segment.
func escaped(segments []string) []string {
	out := make([]string, len(segments))
	for i, s := range segments {
		out[i] = url.PathEscape(s)
	}
	return out
}

// withoutURL takes the address off an error: it names ids.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// failure makes an error of an answer, keeping nothing of its text.
func failure(operation string, answer *http.Response, content []byte) error {
	e := &Error{Operation: operation, Status: answer.StatusCode}
	var told struct {
		Code int `json:"code"`
	}
	if json.Unmarshal(content, &told) == nil {
		e.Code = told.Code
	}
	if seconds, err := strconv.Atoi(answer.Header.Get("Retry-After")); err == nil && seconds > 0 {
		e.RetryAfter = time.Duration(min(seconds, 3600)) * time.Second
	}
	return e
}

// value returns the body of a small request.
func value(v any) func(io.Writer) error {
	return func(w io.Writer) error {
		content, err := json.Marshal(v)
		if err != nil {
			return err
		}
		_, err = io.Copy(w, bytes.NewReader(content))
		return err
	}
}
