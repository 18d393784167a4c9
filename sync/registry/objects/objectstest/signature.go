package objectstest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"sort"
	"strings"
	"time"
)

// signed reports whether a request carries the signature that the store's key makes
// of it (AWS Signature Version 4), not older than a quarter of an hour.
func signed(req *http.Request, now time.Time) bool {
	fields, ok := strings.CutPrefix(req.Header.Get("Authorization"), "AWS4-HMAC-SHA256 ")
	if !ok {
		return false
	}
	given := map[string]string{}
	for field := range strings.SplitSeq(fields, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(field), "=")
		given[name] = value
	}
	scope, ok := strings.CutPrefix(given["Credential"], AccessKey+"/")
	date := req.Header.Get("X-Amz-Date")
	at, err := time.Parse("20060102T150405Z", date)
	parts := strings.Split(scope, "/")
	if !ok || err != nil || now.Sub(at).Abs() > 15*time.Minute || len(parts) != 4 || parts[0] != date[:8] || parts[2] != "s3" || parts[3] != "aws4_request" {
		return false
	}
	var canonical strings.Builder
	for name := range strings.SplitSeq(given["SignedHeaders"], ";") {
		value := strings.Join(req.Header.Values(name), ",")
		if name == "host" {
			value = req.Host
		}
		canonical.WriteString(name + ":" + strings.TrimSpace(value) + "\n")
	}
	request := strings.Join([]string{req.Method, req.URL.EscapedPath(), canonicalQuery(req.URL.Query()), canonical.String(), given["SignedHeaders"],
		req.Header.Get("X-Amz-Content-Sha256")}, "\n")
	sum := sha256.Sum256([]byte(request))
	text := strings.Join([]string{"AWS4-HMAC-SHA256", date, scope, hex.EncodeToString(sum[:])}, "\n")
	key := []byte("AWS4" + SecretKey)
	for _, part := range parts {
		key = mac(key, part)
	}
	return hmac.Equal([]byte(hex.EncodeToString(mac(key, text))), []byte(given["Signature"]))
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

func canonicalQuery(q url.Values) string {
	var out []string
	for name, values := range q {
		for _, value := range values {
			out = append(out, strings.ReplaceAll(url.QueryEscape(name), "+", "%20")+"="+strings.ReplaceAll(url.QueryEscape(value), "+", "%20"))
		}
	}
	sort.Strings(out)
	return strings.Join(out, "&")
}
