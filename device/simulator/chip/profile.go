// Package chip is a virtual eMRTD: it serves the files of an LDS folder the way
// the contactless chip of an identity card does (ICAO 9303 parts 10 and 11),
// with BAC, PACE, active and chip authentication, and misbehaves on demand.
//
// It is a training and test device. Keys lie in plain files; nothing here
// protects them.
package chip

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ProfileName is the file of an LDS folder that holds the chip's own secrets.
const ProfileName = "chip.json"

// Profile is what a chip keeps to itself, stored as chip.json beside the files.
type Profile struct {
	// MRZInfo is the MRZ information of ICAO 9303-11 section 4.3.2: document
	// number, its check digit, birth yymmdd, its check digit, expiry yymmdd,
	// its check digit, without separators: "090000002990070133007011".
	MRZInfo string `json:"mrzInfo"`
	// CAN opens the chip by PACE: six digits.
	CAN string `json:"can"`
	// AAKey is the PKCS#8 DER private key of active authentication, EC or RSA;
	// empty when the chip has none. JSON writes it in base64.
	AAKey []byte `json:"aaKey,omitempty"`
	// CAKey is the key of chip authentication, nil when the chip has none.
	CAKey *CAKey `json:"caKey,omitempty"`
}

// CAKey is the static key pair of chip authentication.
type CAKey struct {
	Curve string `json:"curve"` // "P-256", "brainpoolP256r1", …
	D     string `json:"d"`     // private scalar, hexadecimal
	KeyID int    `json:"keyId"` // as DG14 names the key; -1 when DG14 has no key id
}

// Image is a personalised chip: files by name ("EF.COM", "EF.SOD",
// "EF.CardAccess", "EF.ATR", "DG1" … "DG16") and the profile.
type Image struct {
	Files   map[string][]byte
	Profile Profile
}

// maxFile bounds a file of an image; READ BINARY with a 15 bit offset and the
// odd instruction reach further than any real group needs.
const maxFile = 1 << 20

// Load reads an LDS folder. Files that the chip does not know are ignored.
func Load(dir string) (Image, error) {
	image := Image{Files: map[string][]byte{}}
	raw, err := os.ReadFile(filepath.Join(dir, ProfileName))
	if err != nil {
		return Image{}, fmt.Errorf("reading chip profile: %w", err)
	}
	if err := json.Unmarshal(raw, &image.Profile); err != nil {
		return Image{}, fmt.Errorf("reading chip profile: %w", err)
	}
	for name := range fileIDs {
		data, err := os.ReadFile(filepath.Join(dir, name))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return Image{}, fmt.Errorf("reading chip file %s: %w", name, err)
		case len(data) > maxFile:
			return Image{}, fmt.Errorf("reading chip file %s: %d bytes", name, len(data))
		}
		image.Files[name] = data
	}
	return image, nil
}

// Save writes the image as an LDS folder, creating it.
func (m Image) Save(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("writing chip folder: %w", err)
	}
	for name, data := range m.Files {
		if _, known := fileIDs[name]; !known {
			return fmt.Errorf("writing chip folder: no file is called %q", name)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			return fmt.Errorf("writing chip file %s: %w", name, err)
		}
	}
	raw, err := json.MarshalIndent(m.Profile, "", "  ")
	if err != nil {
		return fmt.Errorf("writing chip profile: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, ProfileName), raw, 0o600); err != nil {
		return fmt.Errorf("writing chip profile: %w", err)
	}
	return nil
}

// fileIDs gives the two-byte identifier of each file (ICAO 9303-10 section 3.11).
// The short identifier is its low five bits, except EF.ATR's, which shares DG1's.
var fileIDs = map[string]uint16{
	"EF.ATR":        0x2F01,
	"EF.CardAccess": 0x011C,
	"EF.COM":        0x011E,
	"EF.SOD":        0x011D,
	"DG1":           0x0101,
	"DG2":           0x0102,
	"DG3":           0x0103,
	"DG4":           0x0104,
	"DG5":           0x0105,
	"DG6":           0x0106,
	"DG7":           0x0107,
	"DG8":           0x0108,
	"DG9":           0x0109,
	"DG10":          0x010A,
	"DG11":          0x010B,
	"DG12":          0x010C,
	"DG13":          0x010D,
	"DG14":          0x010E,
	"DG15":          0x010F,
	"DG16":          0x0110,
}
