package packet

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"carddesk/app/port"
)

// manifestFormat is the value of PacketManifest.Format in this version.
const manifestFormat = 1

// InnerHash returns the inner hash of a packet: SHA-256 of its canonical
// manifest, lower-case hex. It names the content whatever the sealing.
func InnerHash(manifest port.PacketManifest) (string, error) {
	body, err := encodeManifest(manifest)
	if err != nil {
		return "", err
	}
	return hexHash(body), nil
}

func hexHash(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// encodeManifest checks a manifest and returns its canonical bytes.
func encodeManifest(m port.PacketManifest) ([]byte, error) {
	// null and [] would be two spellings of one thing.
	if m.Sections == nil {
		m.Sections = []port.SectionRevision{}
	}
	if m.Entries == nil {
		m.Entries = []port.PacketEntry{}
	}
	if err := checkManifest(m); err != nil {
		return nil, err
	}
	return encode(m)
}

// decodeManifest reads and checks the canonical bytes of a manifest.
func decodeManifest(body []byte) (port.PacketManifest, error) {
	var m port.PacketManifest
	if err := decode(body, &m); err != nil {
		return port.PacketManifest{}, err
	}
	if m.Sections == nil || m.Entries == nil {
		return port.PacketManifest{}, fmt.Errorf("%w: null where a list belongs", ErrFormat)
	}
	if err := checkManifest(m); err != nil {
		return port.PacketManifest{}, err
	}
	return m, nil
}

func checkManifest(m port.PacketManifest) error {
	if m.Format != manifestFormat {
		return fmt.Errorf("%w: manifest format %d", ErrVersion, m.Format)
	}
	for name, id := range map[string]string{"dossier": m.Packet.Dossier, "office": m.Office, "station": m.Station, "registry": m.Registry} {
		if !ValidID(id) {
			return fmt.Errorf("%w: %s is no identifier", ErrFormat, name)
		}
	}
	if m.Packet.Version < 1 || m.Packet.Version > 1<<20 {
		return fmt.Errorf("%w: dossier version %d", ErrFormat, m.Packet.Version)
	}
	if err := checkTime(m.Created); err != nil {
		return err
	}
	if len(m.PolicyVersion) > maxID {
		return fmt.Errorf("%w: policy version", ErrTooLarge)
	}
	return checkContents(m)
}

// checkContents checks the lists of a manifest.
func checkContents(m port.PacketManifest) error {
	if len(m.Sections) > MaxSections {
		return fmt.Errorf("%w: %d sections", ErrTooLarge, len(m.Sections))
	}
	for _, s := range m.Sections {
		if !ValidID(s.Section) || s.Revision < 0 || len(s.Author) > maxID || len(s.Station) > maxID {
			return fmt.Errorf("%w: section revision", ErrFormat)
		}
	}
	if len(m.Entries) > MaxParts {
		return fmt.Errorf("%w: %d parts", ErrTooLarge, len(m.Entries))
	}
	seen := make(map[string]bool, len(m.Entries))
	total := int64(0)
	for _, e := range m.Entries {
		// Two names that differ by case only would be one file on some disks.
		folded := strings.ToLower(e.Name)
		if !ValidName(e.Name) || seen[folded] {
			return fmt.Errorf("%w: name of a part", ErrFormat)
		}
		seen[folded] = true
		if e.Size < 0 || e.Size > MaxPart {
			return fmt.Errorf("%w: part of %d bytes", ErrTooLarge, e.Size)
		}
		total += e.Size
		if !ValidHash(e.SHA256) {
			return fmt.Errorf("%w: hash of a part", ErrFormat)
		}
	}
	if total > MaxPacket {
		return fmt.Errorf("%w: parts of %d bytes", ErrTooLarge, total)
	}
	return nil
}

// checkTime accepts only the one spelling of an instant: UTC, whole seconds.
func checkTime(text string) error {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil || t.UTC().Truncate(time.Second).Format(time.RFC3339) != text {
		return fmt.Errorf("%w: time is not RFC 3339 UTC in whole seconds", ErrFormat)
	}
	return nil
}

// ValidID reports whether id can name a dossier, office, station, registry,
// section or batch: 1 to 64 of A–Z a–z 0–9 . _ - and not beginning with a dot.
// Such an id is also safe as a file name.
func ValidID(id string) bool {
	if id == "" || len(id) > maxID || id[0] == '.' {
		return false
	}
	for i := range len(id) {
		c := id[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '.', c == '_', c == '-':
		default:
			return false
		}
	}
	return true
}

// ValidHash reports whether text is a SHA-256 in lower-case hex.
func ValidHash(text string) bool {
	if len(text) != 2*sha256.Size {
		return false
	}
	for i := range len(text) {
		if c := text[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// ValidName reports whether name can name a part: a clean relative path with
// forward slashes that stays inside its folder on every system.
func ValidName(name string) bool {
	if name == "" || len(name) > MaxName || !utf8.ValidString(name) || strings.ContainsAny(name, `\:`) {
		return false
	}
	if path.IsAbs(name) || path.Clean(name) != name || name == "." || name == ".." || strings.HasPrefix(name, "../") {
		return false
	}
	return strings.IndexFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
}
