package client

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
	"time"

	"carddesk/app/port"
	"carddesk/sync/protocol"
)

// Failure is why an exchange with the registry failed, with a plain cause code
// of package protocol. It is [port.ErrRegistryUnreachable] when no answer of the
// registry came or the registry has trouble itself, and
// [port.ErrRegistryRefused] when it will not do what was asked.
type Failure struct {
	Code       string
	RetryAfter time.Duration // what the registry asked for; 0 when nothing
	Refused    bool          // the registry will not
	Err        error
}

func (f *Failure) Error() string { return "sync: " + f.Code + ": " + f.Err.Error() }

func (f *Failure) Unwrap() error { return f.Err }

// Is places the failure among the errors that the desk knows.
func (f *Failure) Is(target error) bool {
	switch target {
	case port.ErrRegistryRefused:
		return f.Refused
	case port.ErrRegistryUnreachable:
		return !f.Refused
	}
	return false
}

// codeOf returns the cause code of any error of this package.
func codeOf(err error) string {
	var f *Failure
	if errors.As(err, &f) {
		return f.Code
	}
	return protocol.CodeStore
}

// lineDown reports whether after err nothing else can be sent either.
func lineDown(err error) bool {
	var f *Failure
	if !errors.As(err, &f) {
		return false
	}
	switch f.Code {
	case protocol.CodeRevoked, protocol.CodeUnauthorised:
		return true
	case protocol.CodeInternal: // of this packet, perhaps
		return false
	}
	return !f.Refused && f.Code != protocol.CodePacketDamaged && f.Code != protocol.CodePacketMissing
}

// lineFailure names the cause of a request that got no answer.
func lineFailure(err error) *Failure {
	return &Failure{Code: lineCode(err), Err: err}
}

func lineCode(err error) string {
	var dns *net.DNSError
	var invalid x509.CertificateInvalidError
	var verification *tls.CertificateVerificationError
	var header tls.RecordHeaderError
	var op *net.OpError
	switch {
	case errors.Is(err, errProxy), errors.As(err, &op) && op.Op == "proxyconnect":
		return protocol.CodeProxy
	case errors.As(err, &dns):
		return protocol.CodeName
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return protocol.CodeExpired
	case errors.As(err, &verification):
		return protocol.CodeImpostor
	case strings.Contains(err.Error(), "protocol version"): // older TLS than the registry speaks
		return protocol.CodeImpostor
	case errors.As(err, &header), strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"): // no TLS there at all
		return protocol.CodeProxy
	case errors.As(err, &op) && op.Op == "remote error":
		return alertCode(op.Err)
	case errors.Is(err, context.DeadlineExceeded), isTimeout(err):
		return protocol.CodeTimeout
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH),
		errors.As(err, &op) && op.Op == "dial":
		return protocol.CodeNoLine
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return protocol.CodeLineCut
	}
	return protocol.CodeLineCut
}

// alertCode tells apart the alerts by which a server refuses our certificate.
// crypto/tls has no exported type for them, only their text.
func alertCode(alert error) string {
	if strings.Contains(alert.Error(), "expired certificate") {
		return protocol.CodeExpired
	}
	return protocol.CodeCertificate
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}

// problemFailure makes a failure of a problem that the registry told. One that
// has trouble itself is as good as not there: it refuses nothing.
func problemFailure(p *protocol.Problem) *Failure {
	refused := p.Code != protocol.CodeBusy && p.Code != protocol.CodeInternal && p.Code != protocol.CodeStorageFull
	return &Failure{Code: p.Code, RetryAfter: p.RetryAfter, Refused: refused, Err: p}
}

// against says that the registry answered against the protocol.
func against(what string) *Failure {
	return &Failure{Code: protocol.CodeAnswer, Refused: true, Err: fmt.Errorf("answer of the registry: %s", what)}
}
