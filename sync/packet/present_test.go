package packet

import (
	"bytes"
	"errors"
	"testing"

	"carddesk/app/port"

	"filippo.io/age"
)

// Policy may demand hybrid sealing while a station runs: from then on nothing is
// sealed to a classic recipient, and what policy takes back is taken back at once.
func TestRecipientsFollowThePolicy(t *testing.T) {
	f := newFixture(t)
	demanded := false
	sealer, err := NewSealer(Config{
		Office: "office-1", Station: "station-1", Registry: "vn-training", Signing: f.station,
		Present: func() ([]age.Recipient, error) {
			return ParseRecipients([]string{f.identity.Recipient().String()}, demanded)
		},
		Inbox: []age.Identity{f.inbox}, RegistryKey: f.sealer.registryKey,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, demanded = range []bool{false, true, false} {
		var out bytes.Buffer
		_, packetErr := sealer.SealPacket(t.Context(), &out, sampleManifest(), sampleParts())
		_, eventErr := sealer.SealEvent(t.Context(), port.Event{Seq: 1, Type: "log-in", Hash: hexHash(nil), Previous: hexHash(nil)})
		for what, err := range map[string]error{"packet": packetErr, "event": eventErr} {
			if demanded && !errors.Is(err, port.ErrRecipients) || !demanded && err != nil {
				t.Errorf("%s, hybrid demanded %v: %v", what, demanded, err)
			}
		}
		if demanded && out.Len() > 0 {
			t.Errorf("%d bytes of a packet written", out.Len())
		}
	}
}
