// Package objectstest is a small object store for tests: it speaks the part of S3
// that the registry uses, over TLS, and checks the signature of each request (AWS
// Signature Version 4) and the MD5 of what it is sent.
package objectstest

import (
	"crypto/md5" // #nosec: S3 asks for it
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sort"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Bucket, AccessKey and SecretKey are what the store knows.
const (
	Bucket    = "packets"
	AccessKey = "registry"
	SecretKey = "a secret of the test"
)

// Server is the store. Its exported fields are set before it is used.
type Server struct {
	// Fault is asked before and after each effect; true ends the connection there
	// without an answer.
	Fault func(operation string, after bool) bool
	// Age makes what is stored look that old; it may be nil.
	Age func() time.Duration

	t   testing.TB
	url string
	ca  []byte

	mu      sync.Mutex
	objects map[string]object
	parts   map[string]*upload
	calls   map[string]int
	next    int
}

type object struct {
	content []byte
	at      time.Time
}

type upload struct {
	key   string
	at    time.Time
	parts map[int][]byte
}

// New starts a store.
func New(t testing.TB) *Server {
	t.Helper()
	s := &Server{t: t, objects: map[string]object{}, parts: map[string]*upload{}, calls: map[string]int{}}
	server := httptest.NewTLSServer(s)
	t.Cleanup(server.Close)
	s.url = server.URL
	s.ca = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	return s
}

// URL is the address of the bucket, CA the authority of its certificate.
func (s *Server) URL() string { return s.url + "/" + Bucket }

// CA is the authority of the store's certificate, PEM.
func (s *Server) CA() []byte { return s.ca }

// Objects returns what is in the bucket.
func (s *Server) Objects() map[string][]byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string][]byte{}
	for key, o := range s.objects {
		out[key] = o.content
	}
	return out
}

// Parts returns how many uploads are not put together.
func (s *Server) Parts() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.parts)
}

// Calls returns how often an operation was carried out.
func (s *Server) Calls(operation string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[operation]
}

// now is the time that the store notes for what comes.
func (s *Server) now() time.Time {
	if s.Age != nil {
		return time.Now().Add(-s.Age()).UTC()
	}
	return time.Now().UTC()
}

// operation names what a request asks for.
func operation(req *http.Request, key string) string {
	q := req.URL.Query()
	switch {
	case key == "" && req.Method == http.MethodHead:
		return "HeadBucket"
	case key == "" && req.Method == http.MethodGet && q.Has("uploads"):
		return "ListMultipartUploads"
	case key == "" && req.Method == http.MethodGet && q.Get("list-type") == "2":
		return "ListObjectsV2"
	case req.Method == http.MethodPost && q.Has("uploads"):
		return "CreateMultipartUpload"
	case req.Method == http.MethodPut && q.Has("uploadId"):
		return "UploadPart"
	case req.Method == http.MethodPost && q.Has("uploadId"):
		return "CompleteMultipartUpload"
	case req.Method == http.MethodDelete && q.Has("uploadId"):
		return "AbortMultipartUpload"
	case key == "":
		return ""
	}
	return map[string]string{http.MethodPut: "PutObject", http.MethodGet: "GetObject", http.MethodHead: "HeadObject", http.MethodDelete: "DeleteObject"}[req.Method]
}

func (s *Server) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	key, ours := strings.CutPrefix(req.URL.Path, "/"+Bucket)
	key = strings.TrimPrefix(key, "/")
	op := operation(req, key)
	if !ours || op == "" {
		s.t.Errorf("the small object store does not speak %s %s", req.Method, req.URL)
		refuse(w, http.StatusNotImplemented, "NotImplemented")
		return
	}
	if !signed(req, time.Now()) {
		refuse(w, http.StatusForbidden, "SignatureDoesNotMatch")
		return
	}
	body, err := io.ReadAll(req.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if want := req.Header.Get("Content-Md5"); want != "" {
		sum := md5.Sum(body)
		if base64.StdEncoding.EncodeToString(sum[:]) != want {
			refuse(w, http.StatusBadRequest, "BadDigest")
			return
		}
	} else if op == "PutObject" || op == "UploadPart" {
		s.t.Errorf("%s without an MD5", op)
	}
	if s.Fault != nil && s.Fault(op, false) {
		panic(http.ErrAbortHandler)
	}
	answer := httptest.NewRecorder()
	s.carryOut(answer, req, op, key, body)
	if s.Fault != nil && s.Fault(op, true) {
		panic(http.ErrAbortHandler)
	}
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

func refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, "<Error><Code>%s</Code><Message>refused</Message></Error>", code)
}

func etag(content []byte) string {
	sum := md5.Sum(content)
	return `"` + hex.EncodeToString(sum[:]) + `"`
}

func (s *Server) carryOut(w http.ResponseWriter, req *http.Request, op, key string, body []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls[op]++
	q := req.URL.Query()
	switch op {
	case "HeadBucket":
	case "PutObject":
		s.objects[key] = object{body, s.now()}
		w.Header().Set("ETag", etag(body))
	case "GetObject", "HeadObject":
		o, there := s.objects[key]
		if !there {
			refuse(w, http.StatusNotFound, "NoSuchKey")
			return
		}
		w.Header().Set("ETag", etag(o.content))
		w.Header().Set("Content-Length", strconv.Itoa(len(o.content)))
		w.Header().Set("Last-Modified", o.at.Format(http.TimeFormat))
		if op == "GetObject" {
			_, _ = w.Write(o.content)
		}
	case "DeleteObject":
		delete(s.objects, key)
		w.WriteHeader(http.StatusNoContent)
	case "ListObjectsV2":
		s.list(w, q.Get("prefix"))
	case "ListMultipartUploads":
		s.listParts(w, q.Get("prefix"))
	case "CreateMultipartUpload":
		s.next++
		id := fmt.Sprint("upload-", s.next)
		s.parts[id] = &upload{key: key, at: s.now(), parts: map[int][]byte{}}
		answer(w, struct {
			XMLName               xml.Name `xml:"InitiateMultipartUploadResult"`
			Bucket, Key, UploadId string
		}{Bucket: Bucket, Key: key, UploadId: id})
	case "UploadPart", "CompleteMultipartUpload", "AbortMultipartUpload":
		s.part(w, op, q.Get("uploadId"), q.Get("partNumber"), body)
	}
}

func answer(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/xml")
	_ = xml.NewEncoder(w).Encode(value)
}

// part does what concerns an upload in parts.
func (s *Server) part(w http.ResponseWriter, op, id, number string, body []byte) {
	u := s.parts[id]
	if u == nil {
		refuse(w, http.StatusNotFound, "NoSuchUpload")
		return
	}
	switch op {
	case "UploadPart":
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 || n > 10000 {
			refuse(w, http.StatusBadRequest, "InvalidArgument")
			return
		}
		u.parts[n] = body
		w.Header().Set("ETag", etag(body))
	case "AbortMultipartUpload":
		delete(s.parts, id)
		w.WriteHeader(http.StatusNoContent)
	case "CompleteMultipartUpload":
		var wanted struct {
			Part []struct {
				PartNumber int
				ETag       string
			}
		}
		if xml.Unmarshal(body, &wanted) != nil {
			refuse(w, http.StatusBadRequest, "MalformedXML")
			return
		}
		var whole []byte
		for i, p := range wanted.Part {
			content, there := u.parts[p.PartNumber]
			if !there || strings.Trim(p.ETag, `"`) != strings.Trim(etag(content), `"`) || i < len(wanted.Part)-1 && len(content) < 5<<20 {
				refuse(w, http.StatusBadRequest, "InvalidPart")
				return
			}
			whole = append(whole, content...)
		}
		s.objects[u.key] = object{whole, s.now()}
		delete(s.parts, id)
		answer(w, struct {
			XMLName           xml.Name `xml:"CompleteMultipartUploadResult"`
			Bucket, Key, ETag string
		}{Bucket: Bucket, Key: u.key, ETag: etag(whole)})
	}
}

func (s *Server) list(w http.ResponseWriter, prefix string) {
	type contents struct {
		Key, LastModified, ETag string
		Size                    int
	}
	var found []contents
	for key, o := range s.objects {
		if strings.HasPrefix(key, prefix) {
			found = append(found, contents{key, o.at.Format(time.RFC3339), etag(o.content), len(o.content)})
		}
	}
	sort.Slice(found, func(i, j int) bool { return found[i].Key < found[j].Key })
	answer(w, struct {
		XMLName      xml.Name `xml:"ListBucketResult"`
		Name, Prefix string
		KeyCount     int
		IsTruncated  bool
		Contents     []contents
	}{Name: Bucket, Prefix: prefix, KeyCount: len(found), Contents: found})
}

func (s *Server) listParts(w http.ResponseWriter, prefix string) {
	type one struct{ Key, UploadId, Initiated string }
	var found []one
	for id, u := range s.parts {
		if strings.HasPrefix(u.key, prefix) {
			found = append(found, one{u.key, id, u.at.Format(time.RFC3339)})
		}
	}
	answer(w, struct {
		XMLName        xml.Name `xml:"ListMultipartUploadsResult"`
		Bucket, Prefix string
		IsTruncated    bool
		Upload         []one
	}{Bucket: Bucket, Prefix: prefix, Upload: found})
}
