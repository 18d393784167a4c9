package registry_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"

	"carddesk/sync/protocol"
	"carddesk/sync/registry"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// headerHostile marks requests of tests that break the protocol on purpose.
const headerHostile = "CardDesk-Test-Hostile"

// holdToContract holds everything that desks and registries say to each other in
// the tests of this package to the OpenAPI file.
func holdToContract(run func() int) int {
	held, err := newContract(protocol.OpenAPI)
	if err != nil {
		fmt.Fprintln(os.Stderr, "the OpenAPI file:", err)
		return 1
	}
	registry.WrapHandler(held.wrap)
	code := run()
	if broken := held.report(os.Stderr); broken && code == 0 {
		code = 1
	}
	return code
}

// contract checks requests and answers against the file.
type contract struct {
	router routers.Router
	mu     sync.Mutex
	seen   map[string]int // requests by operation and status
	broken map[string]int
}

func newContract(file []byte) (*contract, error) {
	loader := openapi3.NewLoader()
	doc, err := loader.LoadFromData(file)
	if err != nil {
		return nil, err
	}
	if err := doc.Validate(context.Background()); err != nil {
		return nil, err
	}
	router, err := gorillamux.NewRouter(doc)
	return &contract{router: router, seen: map[string]int{}, broken: map[string]int{}}, err
}

func (c *contract) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path == protocol.PathOpenAPI {
			next.ServeHTTP(w, req)
			return
		}
		asked := c.request(req)
		heard := &recorder{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(heard, req)
		c.answer(asked, req, heard)
	})
}

// asked is a request as it came.
type asked struct {
	input *openapi3filter.RequestValidationInput
	err   error
}

// maxHeld bounds the bodies that are looked at; packets are looked at elsewhere.
const maxHeld = 1 << 20

func (c *contract) request(req *http.Request) asked {
	route, params, err := c.router.FindRoute(req)
	if err != nil {
		return asked{err: fmt.Errorf("%s %s: %w", req.Method, req.URL.Path, err)}
	}
	options := &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc}
	// A batch that is too large is what hostile tests send; bytes of a packet may
	// break off, and reading them here would hide it.
	options.ExcludeRequestBody = req.Method == http.MethodPatch || req.ContentLength > maxHeld || req.Header.Get(headerHostile) != ""
	input := &openapi3filter.RequestValidationInput{Request: req.Clone(req.Context()), PathParams: params, Route: route, Options: options}
	input.Request.Body = http.NoBody // never the registry's own
	if !options.ExcludeRequestBody {
		body, err := io.ReadAll(req.Body)
		rest := io.Reader(bytes.NewReader(body))
		if err != nil { // the line broke: the registry has to see it too
			rest = io.MultiReader(rest, failing{err})
			options.ExcludeRequestBody = true
		}
		req.Body = struct {
			io.Reader
			io.Closer
		}{rest, req.Body}
		input.Request.Body = io.NopCloser(bytes.NewReader(body))
	}
	return asked{input: input, err: openapi3filter.ValidateRequest(req.Context(), input)}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func (c *contract) answer(a asked, req *http.Request, heard *recorder) {
	hostile := req.Header.Get(headerHostile) != ""
	if req.Context().Err() != nil {
		return // nobody heard it
	}
	if a.err != nil && (!hostile || heard.status < 400) {
		c.note("request of our client", req, heard, a.err)
	}
	if a.input == nil {
		return
	}
	c.mu.Lock()
	c.seen[fmt.Sprint(a.input.Route.Operation.OperationID, " ", heard.status)]++
	c.mu.Unlock()
	err := openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: a.input, Status: heard.status, Header: heard.Header(),
		Body: io.NopCloser(bytes.NewReader(heard.body.Bytes())), Options: &openapi3filter.Options{IncludeResponseStatus: true},
	})
	if err != nil {
		c.note("answer of our registry", req, heard, err)
	}
}

func (c *contract) note(what string, req *http.Request, heard *recorder, err error) {
	text := fmt.Sprintf("%s: %s %s %d: %s", what, req.Method, strings.SplitN(req.URL.Path, "/", 4)[2], heard.status, strings.SplitN(err.Error(), "\n", 2)[0])
	c.mu.Lock()
	defer c.mu.Unlock()
	c.broken[text]++
}

// report writes what was broken.
func (c *contract) report(w io.Writer) (broken bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for text, n := range c.broken {
		fmt.Fprintf(w, "against the OpenAPI file, %d times: %s\n", n, text)
	}
	return len(c.broken) > 0
}

// recorder keeps what is answered.
type recorder struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(p []byte) (int, error) {
	r.body.Write(p)
	return r.ResponseWriter.Write(p)
}

// Unwrap lets the registry reach the deadlines of the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
