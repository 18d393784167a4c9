package proof

import (
	"bytes"
	"time"

	"carddesk/device/card/cert"
)

// judge says whether the certificate of a document signer may be believed at an
// instant, and which issuer vouches for it.
func (s *Store) judge(signer *cert.Certificate, at time.Time) (Outcome, *cert.Certificate) {
	if !signer.MaySignDocuments() {
		return failed(SignerNotAllowed), nil
	}
	return s.vouch(signer, at)
}

// vouch finds the issuer that signed a certificate and judges both at an instant.
func (s *Store) vouch(signer *cert.Certificate, at time.Time) (Outcome, *cert.Certificate) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var issuer *cert.Certificate
	named := false
	for _, candidate := range s.issuers {
		if !signer.Issuer.Equal(candidate.Subject) && (signer.IssuerKey == nil || !bytes.Equal(signer.IssuerKey, candidate.KeyID)) {
			continue
		}
		named = true
		if signer.SignedBy(candidate) == nil {
			issuer = candidate
			break
		}
	}
	switch {
	case issuer == nil && named:
		return failed(IssuerForged), nil
	case issuer == nil:
		return failed(UnknownIssuer), nil
	case s.revoked[revocationKey(issuer.Subject, signer.Serial)]:
		return failed(SignerRevoked), issuer
	case at.Before(signer.NotBefore):
		return failed(SignerNotYetValid), issuer
	case at.After(signer.NotAfter):
		return failed(SignerExpired), issuer
	case at.Before(issuer.NotBefore):
		return failed(IssuerNotYetValid), issuer
	case at.After(issuer.NotAfter):
		return failed(IssuerExpired), issuer
	}
	return passed, issuer
}
