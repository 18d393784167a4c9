package packet

import (
	"errors"
	"fmt"

	"carddesk/app/port"
)

// Errors that readers and writers of frames wrap.
var (
	// ErrFormat says that the bytes are not a frame, or one against the rules.
	ErrFormat = errors.New("packet: malformed")
	// ErrVersion says that the frame has a version this program does not read.
	ErrVersion = errors.New("packet: version not supported")
	// ErrTooLarge says that a length is beyond its bound.
	ErrTooLarge = errors.New("packet: too large")
	// ErrSignature says that the signature does not fit the signer.
	ErrSignature = errors.New("packet: wrong signature")
	// ErrSigner says that the named signer is unknown or may not sign.
	ErrSigner = errors.New("packet: unknown signer")
	// ErrHash says that a part is not the one its manifest describes.
	ErrHash = errors.New("packet: part does not match its manifest")
	// ErrSealed says that the age stream cannot be opened: sealed to somebody
	// else, cut short or changed.
	ErrSealed = errors.New("packet: seal cannot be opened")
	// ErrAddressee says that the content is meant for another office or registry.
	ErrAddressee = errors.New("packet: meant for another addressee")
	// ErrPartChanged says that a part changed while it was being sealed.
	ErrPartChanged = errors.New("packet: part changed while it was sealed")
	// ErrRecipients says that the recipients do not satisfy the policy.
	ErrRecipients = fmt.Errorf("packet: %w", port.ErrRecipients)
)
