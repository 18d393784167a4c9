package registry_test

import (
	"crypto/tls"
	"crypto/x509"
	"testing"
	"time"

	"carddesk/sync/registry"
)

// A registry that runs for years has a certificate all the time, and not a new one
// for each connection.
func TestServerCertificateIsRenewed(t *testing.T) {
	clock := &shiftedClock{}
	c := startCentre(t, registry.Options{Clock: clock})
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(c.File("").CA))
	serial := func(after time.Duration) string {
		t.Helper()
		clock.shift(after)
		conn, err := tls.Dial("tcp", c.addr, &tls.Config{RootCAs: roots, Time: clock.Now})
		if err != nil {
			t.Fatalf("after %v: %v", after, err)
		}
		defer conn.Close()
		return conn.ConnectionState().PeerCertificates[0].SerialNumber.String()
	}
	const day = 24 * time.Hour
	first := serial(0)
	if serial(100*day) != first {
		t.Error("a young certificate was replaced")
	}
	if serial(200*day) == first {
		t.Error("an old certificate was kept")
	}
	serial(3 * 365 * day)
}
