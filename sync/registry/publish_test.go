package registry_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"carddesk/app/policy/signed"
	"carddesk/app/port"
	"carddesk/sync/client"
	"carddesk/sync/protocol"
	"carddesk/sync/registry"
)

// changesOf returns what has come down to a desk of one kind.
func (d *desk) changesOf(kind string) []port.Change {
	d.box.mu.Lock()
	defer d.box.mu.Unlock()
	var out []port.Change
	for _, item := range d.box.inbox {
		if item.Kind != kind {
			continue
		}
		body, err := d.sealer.OpenItem(context.Background(), item.Sealed)
		if err != nil {
			d.t.Fatal(err)
		}
		var change port.Change
		if err := json.Unmarshal(body, &change); err != nil {
			d.t.Fatal(err)
		}
		out = append(out, change)
	}
	return out
}

func sign(t *testing.T, c *centre, kind, name, office string, serial int64, body []byte) []byte {
	t.Helper()
	envelope, err := c.SignDocument(kind, name, office, serial, body)
	if err != nil {
		t.Fatal(err)
	}
	return envelope
}

// A document reaches each office it is for once, also one that is enrolled later,
// and no other office.
func TestDocumentsReachTheirOffices(t *testing.T) {
	c := startCentre(t, registry.Options{})
	a, b := newDesk(t, c, "office-1", "station-a"), newDesk(t, c, "office-2", "station-b")
	envelopes := [][]byte{
		sign(t, c, port.DocumentPolicy, "", "", 1, []byte("older")),
		sign(t, c, port.DocumentPolicy, "", "", 2, []byte("newer")),
		sign(t, c, port.DocumentMessage, "m1", "office-1", 1, []byte(`{"format":1}`)),
	}
	for _, envelope := range slices.Concat(envelopes[1:], envelopes[1:]) { // each twice
		if _, err := c.PublishDocument(t.Context(), envelope); err != nil {
			t.Fatal(err)
		}
	}
	for name, bad := range map[string][]byte{
		"an older one":   envelopes[0],
		"a serial twice": sign(t, c, port.DocumentPolicy, "", "", 2, []byte("another")),
		"a forged one":   bytes.Replace(envelopes[1], []byte(`"sig":"`), []byte(`"sig":"AAAA`), 1),
		"nothing":        nil,
	} {
		if _, err := c.PublishDocument(t.Context(), bad); err == nil {
			t.Errorf("%s was published", name)
		}
	}
	late := newDesk(t, c, "office-3", "station-c")
	for d, want := range map[*desk]int{a: 2, b: 1, late: 1} {
		d.start()
		eventually(t, "documents at "+d.office, func() bool { return len(d.changesOf(port.ChangeDocument)) >= want })
		if n := c.count(`SELECT count(*) FROM feed WHERE office = $1`, d.office); n != want {
			t.Errorf("%s: %d items, want %d", d.office, n, want)
		}
	}
	if got := b.changesOf(port.ChangeDocument)[0].Document; got.Serial != 2 || !bytes.Equal(got.Envelope, envelopes[1]) {
		t.Errorf("another document came: %+v", got)
	}
}

// A large document is fetched by its hash, in pieces; one with personal content
// is not there, whoever asks.
func TestDocumentsAreFetchedByHash(t *testing.T) {
	c := startCentre(t, registry.Options{})
	d := newDesk(t, c, "office-1", "station-1")
	large := sign(t, c, port.DocumentTables, "", "", 1, bytes.Repeat([]byte("t"), 200<<10))
	doc, err := c.PublishDocument(t.Context(), large)
	if err != nil || doc.Size != int64(len(large)) || doc.Envelope != nil {
		t.Fatalf("published %+v: %v", doc.Size, err)
	}
	cl, _ := d.start(func(o *client.Options) { o.Documents = t.TempDir() })
	got, err := cl.Document(t.Context(), doc.SHA256, doc.Size)
	if err != nil || !bytes.Equal(got, large) {
		t.Errorf("fetched %d bytes: %v", len(got), err)
	}
	status, _, header := d.raw("GET", protocol.PathDocuments+doc.SHA256, map[string]string{"Range": "bytes=100-"}, nil, d.own())
	if want := fmt.Sprintf("bytes 100-%d/%d", len(large)-1, len(large)); status != http.StatusPartialContent || header.Get("Content-Range") != want {
		t.Errorf("piece: %d %s", status, header.Get("Content-Range"))
	}
	if _, err := c.PublishDocument(t.Context(), sign(t, c, port.DocumentUsers, "", "", 1, []byte("people"))); err != nil {
		t.Fatal(err)
	}
	var hash string
	if err := c.Database().QueryRow(`SELECT sha256 FROM document WHERE kind = 'users'`).Scan(&hash); err != nil {
		t.Fatal(err)
	}
	if status, code, _ := d.raw("GET", protocol.PathDocuments+hash, nil, nil, d.own()); status != http.StatusNotFound || code != protocol.CodeNotFound {
		t.Errorf("personal document: %d %s", status, code)
	}
}

// The envelope is what the desk's own package reads.
func TestSignedDocumentIsDSSE(t *testing.T) {
	c := startCentre(t, registry.Options{})
	envelope := sign(t, c, port.DocumentMessage, "m1", "office-1", 7, []byte("body"))
	doc, _, err := signed.OpenDocument(envelope, ed25519.PublicKey(c.File("https://x").Documents))
	if err != nil || doc.Kind != port.DocumentMessage || doc.Name != "m1" || doc.Office != "office-1" || doc.Serial != 7 || string(doc.Body) != "body" {
		t.Errorf("read %+v: %v", doc, err)
	}
}

// Pre-registrations, account states and lists come once, however often they are
// sent or asked for; what the office did goes back.
func TestPortalAccountsAndLists(t *testing.T) {
	c := startCentre(t, registry.Options{})
	d := newDesk(t, c, "office-1", "station-1")
	other := newDesk(t, c, "office-2", "station-2")
	identity := json.RawMessage(`{"name":"Nguyễn Thị Vi Dư"}`)
	for range 2 {
		if err := c.SendPreregistration(t.Context(), "office-1", "DVC-1", identity); err != nil {
			t.Fatal(err)
		}
	}
	if c.SendPreregistration(t.Context(), "office-1", "../x", identity) == nil || c.SendPreregistration(t.Context(), "office-1", "DVC-2", json.RawMessage(`[]`)) == nil {
		t.Error("nonsense was sent")
	}
	d.put(port.PacketID{Dossier: "d1", Version: 1}, citizen("079199000001", ""), 100)
	d.log(port.Event{Type: "take-portal-file", Dossier: "d1", Office: "office-1", Payload: []byte(`{"file":"DVC-1","dossier":"d1","state":"taken"}`)})
	other.log(port.Event{Type: "take-portal-file", Office: "office-2", Payload: []byte(`{"file":"DVC-1","dossier":"dx","state":"refused"}`)})
	d.start()
	other.start()
	eventually(t, "shipped", func() bool { return slices.Contains(d.box.kinds("d1"), port.ChangeShipped) })
	eventually(t, "told", func() bool { return d.box.quiet() && other.box.quiet() })
	if n := c.count(`SELECT count(*) FROM portal_file WHERE file = 'DVC-1' AND state = 'taken' AND dossier = 'd1'`); n != 1 {
		t.Error("the portal does not know what its own office did")
	}
	for range 2 {
		if err := c.SetAccountState(t.Context(), "d1", "created", ""); err != nil {
			t.Fatal(err)
		}
	}
	ask := []byte(`{"kind":"hamlet","code":"Thon-1"}`)
	for range 2 {
		if status, code, _ := d.raw("POST", protocol.PathLists, nil, ask, d.own()); status != http.StatusAccepted {
			t.Fatalf("list: %d %s", status, code)
		}
	}
	if status, code, _ := d.raw("POST", protocol.PathLists, nil, []byte(`{"kind":"hamlet","code":"nowhere"}`), d.own()); status != http.StatusNotFound || code != protocol.CodeListUnknown {
		t.Errorf("unknown list: %d %s", status, code)
	}
	eventually(t, "list", func() bool { return len(d.changesOf(port.ChangeList)) > 0 })
	if pre := d.changesOf(port.ChangePreregistration); len(pre) != 1 || pre[0].File != "DVC-1" || !bytes.Equal(pre[0].Identity, identity) {
		t.Errorf("pre-registrations %+v", pre)
	}
	if accounts := d.changesOf(port.ChangeAccount); len(accounts) != 1 || accounts[0].Reason != "created" {
		t.Errorf("accounts %+v", accounts)
	}
	lists := d.changesOf(port.ChangeList)
	if len(lists) != 1 || len(lists[0].List.Records) != 10 || lists[0].List.Part != 1 || lists[0].List.Parts != 1 || lists[0].List.AsOf.IsZero() {
		t.Errorf("%d parts of lists", len(lists))
	}
	if shipped := d.box.change("d1", port.ChangeShipped); shipped.Lot == "" || shipped.Seal == "" {
		t.Errorf("shipped without lot or seal: %+v", shipped)
	}
	if n := len(other.box.inbox); n != 0 {
		t.Errorf("%d items in another office's inbox", n)
	}
}
