package biometric

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"carddesk/app/port"
	"carddesk/device/biometric/wire"
)

// send makes one request to a service and returns its open answer.
func (c *Client) send(ctx context.Context, method, endpoint, path string, body any) (*http.Response, error) {
	var reader io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return nil, fmt.Errorf("writing the request: %w", err)
		}
		// A bytes.Reader makes net/http send a Content-Length, without which
		// the reference service reads nothing.
		reader = bytes.NewReader(encoded)
	}
	request, err := http.NewRequestWithContext(ctx, method, endpoint+path, reader)
	if err != nil {
		return nil, fmt.Errorf("forming the request: %w", err)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	return c.http.Do(request)
}

// ask makes one request and reads its JSON answer of at most limit bytes.
func (c *Client) ask(ctx context.Context, method, endpoint, path string, body, answer any, limit int64) error {
	response, err := c.send(ctx, method, endpoint, path, body)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(io.LimitReader(response.Body, limit+1))
	if err != nil {
		return fmt.Errorf("reading the answer: %w", err)
	}
	if int64(len(content)) > limit {
		return errTooLarge
	}
	if err := json.Unmarshal(content, answer); err != nil {
		if response.StatusCode != http.StatusOK {
			return &statusError{response.StatusCode}
		}
		return &malformedError{what: "answer is not the JSON expected", err: err}
	}
	return nil
}

// statusError is an HTTP status other than 200 without an error object.
type statusError struct{ status int }

func (e *statusError) Error() string { return fmt.Sprintf("HTTP status %d", e.status) }

// malformedError is an answer that cannot be understood.
type malformedError struct {
	what string
	err  error
}

func (e *malformedError) Error() string {
	if e.err == nil {
		return e.what
	}
	// A JSON error can quote the answer; only its kind is told.
	return fmt.Sprintf("%s (%T)", e.what, e.err)
}

func malformed(what string, err error) error { return &malformedError{what: what, err: err} }

// fault makes the port's error of err. The caller's context decides first:
// whoever cancelled wants to hear that, not what broke because of it.
func fault(ctx context.Context, err error) *port.DeviceError {
	var known *port.DeviceError
	if errors.As(err, &known) {
		return known
	}
	out := &port.DeviceError{Err: err}
	var (
		status *statusError
		broken *malformedError
	)
	switch {
	case errors.Is(context.Cause(ctx), context.Canceled):
		out.Fault = port.FaultCancelled
	case ctx.Err() != nil, errors.Is(err, context.DeadlineExceeded), isTimeout(err):
		out.Fault = port.FaultTimeout
	case errors.As(err, &status):
		out.Fault, out.Code = port.FaultRefused, fmt.Sprintf("HTTP %d", status.status)
	case errors.As(err, &broken), errors.Is(err, errTooLarge), errors.Is(err, errRedirect):
		out.Fault = port.FaultMalformed
	case errors.Is(err, errNotLocal):
		out.Fault = port.FaultUntrusted
	default:
		out.Fault = port.FaultUnreachable
	}
	return out
}

func isTimeout(err error) bool {
	var timeout interface{ Timeout() bool }
	return errors.As(err, &timeout) && timeout.Timeout()
}

// refusal makes the port's error of a device's own error object.
func refusal(e *wire.Error) *port.DeviceError {
	code := string(e.Code)
	if len(code) > 16 {
		code = code[:16]
	}
	faults := map[string]port.DeviceFault{
		wire.CodeNotRegistered:  port.FaultUnregistered,
		wire.CodeNoBiometric:    port.FaultNoBiometric,
		wire.CodeNothingPlaced:  port.FaultNoBiometric,
		wire.CodeNothingFound:   port.FaultNoBiometric,
		wire.CodeTampered:       port.FaultUntrusted,
		wire.CodeKeyExpired:     port.FaultUntrusted,
		wire.CodeDeviceNotFound: port.FaultNoDevice,
		wire.CodeNotConnected:   port.FaultNoDevice,
		wire.CodeCount:          port.FaultWrongCount,
		wire.CodeNotReady:       port.FaultNotReady,
		wire.CodeBusy:           port.FaultBusy,
		wire.CodeCaptureRunning: port.FaultBusy,
		wire.CodeCaptureTimeout: port.FaultTimeout,
		wire.CodeStreamTimeout:  port.FaultTimeout,
	}
	f, ok := faults[code]
	if !ok {
		f = port.FaultRefused
	}
	// The device's sentence is left out: it may hold anything.
	return &port.DeviceError{Fault: f, Code: code, Err: errors.New("the device refused")}
}

// localEndpoint checks an address that a service gives for itself. It must be a
// plain address of this PC.
func localEndpoint(address string) (string, error) {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Scheme != "http" || parsed.User != nil || parsed.RawQuery != "" || !loopback(parsed.Host) {
		return "", errNotLocal
	}
	endpoint := parsed.Scheme + "://" + parsed.Host + parsed.EscapedPath()
	if !strings.HasSuffix(endpoint, "/") {
		endpoint += "/"
	}
	return endpoint, nil
}
