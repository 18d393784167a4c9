package desk_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/policy"
	"carddesk/app/policy/signed"
	"carddesk/app/port"
	"carddesk/app/store"
)

// The registry's signed word is kept, checked anew and printed.
func TestProofOfReceipt(t *testing.T) {
	b := newBench(t)
	id := b.approved()
	if _, err := b.ReceiptPaper(t.Context(), id); !errors.Is(err, desk.ErrNoProof) {
		t.Fatalf("before it came: %v", err)
	}
	inner := b.open(id).Delivery.Inner
	b.tell(port.Change{Kind: port.ChangeAcknowledged, Dossier: string(id), Version: 1, Inner: inner, Time: b.clock.Now()})
	proof, err := b.ReceiptProof(t.Context(), id)
	if err != nil || proof.Change.Inner != inner || proof.Office != officeID || proof.Registry != registry || proof.Signature == "" {
		t.Fatalf("%+v, %v", proof, err)
	}
	paper, err := b.ReceiptPaper(t.Context(), id)
	if err != nil || !bytes.HasPrefix(paper.PDF, []byte("%PDF")) {
		t.Fatalf("%d bytes, %v", len(paper.PDF), err)
	}
	// The word of the registry about other bytes proves nothing about these.
	other := b.approvedAgain(t)
	b.tell(port.Change{Kind: port.ChangeAcknowledged, Dossier: string(other), Version: 1, Inner: strings.Repeat("0", 64)})
	if _, err := b.ReceiptProof(t.Context(), other); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("a proof of other bytes: %v", err)
	}
}

func (b *bench) approvedAgain(t testing.TB) dossier.ID {
	t.Helper()
	b.login(clerkID)
	return b.approved()
}

// A rejection stands at the field that it points to, until its section is changed.
func TestComplaintAtTheField(t *testing.T) {
	b := newBench(t)
	id := b.approved()
	b.tell(port.Change{Kind: port.ChangeAcknowledged, Dossier: string(id), Version: 1},
		port.Change{Kind: port.ChangeRejected, Dossier: string(id), Version: 1, Section: "identity", Field: "name", Reason: "name-differs", Note: "Tên khác giấy khai sinh."})
	b.login(clerkID)
	opened := b.open(id)
	if len(opened.Complaints) != 1 {
		t.Fatalf("%+v", opened.Complaints)
	}
	f := opened.Complaints[0]
	if f.Section != dossier.SectionIdentity || f.Field != "name" || f.Severity != dossier.Warning || !strings.Contains(f.Vietnamese, "Tên khác giấy khai sinh") {
		t.Errorf("%+v", f)
	}
	words, err := b.CentreWords(t.Context(), id)
	if err != nil || len(words) != 2 || words[1].Kind != port.ChangeRejected || words[1].Field != "name" {
		t.Errorf("%+v, %v", words, err)
	}
	b.clock.pass(time.Minute)
	_, err = b.SaveIdentity(t.Context(), id, opened.Revisions[dossier.SectionIdentity], opened.Identity)
	b.must(err)
	if left := b.open(id).Complaints; len(left) != 0 {
		t.Errorf("after the correction: %+v", left)
	}
}

func records(t testing.TB, names ...string) []port.PopulationRecord {
	t.Helper()
	var all []port.PopulationRecord
	for i, name := range names {
		number, err := person.ParsePersonalNumber(fmt.Sprintf("0011900123%02d", 45+i))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, port.PopulationRecord{PersonalNumber: number, Name: name, Birth: "1990-05-04", Sex: "F"})
	}
	return all
}

// A list fetched ahead answers where there is no line, and says how old it is.
func TestListFetchedAhead(t *testing.T) {
	b := newBench(t)
	asOf := b.clock.Now().Add(-72 * time.Hour)
	part := func(list string, n, of int, at time.Time, names ...string) port.Change {
		return port.Change{Kind: port.ChangeList, List: &port.ListPart{List: list, Kind: "hamlet", Code: "thon-2", Part: n, Parts: of, AsOf: at, Records: records(t, names...)}}
	}
	if n := b.tell(part("a", 1, 2, asOf, "LÊ THỊ MẪU")); n != 1 {
		t.Fatalf("%d changes", n)
	}
	lists, err := b.Lists(t.Context())
	if err != nil || len(lists) != 1 || lists[0].Whole || lists[0].People != 1 || !lists[0].AsOf.Equal(asOf) {
		t.Fatalf("%+v, %v", lists, err)
	}
	b.tell(part("a", 2, 2, asOf, "NGƯỜI KHÁC", "NGƯỜI NỮA"))
	if lists, err = b.Lists(t.Context()); err != nil || !lists[0].Whole {
		t.Fatalf("%+v, %v", lists, err)
	}
	b.population.err = port.ErrRegistryUnreachable
	id := b.draft(holder())
	lookup, err := b.LookUp(t.Context(), id, holder())
	if err != nil || !lookup.Ahead || lookup.Record == nil || !lookup.Record.AsOf.Equal(asOf) || lookup.Status == "unreachable" {
		t.Fatalf("%+v, %v", lookup, err)
	}
	stranger := holder()
	stranger.PersonalNumber = "001190099999"
	if lookup, err = b.LookUp(t.Context(), id, stranger); err != nil || lookup.Status != "unreachable" || lookup.Ahead {
		t.Errorf("somebody on no list: %+v, %v", lookup, err)
	}
	// A newer list of the same hamlet takes the place of the older one.
	b.tell(part("b", 1, 1, asOf.Add(time.Hour), "LÊ THỊ MẪU"))
	if lists, err = b.Lists(t.Context()); err != nil || len(lists) != 1 || lists[0].ID != "b" {
		t.Errorf("%+v, %v", lists, err)
	}
	// Old data goes.
	b.must(b.store.DropLists(t.Context(), asOf))
	if parts, err := b.store.ListParts(t.Context()); err != nil || len(parts) != 1 {
		t.Fatalf("%d parts, %v", len(parts), err)
	}
	// Nothing of it can be read while the desk is locked.
	b.must(b.LogOut(t.Context()))
	if _, err := b.Lists(t.Context()); !errors.Is(err, store.ErrLocked) {
		t.Errorf("locked: %v", err)
	}
	b.must(b.store.DropLists(t.Context(), asOf.Add(2*time.Hour)))
	if parts, err := b.store.ListParts(t.Context()); err != nil || len(parts) != 0 {
		t.Errorf("%d parts are left, %v", len(parts), err)
	}
}

// A pre-registration becomes one draft, however often it comes and is taken, and
// the portal learns of it once.
func TestPreregistration(t *testing.T) {
	b := newBench(t)
	typed := holder()
	typed.OldCard = dossier.OldCard{Held: true, Outcome: "collected"}
	typed.Lookup = dossier.Lookup{Status: "matched"}
	content, err := json.Marshal(typed)
	b.must(err)
	change := port.Change{Kind: port.ChangePreregistration, File: "G01.123-25", Identity: content}
	b.tell(change)
	b.tell(change)
	waiting, err := b.Preregistrations(t.Context())
	if err != nil || len(waiting) != 1 || waiting[0].Name != typed.Name || waiting[0].Code != "G01.123-25" {
		t.Fatalf("%+v, %v", waiting, err)
	}
	if n, err := b.CountPreregistrations(t.Context()); err != nil || n != 1 {
		t.Errorf("%d are counted, %v", n, err)
	}
	id, err := b.TakePreregistration(t.Context(), "G01.123-25")
	b.must(err)
	again, err := b.TakePreregistration(t.Context(), "G01.123-25")
	if err != nil || again != id {
		t.Fatalf("taken again: %s, %v", again, err)
	}
	opened := b.open(id)
	if opened.Identity.Name != typed.Name || opened.State != dossier.Draft {
		t.Errorf("%+v", opened.Identity)
	}
	if opened.Identity.Lookup.Status != "" || opened.Identity.OldCard.Outcome != "" {
		t.Error("what only a desk knows was taken from the portal")
	}
	b.tell(change) // the portal sends it once more
	if n, err := b.CountPreregistrations(t.Context()); err != nil || n != 0 {
		t.Errorf("%d are counted after it was taken, %v", n, err)
	}
	if waiting, err = b.Preregistrations(t.Context()); err != nil || len(waiting) != 0 {
		t.Errorf("waits again: %+v, %v", waiting, err)
	}
	if n := b.entries(id, dossier.TakePortalFile); n != 1 {
		t.Errorf("the portal was told %d times", n)
	}
	if _, err := b.TakePreregistration(t.Context(), "khác"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an unknown file: %v", err)
	}
}

// What comes from the portal is hostile: it makes no draft that cannot be read.
func TestPreregistrationThatIsNone(t *testing.T) {
	b := newBench(t)
	b.tell(port.Change{Kind: port.ChangePreregistration, File: "x", Identity: json.RawMessage(`{"name":5}`)},
		port.Change{Kind: port.ChangePreregistration, Identity: json.RawMessage(`{}`)})
	if waiting, err := b.Preregistrations(t.Context()); err != nil || len(waiting) != 0 {
		t.Errorf("%+v, %v", waiting, err)
	}
	if _, err := b.TakePreregistration(t.Context(), "x"); err == nil || strings.Contains(err.Error(), "5") {
		t.Errorf("%v", err)
	}
}

// volumes are two folders on volumes of their own.
type volumes map[string]string

func (v volumes) List(context.Context) ([]port.Volume, error) {
	var all []port.Volume
	for path, id := range v {
		all = append(all, port.Volume{Path: path, ID: id})
	}
	return all, nil
}

func (v volumes) At(_ context.Context, dir string) (port.Volume, error) {
	id, ok := v[dir]
	if !ok {
		return port.Volume{}, os.ErrNotExist
	}
	return port.Volume{Path: dir, ID: id}, nil
}

// carrier counts what was written and read.
type carrier struct{ written, read int }

func (c *carrier) WriteStick(context.Context, string) (port.StickReport, error) {
	c.written++
	return port.StickReport{Packets: 1}, nil
}

func (c *carrier) ReadStick(context.Context, string) (port.StickReport, error) {
	c.read++
	return port.StickReport{}, nil
}

// When policy says so only registered sticks carry batches, and a copy of the token
// makes no other stick one.
func TestRegisteredSticks(t *testing.T) {
	c := newConfigured(t)
	good, copied := t.TempDir(), t.TempDir()
	sticks := &carrier{}
	c.Sticks, c.Volumes = sticks, volumes{good: "uuid-1", copied: "uuid-2"}
	if _, err := c.WriteStick(t.Context(), good); err != nil || sticks.written != 1 {
		t.Fatalf("any stick, while policy says nothing: %v", err)
	}
	c.publish(signed.Document{Kind: port.DocumentPolicy, Serial: 1, Body: policyWith(t, policy.Default().Serial()+1, "usb", func(s map[string]any) {
		s["sticks"] = []any{map[string]any{"value": map[string]any{"registered": true}, "source": "thử", "status": "chosen"}}
	})})
	if _, err := c.WriteStick(t.Context(), good); !errors.Is(err, desk.ErrStickUnknown) {
		t.Fatalf("an unknown stick: %v", err)
	}
	if err := c.RegisterStick(t.Context(), good); !errors.Is(err, dossier.ErrRole) {
		t.Fatalf("registered by a clerk: %v", err)
	}
	c.login(chiefID)
	c.must(c.RegisterStick(t.Context(), good))
	if _, err := c.WriteStick(t.Context(), good); err != nil {
		t.Fatalf("a registered stick: %v", err)
	}
	if _, err := c.ReadStick(t.Context(), good); err != nil || sticks.read != 1 {
		t.Fatalf("a registered stick: %v", err)
	}
	token, err := os.ReadFile(filepath.Join(good, "carddesk", "stick.json"))
	c.must(err)
	c.must(os.MkdirAll(filepath.Join(copied, "carddesk"), 0o700))
	c.must(os.WriteFile(filepath.Join(copied, "carddesk", "stick.json"), token, 0o600))
	if _, err := c.ReadStick(t.Context(), copied); !errors.Is(err, desk.ErrStickUnknown) || sticks.read != 1 {
		t.Errorf("a copied token: %v", err)
	}
	seen, err := c.SticksSeen(t.Context())
	if err != nil || len(seen) != 2 {
		t.Fatalf("%+v, %v", seen, err)
	}
	for _, s := range seen {
		if s.Registered != (s.Path == good) {
			t.Errorf("%+v", s)
		}
	}
	if _, err := c.WriteStick(t.Context(), filepath.Join(good, "gone")); !errors.Is(err, desk.ErrNoStick) {
		t.Errorf("a folder that is not there: %v", err)
	}
}

// An emergency export holds every unfinished dossier, sealed for the registry
// alone, and changes nothing.
func TestEmergencyExport(t *testing.T) {
	b := newBench(t)
	stick := t.TempDir()
	b.Sticks, b.Volumes = &carrier{}, volumes{stick: "uuid"}
	draft, captured := b.draft(holder()), b.captured()
	report, err := b.ExportDrafts(t.Context(), stick)
	if err != nil || report.Dossiers != 2 || report.Bytes == 0 {
		t.Fatalf("%+v, %v", report, err)
	}
	files, err := filepath.Glob(filepath.Join(report.Folder, "*.age"))
	if err != nil || len(files) != 2 {
		t.Fatalf("%v, %v", files, err)
	}
	found := map[string]bool{}
	for _, name := range files {
		content, err := os.ReadFile(name)
		b.must(err)
		if bytes.Contains(content, []byte("MẪU")) || strings.Contains(name, string(draft)) {
			t.Errorf("%s says whose it is", filepath.Base(name))
		}
		found[b.unpack(bytes.NewReader(content)).manifest.Packet.Dossier] = true
	}
	if !found[string(draft)] || !found[string(captured)] {
		t.Errorf("exported %v", found)
	}
	if state := b.open(draft).State; state != dossier.Draft {
		t.Errorf("the draft is %s now", state)
	}
}
