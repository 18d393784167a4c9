package packet

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
)

var update = flag.Bool("update", false, "write the known answers anew")

// Files of the known answer; docs/packet-format.md tells how they were made.
const (
	knownInner    = "packet-v1.inner"     // the bytes inside the seal: always these
	knownSealed   = "packet-v1.age"       // one sealing of them
	knownIdentity = "packet-v1.identity"  // that opens it
	knownStation  = "packet-v1.station"   // public key of the station, hex
	knownHybrid   = "packet-v1.hybrid"    // another sealing, post-quantum hybrid
	knownHybridID = "packet-v1.hybrid-id" // that opens it
)

func TestKnownAnswer(t *testing.T) {
	f := newFixture(t)
	if *update {
		writeKnown(t, f)
	}
	inner := innerBytes(t, f, sampleManifest(), sampleParts())
	if want := known(t, knownInner); !bytes.Equal(inner, want) {
		t.Error("the format has changed: a new version is needed")
	}
	station, err := hex.DecodeString(strings.TrimSpace(string(known(t, knownStation))))
	if err != nil {
		t.Fatal(err)
	}
	keys := func(office, name string) ([]ed25519.PublicKey, error) { return []ed25519.PublicKey{station}, nil }
	for sealed, identityFile := range map[string]string{knownSealed: knownIdentity, knownHybrid: knownHybridID} {
		identities, err := age.ParseIdentities(bytes.NewReader(known(t, identityFile)))
		if err != nil {
			t.Fatal(err)
		}
		r, err := NewReader(bytes.NewReader(known(t, sealed)), identities, keys)
		if err != nil {
			t.Fatalf("%s: %v", sealed, err)
		}
		const want = "1c6cfd8243993a5409725a0b71b729edadd01a893e2fde9fd39bfb880a0f471e"
		if r.Inner() != want {
			t.Errorf("%s: inner hash %s", sealed, r.Inner())
		}
		parts, err := readAll(r)
		if err != nil || len(parts) != 4 {
			t.Errorf("%s: %d parts, %v", sealed, len(parts), err)
		}
	}
}

// The program age of other people opens what we seal: Debian's the classic
// sealing, that of the version in go.mod (.ci/peers.sh builds it) both.
func TestAgeProgramOpensPackets(t *testing.T) {
	classic := [2]string{knownSealed, knownIdentity}
	hybrid := [2]string{knownHybrid, knownHybridID}
	for _, program := range []struct {
		name, path string
		opens      [][2]string
	}{
		{"of Debian", "age", [][2]string{classic}},
		{"of go.mod", filepath.Join("..", "..", "build", "peers", "age"), [][2]string{classic, hybrid}},
	} {
		t.Run(program.name, func(t *testing.T) {
			path, err := exec.LookPath(program.path)
			if err != nil && os.Getenv("CI") == "true" {
				t.Fatal(err)
			}
			if err != nil {
				t.Skip("this age is not installed")
			}
			for _, files := range program.opens {
				cmd := exec.CommandContext(t.Context(), path, "-d", "-i", filepath.Join("testdata", files[1]), filepath.Join("testdata", files[0]))
				plain, err := cmd.Output()
				if err != nil {
					t.Fatalf("%s: %v", files[0], err)
				}
				if !bytes.Equal(plain, known(t, knownInner)) {
					t.Errorf("%s: age opens other bytes", files[0])
				}
			}
		})
	}
}

func known(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func writeKnown(t *testing.T, f fixture) {
	t.Helper()
	write := func(name string, content []byte) {
		if err := os.WriteFile(filepath.Join("testdata", name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	inner := innerBytes(t, f, sampleManifest(), sampleParts())
	write(knownInner, inner)
	write(knownStation, []byte(hex.EncodeToString(f.station.Public().(ed25519.PublicKey))+"\n"))
	seal := func(recipient age.Recipient) []byte {
		var out bytes.Buffer
		w, err := age.Encrypt(&out, recipient)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(inner); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	write(knownSealed, seal(f.identity.Recipient()))
	write(knownIdentity, []byte("# test identity, of no use elsewhere\n"+f.identity.String()+"\n"))
	hybrid, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	write(knownHybrid, seal(hybrid.Recipient()))
	write(knownHybridID, []byte("# test identity, of no use elsewhere\n"+hybrid.String()+"\n"))
}
