package proof

import (
	"bytes"
	"crypto"
	"errors"
	"slices"
	"time"

	"carddesk/app/port"
	"carddesk/device/card/cert"
	"carddesk/device/card/cms"
	"carddesk/device/card/lds"
	"carddesk/device/card/spki"
)

// Policy says which weak algorithms are still believed. The zero value believes
// none.
type Policy struct {
	// AllowSHA1 accepts SHA-1 for the hashes of data groups and for signatures,
	// as on the first generation of passports.
	AllowSHA1 bool
}

// Passive is the result of passive authentication (ICAO 9303-11 section 5.1).
type Passive struct {
	Hashes    Outcome // each file is as EF.SOD says
	Signature Outcome // the signer signed EF.SOD
	Issuer    Outcome // a trusted issuer vouches for the signer

	Hash   crypto.Hash       // over the data groups
	Signer *cert.Certificate // nil when none was found
	CA     *cert.Certificate // the issuer that vouches, nil when none does

	matched map[int]bool
}

// Passed reports whether all three parts passed.
func (p Passive) Passed() bool {
	return p.Hashes.Passed() && p.Signature.Passed() && p.Issuer.Passed()
}

// Proven reports whether data group n is as a trusted issuer signed it. What a
// chip proves with a key of DG14 or DG15 counts only when that group is proven:
// otherwise a copy brings its own key.
func (p Passive) Proven(n int) bool {
	return p.Signature.Passed() && p.Issuer.Passed() && p.matched[n]
}

// Proofs returns the parts as the desk takes them.
func (p Passive) Proofs() []port.Proof {
	return []port.Proof{
		p.Hashes.Proof(NameHashes), p.Signature.Proof(NameSignature), p.Issuer.Proof(NameIssuer),
	}
}

// Authenticate does passive authentication over the files as read from the
// chip, believing the store's issuers, at the given instant.
func Authenticate(files map[port.CardFile][]byte, store *Store, policy Policy, at time.Time) Passive {
	raw, ok := files[lds.SOD]
	if !ok {
		return allFailed(NoSecurityObject)
	}
	object, err := lds.ParseSecurityObject(raw)
	if err != nil {
		return allFailed(ObjectUnreadable)
	}
	p := Passive{Hash: object.Hash, matched: map[int]bool{}}
	p.Hashes = p.compareHashes(files, object)
	p.verify(object, store, policy, at)
	if !policy.AllowSHA1 && object.Hash == crypto.SHA1 && p.Hashes.Passed() {
		p.Hashes = failed(WeakHash)
		clear(p.matched)
	}
	return p
}

func allFailed(reason Reason) Passive {
	return Passive{Hashes: failed(reason), Signature: failed(reason), Issuer: failed(reason)}
}

// protectedByTerminal are the groups that a desk cannot read: fingerprints and
// irises open only to terminals with extended access (ICAO 9303-11 section 8).
func protectedByTerminal(n int) bool { return n == 3 || n == 4 }

func (p *Passive) compareHashes(files map[port.CardFile][]byte, object lds.SecurityObject) Outcome {
	var changed, missing, uncovered []int
	for n := 1; n <= lds.LastGroup; n++ {
		want, signed := object.Hashes[n]
		content, read := files[lds.Group(n)]
		switch {
		case signed && read && bytes.Equal(spki.Sum(object.Hash, content), want):
			p.matched[n] = true
		case signed && read:
			changed = append(changed, n)
		// A clone hides the groups that would give it away, so a signed group
		// that does not come is a fault. DG1 every document has; cards of small
		// children have no portrait, so DG2 is required only when it is signed.
		case signed && !protectedByTerminal(n), !signed && !read && n == 1:
			missing = append(missing, n)
		case read && !signed:
			uncovered = append(uncovered, n)
		}
	}
	switch {
	case len(changed) > 0:
		return failed(GroupChanged, changed...)
	case len(missing) > 0:
		return failed(GroupMissing, missing...)
	case len(uncovered) > 0:
		return failed(GroupUncovered, uncovered...)
	}
	return passed
}

// verify finds a signer whose signature holds, and who vouches for it. Which
// certificate is the signer's is decided by the signature: names and serial
// numbers only say which to try first.
func (p *Passive) verify(object lds.SecurityObject, store *Store, policy Policy, at time.Time) {
	p.Signature, p.Issuer = failed(NoSigner), failed(NoSigner)
	for _, info := range object.Signed.Signers {
		candidates, unusable := store.candidates(object.Signed.Certificates, info)
		if unusable && p.Signer == nil {
			p.Signature, p.Issuer = failed(SignerUnusable), failed(SignerUnusable)
		}
		for _, candidate := range candidates {
			signature := judgeSignature(info, candidate, object.Signed, policy)
			issuer, ca := store.judge(candidate, at)
			if issuer.Passed() && !policy.AllowSHA1 && candidate.SignatureHash() == crypto.SHA1 {
				issuer = failed(WeakHash)
			}
			better := p.Signer == nil || signature.Passed() && (!p.Signature.Passed() || issuer.Passed())
			if better {
				p.Signature, p.Issuer, p.Signer, p.CA = signature, issuer, candidate, ca
			}
			if signature.Passed() && issuer.Passed() {
				return
			}
		}
	}
}

func judgeSignature(info cms.SignerInfo, signer *cert.Certificate, signed cms.SignedData, policy Policy) Outcome {
	err := info.Verify(signer.Key, signed.ContentType, signed.Content)
	switch {
	case errors.Is(err, cms.ErrDigest):
		return failed(DigestWrong)
	case err != nil:
		return failed(SignatureWrong)
	case !policy.AllowSHA1 && (info.Algorithm.Hash == crypto.SHA1 || info.Digest == crypto.SHA1):
		return failed(WeakHash)
	}
	return passed
}

// candidates returns the certificates that may be the signer's, the likely ones
// first, and whether the message carries one that cannot be read.
func (s *Store) candidates(inside [][]byte, info cms.SignerInfo) (list []*cert.Certificate, unusable bool) {
	const most = 16 // a chip that carries more only wants to keep the desk busy
	for _, raw := range inside[:min(len(inside), most)] {
		c, err := cert.Parse(raw)
		if err != nil {
			unusable = true
			continue
		}
		list = append(list, c)
	}
	named := func(c *cert.Certificate) bool { return names(info, c) }
	slices.SortStableFunc(list, func(a, b *cert.Certificate) int {
		switch {
		case named(a) == named(b):
			return 0
		case named(a):
			return -1
		}
		return 1
	})
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, c := range s.signers {
		if named(c) {
			list = append(list, c)
		}
	}
	return list, unusable
}

// names reports whether the signer identifier names the certificate.
func names(info cms.SignerInfo, c *cert.Certificate) bool {
	if info.KeyID != nil {
		return bytes.Equal(info.KeyID, c.KeyID) || c.KeyID == nil && bytes.Equal(info.KeyID, c.Key.ID)
	}
	issuer, err := cert.ParseName(info.Issuer)
	return err == nil && issuer.Equal(c.Issuer) && info.Serial.Cmp(c.Serial) == 0
}
