package card_test

import (
	"context"
	"encoding/json"
	"encoding/pem"
	"strings"
	"sync"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/device/card"
	"carddesk/device/card/judge"
	"carddesk/device/card/proof"
	"carddesk/device/simulator/chip"
	"carddesk/device/simulator/vpcd"
	"carddesk/internal/shareddata"
)

// changer is one card on the reader whose content is changed between readings,
// which is quicker than laying thirty cards on it.
type changer struct {
	mu   sync.Mutex
	card *chip.Card
}

func (c *changer) current() *chip.Card {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.card
}

func (c *changer) change(image chip.Image) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.card = chip.New(image, nil, chip.Faults{})
}

func (c *changer) ATR() []byte                    { return c.current().ATR() }
func (c *changer) Reset()                         { c.current().Reset() }
func (c *changer) Transmit(command []byte) []byte { return c.current().Transmit(command) }

const syntheticFolder = "emrtd/synthetic_cccd/"

// syntheticStore believes the issuers of the synthetic card, the rogue one left
// out, and has the signer's certificate that one chip leaves out.
func syntheticStore(t *testing.T) *proof.Store {
	t.Helper()
	store := proof.NewStore(false)
	for _, name := range []string{"csca_ec384", "csca_rsa4096", "csca_bp384"} {
		if _, err := store.AddIssuersPEM(shareddata.Read(t, syntheticFolder+"pki/"+name+".pem")); err != nil {
			t.Fatal(err)
		}
	}
	block, _ := pem.Decode(shareddata.Read(t, syntheticFolder+"pki/ds_ec256.pem"))
	if block == nil {
		t.Fatal("no certificate of the signer")
	}
	if err := store.AddSigner(block.Bytes); err != nil {
		t.Fatal(err)
	}
	return store
}

// syntheticImage is the synthetic card without a security object.
func syntheticImage(t *testing.T) chip.Image {
	t.Helper()
	image := chip.Image{Files: map[string][]byte{}, Profile: chip.Profile{MRZInfo: "090000002990070133007011", CAN: "000002"}}
	for name, source := range map[string]string{
		"EF.CardAccess": "EF_CardAccess", "EF.COM": "EF_COM", "DG1": "DG1", "DG2": "DG2", "DG13": "DG13", "DG14": "DG14", "DG15": "DG15",
	} {
		image.Files[name] = shareddata.Read(t, syntheticFolder+source+".bin")
	}
	return image
}

// laidOnReader starts a reader service, lays a chip on its reader and waits until
// it is seen.
func laidOnReader(ctx context.Context, t *testing.T, onReader *changer) *card.PCSC {
	t.Helper()
	slot := vpcd.NewSlot(card.PrivatePCSCD(t))
	t.Cleanup(slot.Remove)
	backend := card.NewPCSC()
	if err := slot.Place(ctx, onReader); err != nil {
		t.Fatal(err)
	}
	for readers := range backend.Watch(ctx) {
		if len(readers) > 0 && readers[0].CardPresent {
			break
		}
	}
	return backend
}

// TestSyntheticCardOverPCSC reads the synthetic card with each of its security
// objects through a real pcscd, by BAC and by PACE, and holds the verdict to the
// index beside them.
func TestSyntheticCardOverPCSC(t *testing.T) {
	var index []struct{ File, Expect string }
	if err := json.Unmarshal(shareddata.Read(t, syntheticFolder+"index.json"), &index); err != nil {
		t.Fatal(err)
	}
	if len(index) != 15 {
		t.Fatalf("%d security objects", len(index))
	}
	// What fails, by file; files that are not here pass everything.
	failing := map[string]string{
		"SOD_ok_lds_sha1.bin":      "hashes", // policy decides; ours is strict
		"SOD_bad_dg1_hash.bin":     "hashes",
		"SOD_bad_dg15_missing.bin": "hashes",
		"SOD_bad_rogue_csca.bin":   "issuer",
		"SOD_bad_expired_dsc.bin":  "issuer",
		"SOD_bad_signature.bin":    "signature",
		"SOD_bad_truncated.bin":    "hashes signature issuer",
	}
	store := syntheticStore(t)
	base := syntheticImage(t)
	onReader := &changer{}
	onReader.change(base)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	backend := laidOnReader(ctx, t, onReader)
	for _, access := range []string{"BAC", "PACE-CAN"} {
		for _, object := range index {
			t.Run(access+"/"+object.File, func(t *testing.T) {
				image := chip.Image{Files: map[string][]byte{}, Profile: base.Profile}
				for name, content := range base.Files {
					image.Files[name] = content
				}
				image.Files["EF.SOD"] = shareddata.Read(t, syntheticFolder+object.File)
				if access == "BAC" {
					delete(image.Files, "EF.CardAccess")
				}
				onReader.change(image)
				at := today
				if strings.Contains(object.File, "expired") {
					at = at.AddDate(0, 0, 2)
				}
				service := card.NewService(backend, card.Config{
					Judge: judge.Judge{Store: store}, Now: func() time.Time { return at },
				})
				reading, err := service.ReadCard(ctx, card.PCSCReader, port.CardKeys{
					DocumentNumber: "090000002", Birth: "900701", Expiries: []string{"300701"}, CAN: "000002",
				}, nil)
				if err != nil {
					t.Fatal(err)
				}
				if reading.Access != access {
					t.Errorf("opened by %s", reading.Access)
				}
				got := verdicts(reading)
				for _, name := range []string{"hashes", "signature", "issuer"} {
					want := port.ProofPassed
					if strings.Contains(failing[object.File], name) {
						want = port.ProofFailed
					}
					if got[name] != want {
						t.Errorf("%s %s, want %s (%s)", name, got[name], want, object.Expect)
					}
				}
			})
		}
	}
}
