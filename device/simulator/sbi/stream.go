package sbi

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"carddesk/app/port"
	"carddesk/device/biometric/wire"
)

// boundary is announced with the dashes that belong before it, as the
// reference service does; a reader that adds them finds nothing.
const boundary = "--BoundaryString"

// stream answers STREAM with live pictures until the client leaves, the time
// asked for is over or the service ends.
func (s *Service) stream(w http.ResponseWriter, r *http.Request) {
	var request wire.StreamRequest
	if !readJSON(w, r, &request) {
		return
	}
	d := s.deviceByID(request.DeviceID)
	part, err := strconv.Atoi(string(request.DeviceSubID))
	if d == nil || err != nil || !d.has(port.Part(part)) {
		answer(w, map[string]any{"error": wire.Error{Code: wire.CodeDeviceNotFound, Info: "no such device"}})
		return
	}
	limit := 5 * time.Minute
	if n, err := strconv.Atoi(string(request.Timeout)); err == nil && n > 0 {
		limit = time.Duration(n) * time.Millisecond
	}
	// The pictures of a person are made before the time starts to run.
	if _, err := s.preview(d, port.Part(part)); err != nil {
		http.Error(w, "preview", http.StatusInternalServerError)
		return
	}
	connection, buffer, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, "stream", http.StatusInternalServerError)
		return
	}
	defer connection.Close()
	ctx, cancel := context.WithTimeout(s.ending, limit)
	defer cancel()
	// A client that leaves is seen by the end of its side of the connection.
	go func() {
		io.Copy(io.Discard, buffer.Reader)
		cancel()
	}()
	fmt.Fprintf(buffer, "HTTP/1.0 200 OK\r\nConnection: close\r\nCache-Control: no-store\r\n"+
		"Content-Type: multipart/x-mixed-replace; boundary=%s\r\n\r\n", boundary)
	s.frame(ctx, connection, buffer, d, port.Part(part))
}

func (s *Service) frame(ctx context.Context, connection net.Conn, buffer *bufio.ReadWriter, d *device, part port.Part) {
	fault := d.take(StreamFaults()...)
	ticker := time.NewTicker(s.options.FrameInterval)
	defer ticker.Stop()
	for n := 0; ; n++ {
		pictures, err := s.preview(d, part)
		if err != nil || len(pictures) == 0 {
			return
		}
		picture := pictures[n%len(pictures)]
		switch {
		case fault == StreamGarbage:
			picture = make([]byte, 64<<10)
		case fault == StreamDies && n == 2:
			fmt.Fprintf(buffer, "%s\r\nContent-Type:image/jpeg\r\nContent-Length:%d\r\n\r\n", boundary, len(picture))
			buffer.Write(picture[:len(picture)/2])
			buffer.Flush()
			return
		case fault == StreamHangs && n == 3:
			<-ctx.Done()
			return
		case fault == StreamError && n == 3:
			endStream(buffer, wire.CodeNotReady)
			return
		}
		// A client that does not read must not hold the service up.
		connection.SetWriteDeadline(time.Now().Add(2 * time.Second))
		fmt.Fprintf(buffer, "%s\r\nContent-Type:image/jpeg\r\nContent-Length:%d\r\n\r\n", boundary, len(picture))
		buffer.Write(picture)
		buffer.WriteString("\r\n\r\n")
		if buffer.Flush() != nil {
			return
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			// The reference service writes an error object after the frames.
			connection.SetWriteDeadline(time.Now().Add(time.Second))
			endStream(buffer, wire.CodeStreamTimeout)
			return
		}
	}
}

func endStream(buffer *bufio.ReadWriter, code string) {
	body, err := json.Marshal(map[string]wire.Error{"error": {Code: wire.Text(code), Info: "stream ended"}})
	if err == nil {
		buffer.Write(body)
		buffer.Flush()
	}
}
