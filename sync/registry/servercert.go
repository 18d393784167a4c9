package registry

import (
	"crypto/tls"
	"sync"
	"time"
)

// ownCertificate is the server's certificate: made at the first connection and made
// anew when half of its life is over, so that a registry that runs for years does
// not end with it.
type ownCertificate struct {
	make func(now time.Time) (tls.Certificate, error)
	now  func() time.Time

	mu   sync.Mutex
	cert *tls.Certificate
	next time.Time
}

func (r *Registry) ownCertificate() *ownCertificate {
	return &ownCertificate{now: r.clock.Now, make: func(now time.Time) (tls.Certificate, error) {
		return r.ca.serverCertificate(r.opts.Hosts, now)
	}}
}

// get is of tls.Config.GetCertificate. One that cannot be made anew is used as long
// as it is good.
func (o *ownCertificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := o.now()
	if o.cert != nil && now.Before(o.next) {
		return o.cert, nil
	}
	cert, err := o.make(now)
	if err != nil {
		if o.cert != nil {
			return o.cert, nil
		}
		return nil, err
	}
	o.cert, o.next = &cert, now.Add(serverLife/2)
	return o.cert, nil
}
