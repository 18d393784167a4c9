package osia

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// States of an enrollment.
const (
	Finalized  = "FINALIZED"
	InProgress = "IN_PROGRESS"
)

// Head is what stands before the pictures and papers of an enrollment. The three
// maps are the interface's open objects.
type Head struct {
	Status     string         `json:"status,omitempty"` // told by the back end only
	Type       string         `json:"enrollmentType"`
	Request    map[string]any `json:"requestData,omitempty"`
	Context    map[string]any `json:"contextualData,omitempty"`
	Biographic map[string]any `json:"biographicData,omitempty"`
}

// Missing says that a finger or an eye could not be taken.
type Missing struct {
	SubType  string `json:"biometricSubType"`
	Presence string `json:"presence"` // BANDAGED, AMPUTATED, DAMAGED
}

// Biometric is one picture of a face, a finger or an eye, or what is missing.
type Biometric struct {
	Type        string    `json:"biometricType"` // FACE, FINGER, IRIS
	SubType     string    `json:"biometricSubType,omitempty"`
	Instance    string    `json:"instance,omitempty"` // tells apart two of the same
	Impression  string    `json:"impressionType,omitempty"`
	MimeType    string    `json:"mimeType,omitempty"`
	Compression string    `json:"compression,omitempty"` // WSQ, JPEG, JPEG2000, PNG
	Missing     []Missing `json:"missing,omitempty"`
	Metadata    string    `json:"metadata,omitempty"`
	Image       []byte    `json:"image,omitempty"` // base64 in JSON; streamed by [EnrollmentWriter]
}

// Document is one paper of a dossier, in one part.
type Document struct {
	Type     string // FORM, OTHER, …
	Other    string // what it is when Type is OTHER
	Instance string
	MimeType string
}

// EnrollmentWriter writes one enrollment as it goes: head, then biometrics, then
// documents. It holds none of the pictures.
type EnrollmentWriter struct {
	w     io.Writer
	array string // the one that is open, "" none
	err   error
}

// NewEnrollmentWriter begins an enrollment.
func NewEnrollmentWriter(w io.Writer, head Head) (*EnrollmentWriter, error) {
	content, err := json.Marshal(head)
	if err != nil {
		return nil, fmt.Errorf("osia: writing an enrollment: %w", err)
	}
	e := &EnrollmentWriter{w: w}
	e.write(content[:len(content)-1]) // its brace closes the whole
	return e, e.err
}

func (e *EnrollmentWriter) write(content []byte) {
	if e.err == nil {
		_, e.err = e.w.Write(content)
	}
}

// into opens an array, or a further place in it.
func (e *EnrollmentWriter) into(array string) {
	switch e.array {
	case array:
		e.write([]byte{','})
		return
	case "":
	default:
		e.write([]byte{']'})
	}
	e.write([]byte(`,"` + array + `":[`))
	e.array = array
}

// Biometric adds one; image may be nil when it tells what is missing.
func (e *EnrollmentWriter) Biometric(b Biometric, image io.Reader) error {
	if e.array == "documentData" {
		return errors.New("osia: biometrics come before documents")
	}
	e.into("biometricData")
	meta, err := json.Marshal(b)
	if err != nil {
		return fmt.Errorf("osia: writing an enrollment: %w", err)
	}
	if image == nil {
		e.write(meta)
		return e.err
	}
	e.write(meta[:len(meta)-1])
	e.write([]byte(`,"image":"`))
	e.stream(image)
	e.write([]byte(`"}`))
	return e.err
}

// Document adds one paper.
func (e *EnrollmentWriter) Document(d Document, data io.Reader) error {
	e.into("documentData")
	meta, err := json.Marshal(struct {
		Type     string `json:"documentType"`
		Other    string `json:"documentTypeOther,omitempty"`
		Instance string `json:"instance,omitempty"`
	}{d.Type, d.Other, d.Instance})
	if err != nil {
		return fmt.Errorf("osia: writing an enrollment: %w", err)
	}
	mime, err := json.Marshal(d.MimeType)
	if err != nil {
		return fmt.Errorf("osia: writing an enrollment: %w", err)
	}
	e.write(meta[:len(meta)-1])
	e.write([]byte(`,"parts":[{"mimeType":` + string(mime) + `,"data":"`))
	e.stream(data)
	e.write([]byte(`"}]}`))
	return e.err
}

// stream writes base64 piece by piece.
func (e *EnrollmentWriter) stream(in io.Reader) {
	if e.err != nil {
		return
	}
	out := base64.NewEncoder(base64.StdEncoding, e.w)
	_, err := io.Copy(out, in)
	e.err = errors.Join(err, out.Close())
}

// Close ends the enrollment; it does not close the writer below.
func (e *EnrollmentWriter) Close() error {
	if e.array != "" {
		e.write([]byte{']'})
	}
	e.write([]byte{'}'})
	return e.err
}

// CreateEnrollment creates an enrollment whose data is complete. body writes it
// with an [EnrollmentWriter]. When one with this id is there, [Exists] holds for
// the error.
func (c *Client) CreateEnrollment(ctx context.Context, id, transaction string, body func(io.Writer) error) error {
	return c.do(ctx, call{
		operation: "createEnrollment", method: http.MethodPost, path: []string{"enrollments", id},
		query: url.Values{"transactionId": {transaction}, "finalize": {"true"}}, body: body, want: http.StatusNoContent,
	})
}

// ReadEnrollment returns the head of an enrollment without its people and
// pictures.
func (c *Client) ReadEnrollment(ctx context.Context, id, transaction string) (Head, error) {
	var head Head
	err := c.do(ctx, call{
		operation: "readEnrollment", method: http.MethodGet, path: []string{"enrollments", id},
		query: url.Values{"transactionId": {transaction}, "attributes": {"status", "contextualData"}},
		want:  http.StatusOK, into: &head,
	})
	return head, err
}

// FinalizeEnrollment says that an enrollment's data is complete.
func (c *Client) FinalizeEnrollment(ctx context.Context, id, transaction string) error {
	return c.do(ctx, call{
		operation: "finalizeEnrollment", method: http.MethodPut, path: []string{"enrollments", id, "finalize"},
		query: url.Values{"transactionId": {transaction}}, want: http.StatusNoContent,
	})
}
