package render

import (
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
	"time"

	"carddesk/app/port"
)

// The pipes carry, all numbers big endian:
//
//	parent → child  hello:    "CDR" version, input, pixels, pages, text (u32 each), memory, address space, cpu seconds (u64 each)
//	child  → parent ready:    "CDR" version
//	parent → child  request:  operation (u8), page (u32), width (u32), length (u32), document
//	child  → parent response: status (u8), a (u32), b (u32), length (u32), body
//
// In a response a is the page count or the picture's width and b its height.
// The parent believes no length: a child that was taken over may send anything.

const wireVersion = 1

var wireMagic = [4]byte{'C', 'D', 'R', wireVersion}

// operation is what the child is asked to do.
type operation uint8

const (
	opCount operation = iota + 1
	opPage
	opPicture
	opText
)

// status is how the child fared.
type status uint8

const (
	statusOK status = iota
	statusMalformed
	statusTooLarge
)

// request is one piece of work for a child.
type request struct {
	op       operation
	page     int
	width    int
	document []byte
}

// response is the child's answer to a request.
type response struct {
	status status
	a, b   int
	body   []byte
}

var errWire = errors.New("unexpected bytes from the other side")

const (
	helloSize    = 4 + 4*4 + 3*8
	requestHead  = 1 + 3*4
	responseHead = 1 + 3*4
)

func writeHello(w io.Writer, l Limits) error {
	frame := make([]byte, 0, helloSize)
	frame = append(frame, wireMagic[:]...)
	for _, v := range []int{l.Input, l.Pixels, l.Pages, l.Text} {
		frame = binary.BigEndian.AppendUint32(frame, uint32(v))
	}
	for _, v := range []int64{l.Memory, l.AddressSpace, int64(l.CPU / time.Second)} {
		frame = binary.BigEndian.AppendUint64(frame, uint64(v))
	}
	_, err := w.Write(frame)
	return err
}

func readHello(r io.Reader) (Limits, error) {
	var frame [helloSize]byte
	if _, err := io.ReadFull(r, frame[:]); err != nil {
		return Limits{}, err
	}
	if [4]byte(frame[:4]) != wireMagic {
		return Limits{}, errWire
	}
	u32 := func(i int) int { return int(binary.BigEndian.Uint32(frame[4+4*i:])) }
	u64 := func(i int) int64 { return int64(binary.BigEndian.Uint64(frame[20+8*i:])) }
	return Limits{
		Input: u32(0), Pixels: u32(1), Pages: u32(2), Text: u32(3),
		Memory: u64(0), AddressSpace: u64(1), CPU: time.Duration(u64(2)) * time.Second,
	}, nil
}

func writeRequest(w io.Writer, q request) error {
	head := make([]byte, 0, requestHead)
	head = append(head, byte(q.op))
	for _, v := range []int{q.page, q.width, len(q.document)} {
		head = binary.BigEndian.AppendUint32(head, uint32(v))
	}
	if _, err := w.Write(head); err != nil {
		return err
	}
	_, err := w.Write(q.document)
	return err
}

func readRequest(r io.Reader, limits Limits) (request, error) {
	var head [requestHead]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return request{}, err
	}
	q := request{
		op:    operation(head[0]),
		page:  int(binary.BigEndian.Uint32(head[1:])),
		width: int(binary.BigEndian.Uint32(head[5:])),
	}
	length := int(binary.BigEndian.Uint32(head[9:]))
	if length > limits.Input {
		return request{}, errWire
	}
	q.document = make([]byte, length)
	_, err := io.ReadFull(r, q.document)
	return q, err
}

func writeResponse(w io.Writer, a response) error {
	head := make([]byte, 0, responseHead)
	head = append(head, byte(a.status))
	for _, v := range []int{a.a, a.b, len(a.body)} {
		head = binary.BigEndian.AppendUint32(head, uint32(v))
	}
	if _, err := w.Write(head); err != nil {
		return err
	}
	_, err := w.Write(a.body)
	return err
}

// readResponse reads the answer to a request for op, believing nothing that
// goes beyond limits or does not fit the operation.
func readResponse(r io.Reader, op operation, limits Limits, memory func(n int) []byte) (response, error) {
	var head [responseHead]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return response{}, err
	}
	a := response{
		status: status(head[0]),
		a:      int(binary.BigEndian.Uint32(head[1:])),
		b:      int(binary.BigEndian.Uint32(head[5:])),
	}
	length := int(binary.BigEndian.Uint32(head[9:]))
	if !plausible(a, op, length, limits) {
		return response{}, errWire
	}
	a.body = memory(length)
	_, err := io.ReadFull(r, a.body)
	return a, err
}

// plausible reports whether a header and a body of length bytes can be an
// honest answer for op.
func plausible(a response, op operation, length int, limits Limits) bool {
	if a.status != statusOK {
		return a.status <= statusTooLarge && a.a == 0 && a.b == 0 && length == 0
	}
	switch op {
	case opCount:
		return a.a <= limits.Pages && a.b == 0 && length == 0
	case opText:
		return a.a == 0 && a.b == 0 && length <= limits.Text
	case opPage, opPicture:
		return fits(a.a, a.b, limits.Pixels) && length == 4*a.a*a.b
	}
	return false
}

// fits reports whether a picture of w by h pixels has at least one pixel and at
// most max.
func fits(w, h, max int) bool {
	return w > 0 && h > 0 && w <= max && h <= max/w
}

// err translates a refusal of the child into the port's words.
func (a response) err() error {
	switch a.status {
	case statusOK:
		return nil
	case statusTooLarge:
		return port.ErrRenderTooLarge
	}
	return port.ErrRenderMalformed
}

// image returns the body as a picture.
func (a response) image() (*image.RGBA, error) {
	if len(a.body) != 4*a.a*a.b {
		return nil, fmt.Errorf("picture of %d bytes: %w", len(a.body), errWire)
	}
	return &image.RGBA{Pix: a.body, Stride: 4 * a.a, Rect: image.Rect(0, 0, a.a, a.b)}, nil
}
