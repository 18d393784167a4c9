package client

import (
	"context"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"

	"carddesk/sync/protocol"
)

// renew asks for a new certificate for the same key when a third of the life of
// the present one is left. A failure is told and does not stop the exchange: the
// present certificate is still good.
func (c *Client) renew(ctx context.Context) error {
	if c.opts.OnCertificate == nil {
		return nil
	}
	present := c.line.cert.Load()
	leaf, err := x509.ParseCertificate(present.Certificate[0])
	if err != nil {
		return fmt.Errorf("sync: station's certificate: %w", err)
	}
	life := leaf.NotAfter.Sub(leaf.NotBefore)
	if c.opts.Clock.Now().Add(c.Status().ClockOffset).Before(leaf.NotAfter.Add(-life / 3)) {
		return nil
	}
	key, ok := present.PrivateKey.(crypto.Signer)
	if !ok {
		return errors.New("sync: station's TLS key cannot sign")
	}
	csr, err := request(leaf.Subject.CommonName, key)
	if err != nil {
		return err
	}
	var answer protocol.EnrolmentAnswer
	if err := c.line.post(ctx, protocol.PathCertificates, protocol.CertificateRequest{CSR: csr}, &answer, 0); err != nil {
		return err
	}
	if err := checkCertificate(answer.Certificate, key); err != nil {
		return err
	}
	if err := c.opts.OnCertificate(ctx, answer.Certificate); err != nil {
		return fmt.Errorf("sync: storing a certificate: %w", err)
	}
	c.line.cert.Store(&tls.Certificate{Certificate: [][]byte{answer.Certificate}, PrivateKey: key})
	return nil
}
