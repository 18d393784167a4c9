// Package osiatest is a small national back end for tests: it keeps what the OSIA
// Enrollment and Credential Management interfaces bring, and holds every request
// and every answer to the OpenAPI files of those interfaces.
package osiatest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// Token is the bearer token that the back end insists on.
const Token = "osia-test-token"

// BackEnd is the back end. Its exported fields are set before it is used.
type BackEnd struct {
	// Fault is asked before and after each effect; true ends the connection there
	// without an answer. It may be nil.
	Fault func(operation string, after bool) bool
	// Refuse returns a status other than 0 with which an operation is refused.
	Refuse func(operation, id string) int
	// Patience is how often a request is PENDING before it is ISSUED.
	Patience int

	t       testing.TB
	url     string
	routers []routers.Router

	mu          sync.Mutex
	enrollments map[string]map[string]any
	requests    map[string]map[string]any
	credentials map[string]map[string]any
	asked       map[string]int
	created     map[string]int // how often an id took effect
	calls       map[string]int // by operation and status
}

// New starts a back end that holds what it hears to the given OpenAPI files.
func New(t testing.TB, files ...[]byte) *BackEnd {
	t.Helper()
	b := &BackEnd{
		t: t, enrollments: map[string]map[string]any{}, requests: map[string]map[string]any{}, credentials: map[string]map[string]any{},
		asked: map[string]int{}, created: map[string]int{}, calls: map[string]int{},
	}
	for _, file := range files {
		doc, err := openapi3.NewLoader().LoadFromData(file)
		if err != nil {
			t.Fatal(err)
		}
		doc.Servers = nil // ours is elsewhere
		router, err := gorillamux.NewRouter(doc)
		if err != nil {
			t.Fatal(err)
		}
		b.routers = append(b.routers, router)
	}
	server := httptest.NewServer(b)
	t.Cleanup(server.Close)
	b.url = server.URL
	return b
}

// URL is the address of both interfaces.
func (b *BackEnd) URL() string { return b.url }

// Enrollment returns what is known of an enrollment, nil when nothing is.
func (b *BackEnd) Enrollment(id string) map[string]any { return b.get(b.enrollments, id) }

// Request returns what is known of a credential request.
func (b *BackEnd) Request(id string) map[string]any { return b.get(b.requests, id) }

// Credential returns a credential.
func (b *BackEnd) Credential(id string) map[string]any { return b.get(b.credentials, id) }

func (b *BackEnd) get(from map[string]map[string]any, id string) map[string]any {
	b.mu.Lock()
	defer b.mu.Unlock()
	return maps.Clone(from[id]) // the back end goes on with its own
}

// Seed puts something under the id of an enrollment, as if somebody had been there
// before.
func (b *BackEnd) Seed(id string, enrollment map[string]any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.enrollments[id] = enrollment
}

// End gives a credential request another status.
func (b *BackEnd) End(id, status string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.requests[id]["status"] = status
}

// Created returns how often each id took effect: 1, or the back end was doubled.
func (b *BackEnd) Created() map[string]int {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := map[string]int{}
	for id, n := range b.created {
		out[id] = n
	}
	return out
}

// Calls returns how often an operation ended with a status.
func (b *BackEnd) Calls(operation string, status int) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.calls[fmt.Sprint(operation, " ", status)]
}

func (b *BackEnd) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		panic(http.ErrAbortHandler) // the registry was ended while it sent
	}
	input, operation := b.find(req, body)
	if input == nil {
		b.t.Errorf("no operation of OSIA: %s %s", req.Method, req.URL.Path)
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if err := openapi3filter.ValidateRequest(req.Context(), input); err != nil {
		b.t.Errorf("against the OSIA file: %s: %s", operation, firstLine(err))
	}
	if b.Fault != nil && b.Fault(operation, false) {
		panic(http.ErrAbortHandler)
	}
	heard := httptest.NewRecorder()
	b.answer(heard, req, operation, input.PathParams, body)
	err = openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: heard.Code, Header: heard.Header(),
		Body: io.NopCloser(bytes.NewReader(heard.Body.Bytes())), Options: &openapi3filter.Options{IncludeResponseStatus: true},
	})
	if err != nil {
		b.t.Errorf("back end against the OSIA file: %s %d: %s", operation, heard.Code, firstLine(err))
	}
	b.mu.Lock()
	b.calls[fmt.Sprint(operation, " ", heard.Code)]++
	b.mu.Unlock()
	if b.Fault != nil && b.Fault(operation, true) {
		panic(http.ErrAbortHandler)
	}
	for name, values := range heard.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(heard.Code)
	_, _ = w.Write(heard.Body.Bytes())
}

func firstLine(err error) string { return strings.SplitN(err.Error(), "\n", 2)[0] }

// find returns the operation that a request is meant for.
func (b *BackEnd) find(req *http.Request, body []byte) (*openapi3filter.RequestValidationInput, string) {
	for _, router := range b.routers {
		route, params, err := router.FindRoute(req)
		if err != nil {
			continue
		}
		clone := req.Clone(req.Context())
		clone.Body = io.NopCloser(bytes.NewReader(body))
		return &openapi3filter.RequestValidationInput{
			Request: clone, PathParams: params, Route: route,
			Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc},
		}, route.Operation.OperationID
	}
	return nil, ""
}

func fail(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if status == http.StatusBadRequest || status >= 500 {
		_ = json.NewEncoder(w).Encode(map[string]any{"code": 7, "message": "refused: Nguyễn Thị Vi Dư"})
	}
}

func (b *BackEnd) answer(w *httptest.ResponseRecorder, req *http.Request, operation string, params map[string]string, body []byte) {
	if req.Header.Get("Authorization") != "Bearer "+Token {
		fail(w, http.StatusForbidden)
		return
	}
	id := params["enrollmentId"] + params["credentialRequestId"] + params["credentialId"]
	if b.Refuse != nil {
		if status := b.Refuse(operation, id); status != 0 {
			fail(w, status)
			return
		}
	}
	var sent map[string]any
	_ = json.Unmarshal(body, &sent)
	b.mu.Lock()
	defer b.mu.Unlock()
	switch operation {
	case "createEnrollment":
		if sent != nil {
			sent["enrollmentId"], sent["status"] = id, "IN_PROGRESS"
			if req.URL.Query().Get("finalize") == "true" {
				sent["status"] = "FINALIZED"
			}
		}
		b.create(w, b.enrollments, "enrollment/"+id, id, sent, http.StatusNoContent)
	case "readEnrollment":
		b.read(w, b.enrollments, id)
	case "finalizeEnrollment":
		b.set(w, b.enrollments, id, "FINALIZED")
	case "createCredentialRequest":
		if sent != nil {
			sent["status"], sent["credentialRequestId"] = "PENDING", id
		}
		b.create(w, b.requests, "request/"+id, id, sent, http.StatusCreated)
	case "readCredentialRequest":
		b.issue(id)
		b.read(w, b.requests, id)
	case "cancelCredentialRequest":
		b.set(w, b.requests, id, "CANCELLED")
	case "readCredential":
		b.read(w, b.credentials, id)
	case "suspendCredential":
		b.set(w, b.credentials, id, "SUSPENDED")
	case "unsuspendCredential":
		b.set(w, b.credentials, id, "ACTIVE")
	case "revokeCredential":
		b.set(w, b.credentials, id, "REVOKED")
	case "setCredentialStatus":
		status, _ := sent["status"].(string)
		b.set(w, b.credentials, id, status)
	default:
		b.t.Errorf("the small back end has no %s", operation)
		fail(w, http.StatusInternalServerError)
	}
}

func (b *BackEnd) create(w *httptest.ResponseRecorder, into map[string]map[string]any, name, id string, sent map[string]any, status int) {
	if into[id] != nil {
		w.WriteHeader(http.StatusConflict)
		return
	}
	into[id] = sent
	b.created[name]++
	w.WriteHeader(status)
}

func (b *BackEnd) read(w *httptest.ResponseRecorder, from map[string]map[string]any, id string) {
	if from[id] == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(from[id])
}

func (b *BackEnd) set(w *httptest.ResponseRecorder, in map[string]map[string]any, id, status string) {
	if in[id] == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	in[id]["status"] = status
	w.WriteHeader(http.StatusNoContent)
}

// issue makes the credential of a request that has been asked for often enough.
func (b *BackEnd) issue(id string) {
	request := b.requests[id]
	if request == nil || request["status"] != "PENDING" {
		return
	}
	if b.asked[id]++; b.asked[id] <= b.Patience {
		return
	}
	data, _ := request["requestData"].(map[string]any)
	credential := "credential-" + id
	b.credentials[credential] = map[string]any{
		"credentialId": credential, "status": "NEW", "personId": request["personId"], "credentialProfileId": data["credentialProfileId"],
		"credentialNumber": data["credentialNumber"], "serialNumber": "FACTORY-" + id, "expiryDate": "2039-01-14T17:00:00Z",
	}
	b.created["credential/"+credential]++
	request["status"], request["credentialIds"] = "ISSUED", []any{credential}
}
