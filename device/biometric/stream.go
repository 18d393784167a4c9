package biometric

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"time"

	"carddesk/app/port"
	"carddesk/device/biometric/mjpeg"
	"carddesk/device/biometric/wire"
)

// streamTimeout is the time asked of the device for one preview; the desk ends
// it earlier by closing the connection.
const streamTimeout = 5 * time.Minute

// Stream shows the live preview of one part, calling show in this goroutine
// with one frame after the other. It returns nil when ctx ends and a
// *[port.DeviceError] when the device ends the stream, fails, or sends no frame
// for too long.
func (c *Client) Stream(ctx context.Context, device port.BiometricDevice, part port.Part, show func(port.Frame)) error {
	endpoint, err := localEndpoint(device.Endpoint)
	if err != nil {
		return fault(ctx, err)
	}
	stalled := errors.New("no preview frame came in time")
	call, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watchdog := time.AfterFunc(c.options.StreamStall, func() { cancel(stalled) })
	defer watchdog.Stop()
	err = c.stream(call, endpoint, device, part, func(f port.Frame) {
		watchdog.Reset(c.options.StreamStall)
		show(f)
	})
	switch {
	case ctx.Err() != nil:
		return nil
	case errors.Is(context.Cause(call), stalled):
		return &port.DeviceError{Fault: port.FaultTimeout, Err: stalled}
	default:
		return fault(ctx, err)
	}
}

func (c *Client) stream(ctx context.Context, endpoint string, device port.BiometricDevice, part port.Part, show func(port.Frame)) error {
	response, err := c.send(ctx, wire.MethodStream, endpoint, wire.PathStream, wire.StreamRequest{
		DeviceID: wire.Text(device.ID), DeviceSubID: number(int(part)), Timeout: number(int(streamTimeout.Milliseconds())),
	})
	if err != nil {
		return err
	}
	defer response.Body.Close()
	frames := mjpeg.NewReader(response.Body, maxFrame)
	for {
		frame, err := frames.Next()
		if err != nil {
			return endOfStream(err, frames.Trailer(), response.StatusCode)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		show(port.Frame{JPEG: frame})
	}
}

// endOfStream says why a stream ended: services write an error object after the
// last frame, or instead of the first one.
func endOfStream(err error, trailer []byte, status int) error {
	var one struct {
		Error *wire.Error `json:"error"`
	}
	if object, ok := lastObject(trailer); ok && json.Unmarshal(object, &one) == nil && one.Error.Failed() {
		return refusal(one.Error)
	}
	switch {
	case status != 200:
		return &statusError{status}
	case errors.Is(err, mjpeg.ErrNoPicture):
		return malformed("stream is not made of JPEG pictures", nil)
	case errors.Is(err, io.EOF):
		return &port.DeviceError{Fault: port.FaultUnreachable, Err: errors.New("the device ended the stream")}
	default:
		return err
	}
}

// lastObject cuts the JSON text out of what follows the last frame.
func lastObject(trailer []byte) ([]byte, bool) {
	for i, b := range trailer {
		if b == '{' {
			var raw json.RawMessage
			if json.Unmarshal(trailer[i:], &raw) == nil {
				return raw, true
			}
		}
	}
	return nil, false
}
