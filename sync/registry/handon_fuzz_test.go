package registry

import (
	"bytes"
	"encoding/binary"
	"testing"

	"carddesk/sync/registry/osia"
)

// FuzzRecord: whatever a part of a packet holds, what is handed on as its picture is
// its own end, and the section of what is missing names known fingers and eyes only.
func FuzzRecord(f *testing.F) {
	record := append([]byte("FIR\x00020\x00"), 0, 0, 0, 5)
	f.Add(append(record, "\xff\xa0\xff\xa8w"...))
	f.Add([]byte("\xff\xd8\xff\xe0"))
	f.Add([]byte("\x00\x00\x00\x04\xff\x4f\xff\x51"))
	f.Add([]byte(`{"fingers":{"Right Thumb":{"exception":{"reason":"amputated"}},"x":{"exception":null}}}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		mime, compression, picture := pictureIn(content)
		if (picture == nil) != (mime == "") || (mime == "") != (compression == "") {
			t.Fatalf("half an answer: %q %q", mime, compression)
		}
		if picture != nil && !bytes.HasSuffix(content, picture) {
			t.Fatal("the picture is not the end of the record")
		}
		if at := len(content) - len(picture); picture != nil && at > 0 && binary.BigEndian.Uint32(content[at-4:at]) != uint32(len(picture)) {
			t.Fatal("the picture is not as long as its record says")
		}
		missing := map[string][]osia.Missing{}
		noteMissing(missing, content)
		for kind, list := range missing {
			for _, m := range list {
				if m.SubType == "" || m.Presence == "" || kind != "FINGER" && kind != "IRIS" {
					t.Fatalf("%s: %+v", kind, m)
				}
			}
		}
	})
}
