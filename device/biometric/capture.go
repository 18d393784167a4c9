package biometric

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"carddesk/app/port"
	"carddesk/device/biometric/wire"
)

// DefaultCaptureTimeout is given to a device when a request names no timeout.
const DefaultCaptureTimeout = 10 * time.Second

// Capture takes one picture of one part and checks everything the device says
// about it. Errors are *[port.DeviceError]. A second capture on a device whose
// first one still runs is refused as busy, without asking the device.
//
// A service that came back on another port is found again by its serial number:
// the request is sent there only if the old address refused the connection, so
// a picture is never taken twice.
func (c *Client) Capture(ctx context.Context, request port.CaptureRequest) (port.CaptureResult, error) {
	if err := checkRequest(request); err != nil {
		return port.CaptureResult{}, &port.DeviceError{Fault: port.FaultSubsystem, Err: err}
	}
	release, free := c.claim(request.Device)
	if !free {
		return port.CaptureResult{}, &port.DeviceError{Fault: port.FaultBusy, Err: errors.New("a capture is running")}
	}
	defer release()
	if request.Timeout <= 0 {
		request.Timeout = DefaultCaptureTimeout
	}
	deadline, cancel := context.WithTimeout(ctx, request.Timeout+c.options.CaptureGrace)
	defer cancel()
	result, err := c.captureWhenFree(deadline, request)
	if refusedConnection(err) && ctx.Err() == nil {
		if moved, ok := c.findAgain(deadline, request.Device); ok {
			request.Device = moved
			result, err = c.captureWhenFree(deadline, request)
		}
	}
	if err != nil {
		return port.CaptureResult{}, faultOf(ctx, deadline, err)
	}
	return result, nil
}

// captureWhenFree asks a busy device again for a moment: a device can still be
// putting away a capture that the clerk stopped just before.
func (c *Client) captureWhenFree(ctx context.Context, request port.CaptureRequest) (port.CaptureResult, error) {
	const pause = 100 * time.Millisecond
	for tries := c.options.BusyWait / pause; ; tries-- {
		result, err := c.capture(ctx, request)
		var refused *port.DeviceError
		if !errors.As(err, &refused) || refused.Fault != port.FaultBusy || tries <= 0 {
			return result, err
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return port.CaptureResult{}, err
		}
	}
}

// faultOf blames the caller's context before the call's own deadline.
func faultOf(caller, call context.Context, err error) *port.DeviceError {
	if caller.Err() != nil {
		return fault(caller, contextual(caller, err))
	}
	return fault(call, err)
}

// contextual drops a device's fault when the caller's context ended: what the
// device said then is an effect, not the cause.
func contextual(ctx context.Context, err error) error {
	return fmt.Errorf("%w (%T)", ctx.Err(), err)
}

func refusedConnection(err error) bool {
	var operation *net.OpError
	return errors.As(err, &operation) && operation.Op == "dial"
}

func (c *Client) findAgain(ctx context.Context, device port.BiometricDevice) (port.BiometricDevice, bool) {
	devices, _ := c.Discover(ctx)
	for _, candidate := range devices {
		if candidate.Trusted && candidate.Modality == device.Modality && candidate.Serial == device.Serial && candidate.ID == device.ID {
			return candidate, true
		}
	}
	return port.BiometricDevice{}, false
}

func checkRequest(request port.CaptureRequest) error {
	if _, err := localEndpoint(request.Device.Endpoint); err != nil {
		return err
	}
	if len(request.Expected) == 0 && request.Device.Modality != port.Face {
		return errors.New("nothing is expected")
	}
	if request.Rolled && (!request.Device.TakesSingle() || len(request.Expected) != 1) {
		return errors.New("one rolled finger on a device for single fingers at a time")
	}
	if request.RequestedScore < 0 || request.RequestedScore > 100 {
		return errors.New("requested score outside 0 to 100")
	}
	if n := len(request.PreviousHash); n != 0 && n != 32 {
		return errors.New("previous hash is not 32 bytes")
	}
	return nil
}

// claim marks the device as in use; the release function frees it.
func (c *Client) claim(device port.BiometricDevice) (release func(), free bool) {
	key := device.Endpoint + "\x00" + device.ID
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.busy[key] {
		return nil, false
	}
	c.busy[key] = true
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.busy, key)
	}, true
}

func (c *Client) capture(ctx context.Context, request port.CaptureRequest) (port.CaptureResult, error) {
	endpoint, err := localEndpoint(request.Device.Endpoint)
	if err != nil {
		return port.CaptureResult{}, err
	}
	transaction, err := c.transactionID()
	if err != nil {
		return port.CaptureResult{}, &port.DeviceError{Fault: port.FaultSubsystem, Err: err}
	}
	verifier, err := c.verifier()
	if err != nil {
		return port.CaptureResult{}, &port.DeviceError{Fault: port.FaultUntrusted, Err: err}
	}
	var answer wire.CaptureAnswer
	err = c.ask(ctx, wire.MethodCapture, endpoint, wire.PathCapture, c.wireRequest(request, transaction), &answer, maxCapture)
	if err != nil {
		return port.CaptureResult{}, err
	}
	check := checker{
		verifier: verifier, now: c.options.Clock.Now(), lag: c.options.AllowedLag,
		environment: c.options.Environment, transaction: transaction, request: request,
	}
	return check.answer(answer)
}

func (c *Client) wireRequest(request port.CaptureRequest, transaction string) wire.CaptureRequest {
	count := len(request.Expected)
	if request.Device.Modality == port.Face {
		count = 1
	}
	bio := wire.CaptureBio{
		Type:           wire.Text(request.Device.Modality),
		Count:          number(count),
		BioSubType:     texts(request.Expected),
		Exception:      texts(request.Exceptions),
		RequestedScore: number(request.RequestedScore),
		DeviceID:       wire.Text(request.Device.ID),
		DeviceSubID:    number(int(request.Part)),
		PreviousHash:   wire.FormatHash(request.PreviousHash),
	}
	return wire.CaptureRequest{
		Env:           wire.Text(c.options.Environment),
		Purpose:       wire.PurposeRegistration,
		SpecVersion:   wire.SpecVersion,
		Timeout:       number(int(request.Timeout.Milliseconds())),
		CaptureTime:   wire.Text(c.options.Clock.Now().UTC().Format(wire.TimeLayout)),
		TransactionID: wire.Text(transaction),
		Bio:           []wire.CaptureBio{bio},
		CustomOpts:    customOptions(request),
	}
}

func customOptions(request port.CaptureRequest) map[string]string {
	options := map[string]string{}
	if request.Rolled {
		options[wire.OptionImpression] = wire.ImpressionRolled
	}
	return options
}

func number(n int) wire.Text { return wire.Text(strconv.Itoa(n)) }

// texts lists positions; the face, which has none, is an empty list, not null.
func texts(positions []port.Position) wire.Texts {
	out := wire.Texts{}
	for _, p := range positions {
		if p != port.FacePosition {
			out = append(out, wire.Text(p))
		}
	}
	return out
}

// transactionID returns a new identifier of 32 hex digits, within the 4 to 50
// letters, digits and hyphens of the interface.
func (c *Client) transactionID() (string, error) {
	var random [16]byte
	if _, err := io.ReadFull(c.options.Random, random[:]); err != nil {
		return "", fmt.Errorf("drawing a transaction id: %w", err)
	}
	return hex.EncodeToString(random[:]), nil
}

func splitToken(text string) []string { return strings.Split(text, ".") }

// sameFingers compares what came with what was asked for, whatever the order.
func sameFingers(got, want []port.Position) bool {
	a, b := slices.Clone(got), slices.Clone(want)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}
