package registry

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"carddesk/sync/packet"
	"carddesk/sync/protocol"
)

// fail makes the problem that answers a request. Details are for people who
// look for a fault; they hold no personal data.
func fail(status int, code, detail string) *protocol.Problem {
	return &protocol.Problem{Status: status, Code: code, Detail: detail}
}

// answer writes value as JSON.
func answer(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", protocol.TypeJSON)
	w.WriteHeader(status)
	// A desk that has gone away is no failure of the registry.
	_ = json.NewEncoder(w).Encode(value)
}

// refuse writes err as a problem. What is no [protocol.Problem] is the
// registry's own failure: it is logged, and the desk is told to come again.
func (r *Registry) refuse(w http.ResponseWriter, req *http.Request, err error) {
	var p *protocol.Problem
	if !errors.As(err, &p) {
		p = r.trouble(req, err)
	}
	told := *p // some problems are shared
	told.Type = protocol.ProblemType(p.Code)
	told.Title = http.StatusText(p.Status)
	if p.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(p.RetryAfter/time.Second)))
	}
	if req.Context().Err() != nil || p.Code == protocol.CodeLineCut {
		// The server takes this connection for ended; on a live one every further
		// request would end at once.
		w.Header().Set("Connection", "close")
	}
	w.Header().Set(protocol.HeaderProblem, p.Code)
	w.Header().Set("Content-Type", protocol.TypeProblem)
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(told)
}

// trouble makes a problem of a failure that is not the desk's.
func (r *Registry) trouble(req *http.Request, err error) *protocol.Problem {
	if req.Context().Err() != nil {
		r.log.Debug("request ended early", "method", req.Method, "route", req.Pattern)
		return fail(http.StatusServiceUnavailable, protocol.CodeBusy, "request ended")
	}
	r.log.Error("request failed", "method", req.Method, "route", req.Pattern, "error", err)
	if diskFull(err) {
		p := fail(http.StatusInsufficientStorage, protocol.CodeStorageFull, "")
		p.RetryAfter = 5 * time.Minute
		return p
	}
	return fail(http.StatusInternalServerError, protocol.CodeInternal, "")
}

// codeOf returns the code of a failure to open what a desk sent.
func codeOf(err error) string {
	switch {
	case errors.Is(err, packet.ErrVersion):
		return protocol.CodeVersion
	case errors.Is(err, packet.ErrTooLarge):
		return protocol.CodeTooLarge
	case errors.Is(err, packet.ErrSignature), errors.Is(err, packet.ErrSigner):
		return protocol.CodeSignature
	case errors.Is(err, packet.ErrSealed):
		return protocol.CodeUnreadable
	case errors.Is(err, packet.ErrAddressee):
		return protocol.CodeAddressee
	default:
		return protocol.CodeFormat
	}
}
