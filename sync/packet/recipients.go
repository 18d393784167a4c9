package packet

import (
	"fmt"
	"strings"

	"filippo.io/age"
)

// hybridPrefix begins the text of a post-quantum hybrid recipient of age.
const hybridPrefix = "age1pq1"

// IsHybrid reports whether text is a post-quantum hybrid recipient.
func IsHybrid(text string) bool { return strings.HasPrefix(text, hybridPrefix) }

// ParseRecipients reads the registry's recipients ("age1…" is X25519,
// "age1pq1…" hybrid post-quantum). When policy demands hybrid sealing, one
// classic recipient among them is an error and not a reason to seal to less:
// there is no silent downgrade. Lists that mix both kinds are refused always,
// since the weaker recipient would undo the stronger ones.
func ParseRecipients(texts []string, requireHybrid bool) ([]age.Recipient, error) {
	if len(texts) == 0 {
		return nil, fmt.Errorf("%w: none", ErrRecipients)
	}
	out := make([]age.Recipient, 0, len(texts))
	hybrids := 0
	for _, text := range texts {
		var recipient age.Recipient
		var err error
		if IsHybrid(text) {
			hybrids++
			recipient, err = age.ParseHybridRecipient(text)
		} else {
			recipient, err = age.ParseX25519Recipient(text)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrRecipients, err)
		}
		out = append(out, recipient)
	}
	switch {
	case requireHybrid && hybrids < len(texts):
		return nil, fmt.Errorf("%w: policy demands hybrid sealing, %d of %d recipients are classic", ErrRecipients, len(texts)-hybrids, len(texts))
	case hybrids != 0 && hybrids != len(texts):
		return nil, fmt.Errorf("%w: classic and hybrid recipients mixed", ErrRecipients)
	}
	return out, nil
}
