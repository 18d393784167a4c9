package desk_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/policy"
	"carddesk/app/policy/book"
	"carddesk/app/policy/signed"
	"carddesk/app/port"
	"carddesk/app/store"
	"carddesk/app/tables"
)

// centre signs documents; other is somebody who is not the centre.
var (
	centre = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	other  = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{8}, ed25519.SeedSize))
)

// shelf is where documents lie that are fetched by their hash.
type shelf map[string][]byte

func (s shelf) Document(_ context.Context, hash string, size int64) ([]byte, error) {
	content, ok := s[hash]
	if !ok || int64(len(content)) != size {
		return nil, port.ErrRegistryUnreachable
	}
	return content, nil
}

// configured is a desk that takes documents, and what was applied.
type configured struct {
	*bench
	live    *book.Live
	shelf   shelf
	applied []string // bodies of documents of kind "thử"
	told    []string
}

func newConfigured(t testing.TB) *configured {
	t.Helper()
	c := &configured{shelf: shelf{}}
	c.bench = newBench(t, c.configure)
	return c
}

func (c *configured) configure(p *desk.Params) {
	c.live = book.NewLive(book.Book{Policy: policy.Default(), Tables: tables.Default(), Area: "city"})
	appliers := desk.BookAppliers(c.live)
	appliers["probe"] = func(_ context.Context, body []byte) error {
		if bytes.HasPrefix(body, []byte("bad")) {
			return errors.New("not for this program")
		}
		c.applied = append(c.applied, string(body))
		return nil
	}
	p.Book, p.Policy, p.Calendar = c.live, c.live, c.live
	p.Configuration = desk.Configuration{Keys: []ed25519.PublicKey{centre.Public().(ed25519.PublicKey)}, Appliers: appliers, Fetch: c.shelf}
	p.OnConfigured = func(kind string) { c.told = append(c.told, kind) }
}

// restart makes the desk anew over the same store, as after a restart.
func (c *configured) restart() {
	c.t.Helper()
	params := c.Params
	c.must(c.LogOut(c.t.Context()))
	c.applied = nil
	c.configure(&params)
	c.Desk = desk.New(params)
	c.must(c.LoadConfiguration(c.t.Context()))
}

func (c *configured) sealed(d signed.Document, key ed25519.PrivateKey) []byte {
	c.t.Helper()
	d.Issued = c.clock.Now()
	envelope, err := signed.SealDocument(d, key)
	c.must(err)
	return envelope
}

func (c *configured) publish(d signed.Document) int {
	c.t.Helper()
	return c.tell(port.Change{Kind: port.ChangeDocument, Document: &port.SignedDocument{
		Kind: d.Kind, Name: d.Name, Serial: d.Serial, Envelope: c.sealed(d, centre),
	}})
}

// policyWith is the compiled policy with a member of its document changed.
func policyWith(t testing.TB, serial int, version string, change func(settings map[string]any)) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "policy", "default.json"))
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	doc["serial"], doc["version"] = serial, version
	change(doc["settings"].(map[string]any))
	if text, err = json.Marshal(doc); err != nil {
		t.Fatal(err)
	}
	return text
}

// From 1 January 2027 on the full fee is due, whatever the compiled policy says.
func TestPolicyChangesARunningDesk(t *testing.T) {
	c := newConfigured(t)
	request := holder().Request
	before := c.live.Version()
	if _, amount := c.live.Fee(request, c.clock.Now()); amount != 15000 {
		t.Fatalf("fee of the compiled policy is %d", amount)
	}
	id := c.approved()
	body := policyWith(t, policy.Default().Serial()+1, "2026-12", func(s map[string]any) {
		s["feePercent"] = []any{
			map[string]any{"until": "2026-11-25", "value": 50, "source": "thử", "status": "chosen"},
			map[string]any{"from": "2026-11-26", "value": 80, "source": "thử", "status": "chosen"},
		}
		s["deadlines"] = []any{map[string]any{"value": []any{map[string]any{"days": 3}}, "source": "thử", "status": "chosen"}}
	})
	if n := c.publish(signed.Document{Kind: port.DocumentPolicy, Serial: 10, Body: body}); n != 1 {
		t.Fatalf("%d changes", n)
	}
	if _, amount := c.live.Fee(request, c.clock.Now()); amount != 15000 {
		t.Errorf("fee today is %d, the change begins tomorrow", amount)
	}
	c.clock.pass(24 * time.Hour)
	if _, amount := c.live.Fee(request, c.clock.Now()); amount != 24000 {
		t.Errorf("fee tomorrow is %d", amount)
	}
	c.login(clerkID)
	opened := c.open(c.approved())
	if want := "2026-12+" + tables.Default().Version(); opened.Approval.Policy != want {
		t.Errorf("judged by %q, want %q", opened.Approval.Policy, want)
	}
	if old := c.open(id).Approval.Policy; old != before {
		t.Errorf("the dossier approved before says %q, want %q", old, before)
	}
	if len(c.told) != 1 || c.told[0] != port.DocumentPolicy {
		t.Errorf("told of %v", c.told)
	}
	// It holds after a restart, before anybody has logged in.
	c.restart()
	if _, amount := c.live.Fee(request, c.clock.Now()); amount != 24000 {
		t.Errorf("fee after the restart is %d", amount)
	}
}

func TestTablesByTheirHash(t *testing.T) {
	c := newConfigured(t)
	body := tablesOf(t, tables.Default().Serial()+1, "2027-bảng")
	envelope := c.sealed(signed.Document{Kind: port.DocumentTables, Serial: 3, Body: body}, centre)
	sum := sha256.Sum256(envelope)
	hash := hex.EncodeToString(sum[:])
	change := port.Change{Kind: port.ChangeDocument, Document: &port.SignedDocument{
		Kind: port.DocumentTables, Serial: 3, SHA256: hash, Size: int64(len(envelope)),
	}}
	if n := c.tell(change); n != 1 {
		t.Fatalf("%d changes", n)
	}
	if n, err := c.FetchDocuments(t.Context()); n != 0 || !errors.Is(err, port.ErrRegistryUnreachable) {
		t.Fatalf("without a line: %d, %v", n, err)
	}
	standing, err := c.ConfigurationStanding(t.Context())
	if err != nil || len(standing) != 1 || standing[0].State != store.DocumentWanted {
		t.Fatalf("%+v, %v", standing, err)
	}
	c.shelf[hash] = envelope
	for range 2 {
		if _, err := c.FetchDocuments(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := c.live.Book().Tables.Version(); got != "2027-bảng" {
			t.Fatalf("tables are %q", got)
		}
	}
	if n := c.tell(change); n != 0 {
		t.Error("the same document changed something again")
	}
	c.restart()
	if got := c.live.Book().Tables.Version(); got != "2027-bảng" {
		t.Errorf("after the restart tables are %q", got)
	}
}

// tablesOf are the built-in tables under another version.
func tablesOf(t testing.TB, serial int, version string) []byte {
	t.Helper()
	packed, err := os.ReadFile(filepath.Join("..", "..", "assets", "tables", "tables.json.gz"))
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]json.RawMessage
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	doc["serial"], _ = json.Marshal(serial)
	doc["version"], _ = json.Marshal(version)
	if text, err = json.Marshal(doc); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// What is refused leaves everything as it was and stands in the log.
func TestDocumentsRefused(t *testing.T) {
	good := signed.Document{Kind: "probe", Serial: 5, Body: []byte("năm")}
	announce := func(d signed.Document, envelope []byte) port.Change {
		return port.Change{Kind: port.ChangeDocument, Document: &port.SignedDocument{Kind: d.Kind, Name: d.Name, Serial: d.Serial, Envelope: envelope}}
	}
	for name, c := range map[string]struct {
		change func(*configured) port.Change
		reason string
	}{
		"forged":      {func(c *configured) port.Change { d := good; d.Serial = 6; return announce(d, c.sealed(d, other)) }, "document-forged"},
		"no envelope": {func(*configured) port.Change { return announce(good, []byte("{}")) }, "document-forged"},
		"other office": {func(c *configured) port.Change {
			d := good
			d.Serial, d.Office = 6, "HN02"
			return announce(d, c.sealed(d, centre))
		}, "document-misdirected"},
		"other inside": {func(c *configured) port.Change {
			d := good
			d.Serial = 6
			envelope := c.sealed(d, centre)
			d.Kind = port.DocumentPolicy
			return announce(d, envelope)
		}, "document-mismatch"},
		"older":    {func(c *configured) port.Change { d := good; d.Serial = 4; return announce(d, c.sealed(d, centre)) }, "document-older"},
		"the same": {func(c *configured) port.Change { return announce(good, c.sealed(good, centre)) }, "document-older"},
		"nothing":  {func(*configured) port.Change { return port.Change{Kind: port.ChangeDocument} }, "malformed"},
		"no hash":  {func(*configured) port.Change { return announce(signed.Document{Kind: "tables", Serial: 6}, nil) }, "malformed"},
		"people by hash": {func(*configured) port.Change {
			return port.Change{Kind: port.ChangeDocument, Document: &port.SignedDocument{Kind: port.DocumentUsers, Serial: 6, SHA256: hex.EncodeToString(make([]byte, 32)), Size: 10}}
		}, "malformed"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newConfigured(t)
			if n := b.publish(good); n != 1 {
				t.Fatalf("%d changes", n)
			}
			if n := b.tell(c.change(b)); n != 0 {
				t.Errorf("%d changes", n)
			}
			if len(b.applied) != 1 {
				t.Errorf("applied %v", b.applied)
			}
			entries, err := b.store.Log(t.Context(), store.LogFilter{Types: []dossier.Command{dossier.IgnoreChange}})
			if err != nil || len(entries) != 1 || entries[0].Reason != c.reason {
				t.Errorf("log has %+v, %v", entries, err)
			}
		})
	}
}

// A document that this program cannot use leaves the one before in force, also
// after a restart, and is used by a program that can.
func TestUnusableDocument(t *testing.T) {
	c := newConfigured(t)
	c.publish(signed.Document{Kind: "probe", Serial: 1, Body: []byte("một")})
	c.publish(signed.Document{Kind: "probe", Serial: 2, Body: []byte("bad hai")})
	c.restart()
	c.login(clerkID)
	if len(c.applied) != 1 || c.applied[0] != "một" {
		t.Fatalf("applied %q", c.applied)
	}
	states := map[int64]store.DocumentState{}
	standing, err := c.ConfigurationStanding(t.Context())
	c.must(err)
	for _, s := range standing {
		states[s.Serial] = s.State
	}
	if len(states) != 2 || states[1] != store.DocumentInForce || states[2] != store.DocumentUnusable {
		t.Fatalf("%v", states)
	}
	params := c.Params
	var newer []string
	params.Configuration.Appliers = map[string]desk.Apply{"probe": func(_ context.Context, body []byte) error {
		newer = append(newer, string(body))
		return nil
	}}
	c.must(c.LogOut(t.Context()))
	c.Desk = desk.New(params)
	c.login(clerkID)
	standing, err = c.ConfigurationStanding(t.Context())
	if err != nil || len(newer) != 1 || newer[0] != "bad hai" || len(standing) != 1 || standing[0].State != store.DocumentInForce {
		t.Fatalf("applied %q, %+v, %v", newer, standing, err)
	}
}

// What is personal lies sealed and waits for a login; the rest does not.
func TestSealedDocumentWaitsForLogin(t *testing.T) {
	c := newConfigured(t)
	c.publish(signed.Document{Kind: "probe", Serial: 1, Body: []byte("Trần Văn Kín")})
	c.restart()
	if len(c.applied) != 0 {
		t.Fatalf("applied while locked: %q", c.applied)
	}
	kept, err := c.store.Documents(t.Context(), "probe")
	if err != nil || len(kept) != 1 || kept[0].Envelope != nil || kept[0].Public {
		t.Fatalf("%+v, %v", kept, err)
	}
	c.login(clerkID)
	if len(c.applied) != 1 {
		t.Errorf("applied %q", c.applied)
	}
	c.must(c.LogOut(t.Context()))
	c.login(clerkID)
	if len(c.applied) != 1 {
		t.Errorf("applied again at the next login: %q", c.applied)
	}
}

// TestDocumentSerials: in whatever order versions come, the highest is in force
// at the end and serials never fall. Each run is of a document of its own.
func TestDocumentSerials(t *testing.T) {
	c, run := newConfigured(t), 0
	rapid.Check(t, func(r *rapid.T) {
		run++
		serials := rapid.SliceOfN(rapid.Int64Range(1, 6), 1, 8).Draw(r, "serials")
		var highest int64
		for _, s := range serials {
			n := c.publish(signed.Document{Kind: "probe", Name: fmt.Sprintf("run-%d", run), Serial: s, Body: []byte{byte('0' + s)}})
			if (n == 1) != (s > highest) {
				r.Fatalf("serial %d after %d: %d changes", s, highest, n)
			}
			highest = max(highest, s)
			if c.applied[len(c.applied)-1] != string(byte('0'+highest)) {
				r.Fatalf("in force is %q, want %d", c.applied, highest)
			}
		}
	})
}
