package printer

import (
	"bytes"
	"encoding/hex"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// The example of RFC 8010, appendix A.1, as far as this client writes such a
// request: Print-Job with its first attributes, byte for byte.
func TestEncodeIsRFC8010(t *testing.T) {
	m := request(opPrintJob, text(tagURI, "printer-uri", "ipp://localhost/printers/pinetree"))
	m.groups = append(m.groups, group{groupJob, []attribute{integer("copies", 20)}})
	got, err := m.encode()
	if err != nil {
		t.Fatal(err)
	}
	want := "0101" + "0002" + "00000001" + "01" +
		"47" + "0012" + hex.EncodeToString([]byte("attributes-charset")) + "0005" + hex.EncodeToString([]byte("utf-8")) +
		"48" + "001b" + hex.EncodeToString([]byte("attributes-natural-language")) + "0002" + hex.EncodeToString([]byte("en")) +
		"45" + "000b" + hex.EncodeToString([]byte("printer-uri")) + "0021" + hex.EncodeToString([]byte("ipp://localhost/printers/pinetree")) +
		"02" + "21" + "0006" + hex.EncodeToString([]byte("copies")) + "0004" + "00000014" + "03"
	if hex.EncodeToString(got) != want {
		t.Errorf("got  %x\nwant %s", got, want)
	}
}

func TestMessagesRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := message{code: rapid.Uint16().Draw(t, "code"), requestID: rapid.Uint32().Draw(t, "id")}
		for range rapid.IntRange(0, 3).Draw(t, "groups") {
			g := group{tag: rapid.SampledFrom([]byte{groupOperation, groupJob, groupPrinter}).Draw(t, "group")}
			for range rapid.IntRange(0, 3).Draw(t, "attributes") {
				g.attributes = append(g.attributes, attribute{
					tag:    rapid.ByteRange(0x10, 0x7f).Draw(t, "tag"),
					name:   rapid.StringMatching(`[a-z-]{1,30}`).Draw(t, "name"),
					values: rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 0, 20), 1, 3).Draw(t, "values"),
				})
			}
			m.groups = append(m.groups, g)
		}
		b, err := m.encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := decode(b)
		if err != nil || !reflect.DeepEqual(got, m) {
			t.Errorf("%+v becomes %+v, %v", m, got, err)
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("\x01\x01\x00\x00\x00\x00\x00\x01\x04\x42\x00\x0cprinter-name\x00\x04DESK\x23\x00\x0dprinter-state\x00\x04\x00\x00\x00\x03\x03"))
	f.Add([]byte("\x02\x00\x04\x06\x00\x00\x00\x01\x01\x03"))
	f.Add([]byte("\x01\x01\x00\x00\x00\x00\x00\x01\x02\x21\xff\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := decode(data)
		if err != nil {
			return
		}
		for _, g := range m.groups { // must not panic, whatever the types are
			g.text("printer-name")
			g.integer("printer-state")
			g.boolean("printer-is-accepting-jobs")
		}
		again, err := m.encode()
		if err != nil {
			return // longer than a client may write
		}
		if second, err := decode(again); err != nil || !reflect.DeepEqual(second, m) {
			t.Errorf("%x is read as %+v and then as %+v, %v", data, m, second, err)
		}
	})
}

func TestTooLongAttributeIsRefused(t *testing.T) {
	if _, err := request(opPrintJob, text(tagName, "job-name", string(bytes.Repeat([]byte("x"), 1<<16)))).encode(); err == nil {
		t.Error("encoded")
	}
}
