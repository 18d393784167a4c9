package registry

import (
	"net/http"
	"strings"
	"testing"

	"carddesk/app/person"
	"carddesk/sync/packet"
	"carddesk/sync/protocol"
)

// FuzzOffer feeds the headers by which an upload is begun.
func FuzzOffer(f *testing.F) {
	f.Add("100", "dossier ZDE=,version MQ==,inner "+strings.Repeat("YWFh", 10)+",sha256 YQ==")
	f.Add("-1", "")
	f.Add("99999999999999999999", "dossier Li4v,version LTE=")
	f.Fuzz(func(t *testing.T, length, metadata string) {
		h := http.Header{}
		h.Set(protocol.HeaderUploadLength, length)
		h.Set(protocol.HeaderUploadMetadata, metadata)
		offer, err := parseOffer(h)
		if err != nil {
			return
		}
		if offer.Size < 1 || offer.Version < 1 || !packet.ValidID(offer.Dossier) || !packet.ValidHash(offer.SHA256) || !packet.ValidHash(offer.Inner) {
			t.Fatalf("accepted %+v", offer)
		}
	})
}

// FuzzContent feeds what the centre reads of a packet's parts.
func FuzzContent(f *testing.F) {
	f.Add([]byte(`{"personalNumber":"001090000002","name":"Đỗ Đức Mậu","birth":"1990","sex":"M"}`), []byte("FAC\x00....\xff\xd8\xff"))
	f.Add([]byte(`{"birth":"0000-00-00","oldNumbers":[""]}`), []byte("\xff\xd8\xff"))
	f.Fuzz(func(t *testing.T, identity, portrait []byte) {
		picture, kind, _ := findPicture(portrait)
		if (picture == nil) != (kind == "") {
			t.Fatal("picture without a kind")
		}
		id, err := parseIdentity(identity)
		if err != nil {
			return
		}
		order, err := newOrder(packetContent{identity: id}, "T1", person.CivilDate{Year: 2026, Month: 1, Day: 2})
		if err == nil && (order.DocumentNumber == "" || order.Name.IsZero()) {
			t.Fatalf("order without a number or a name")
		}
	})
}
