package desk_test

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"testing"
	"time"

	"filippo.io/age"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/sync/packet"
)

// opening is a packet as the registry reads it.
type opening struct {
	manifest port.PacketManifest
	inner    string
	parts    map[string]string
}

func (b *bench) packet(id dossier.ID, version int) opening {
	b.t.Helper()
	sealed, err := b.store.OpenPacket(b.t.Context(), port.PacketID{Dossier: string(id), Version: version})
	b.must(err)
	defer sealed.Close()
	return b.unpack(sealed)
}

// unpack reads sealed bytes as the registry does.
func (b *bench) unpack(sealed io.Reader) opening {
	b.t.Helper()
	reader, err := packet.NewReader(sealed, []age.Identity{b.registryID}, func(office, station string) ([]ed25519.PublicKey, error) {
		if office != officeID || station != b.store.Station().ID {
			b.t.Errorf("packet of office %q, station %q", office, station)
		}
		return []ed25519.PublicKey{b.stationKey}, nil
	})
	b.must(err)
	o := opening{manifest: reader.Manifest(), inner: reader.Inner(), parts: map[string]string{}}
	for {
		entry, part, err := reader.Next()
		if err == io.EOF {
			return o
		}
		b.must(err)
		content, err := io.ReadAll(part)
		b.must(err)
		o.parts[entry.Name] = string(content)
	}
}

func TestOnlyASupervisorApproves(t *testing.T) {
	b := newBench(t)
	id := b.captured()
	if err := b.Approve(t.Context(), id); !errors.Is(err, dossier.ErrRole) {
		t.Errorf("a clerk approving: %v", err)
	}
	b.wantState(id, dossier.Captured)
}

func TestWhoTookItInDoesNotApprove(t *testing.T) {
	t.Run("took it in whole", func(t *testing.T) {
		b := newBench(t)
		b.login(chiefID)
		id := b.captured()
		if err := b.Approve(t.Context(), id); !errors.Is(err, desk.ErrOwnWork) {
			t.Errorf("error is %v", err)
		}
		b.wantState(id, dossier.Captured)
	})
	t.Run("took one picture", func(t *testing.T) {
		b := newBench(t)
		id := b.draft(holder())
		b.fill(id)
		b.login(chiefID)
		b.take(id, steps()[0])
		b.complete(id)
		if err := b.Approve(t.Context(), id); !errors.Is(err, desk.ErrOwnWork) {
			t.Errorf("error is %v", err)
		}
	})
	t.Run("printed the slip again", func(t *testing.T) {
		b := newBench(t)
		id := b.captured()
		b.login(chiefID)
		slip, err := b.AppointmentSlip(t.Context(), id)
		b.must(err)
		b.must(b.Print(t.Context(), id, slip, ""))
		b.must(b.Approve(t.Context(), id))
	})
}

func TestPacketHoldsSectionsAndRecords(t *testing.T) {
	b := newBench(t)
	id := b.approved()
	opened := b.open(id)
	b.wantState(id, dossier.Approved)
	o := b.packet(id, 1)

	want := []string{"portrait.fac", "portrait.jpg"}
	for _, section := range dossier.Sections() {
		if section != dossier.SectionHandover {
			want = append(want, string(section)+".json")
		}
	}
	for _, part := range []port.Part{port.RightSlap, port.LeftSlap, port.Thumbs} {
		for _, position := range port.SlapPositions(part) {
			want = append(want, "fingerprints/"+string(position)+".fir")
		}
	}
	want = append(want, "iris/Left.iir", "iris/Right.iir")
	var got []string
	for name := range o.parts {
		got = append(got, name)
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("parts are\n%q, want\n%q", got, want)
	}

	var identity dossier.Identity
	b.must(json.Unmarshal([]byte(o.parts["identity.json"]), &identity))
	if identity.Name != holder().Name {
		t.Errorf("the packet's name is %q", identity.Name)
	}
	record, err := b.store.ReadBlob(t.Context(), opened.Portrait.Capture.Record, 1<<20)
	if err != nil || o.parts["portrait.fac"] != string(record) {
		t.Errorf("portrait record %q, want %q, error %v", o.parts["portrait.fac"], record, err)
	}
	if o.manifest.PolicyVersion != b.Policy.Version() || o.inner != opened.Delivery.Inner {
		t.Errorf("policy %q, inner hash %q", o.manifest.PolicyVersion, o.inner)
	}
	if opened.Approval.Policy != b.Policy.Version() {
		t.Errorf("the dossier says it was judged by policy %q, want %q", opened.Approval.Policy, b.Policy.Version())
	}
	for _, section := range o.manifest.Sections {
		if section.Revision != opened.Revisions[dossier.Section(section.Section)] {
			t.Errorf("manifest has revision %d of %s, the dossier %d", section.Revision, section.Section,
				opened.Revisions[dossier.Section(section.Section)])
		}
	}
}

func TestApproveTwiceSealsOnce(t *testing.T) {
	b := newBench(t)
	id := b.approved()
	if err := b.Approve(t.Context(), id); !errors.Is(err, dossier.ErrTransition) {
		t.Errorf("approving again: %v", err)
	}
	deliveries, err := b.store.Deliveries(t.Context(), id)
	if err != nil || len(deliveries) != 1 {
		t.Errorf("%d versions, error %v; want one", len(deliveries), err)
	}
}

func TestUndoApproval(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	id := b.approved()
	due := func() int {
		t.Helper()
		due, err := b.store.Due(ctx, b.clock.Now(), 10)
		b.must(err)
		return len(due)
	}
	b.clock.pass(b.UndoTime() - time.Millisecond)
	if due() != 0 {
		t.Error("the packet may leave while it can be taken back")
	}
	b.must(b.UndoApproval(ctx, id))
	b.wantState(id, dossier.Captured)
	b.clock.pass(time.Hour)
	if due() != 0 {
		t.Error("a packet that was taken back may leave")
	}

	b.must(b.Approve(ctx, id))
	b.clock.pass(b.UndoTime())
	if err := b.UndoApproval(ctx, id); !errors.Is(err, desk.ErrUndoTooLate) {
		t.Errorf("undoing too late: %v", err)
	}
	b.wantState(id, dossier.Approved)
	if due() != 1 || b.open(id).Version != 2 {
		t.Errorf("%d packets may leave, newest version %d", due(), b.open(id).Version)
	}
}

// TestReturnedDossierBecomesVersionTwo goes the way of a correction: sent, wanted
// again by the registry, corrected, and approved anew.
func TestReturnedDossierBecomesVersionTwo(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	id := b.captured()
	b.login(chiefID)
	for _, missing := range [][2]string{{"", "weak-portrait"}, {string(dossier.SectionPortrait), ""}} {
		if err := b.Return(ctx, id, dossier.Section(missing[0]), missing[1], ""); err == nil {
			t.Errorf("returned with section %q and reason %q", missing[0], missing[1])
		}
	}
	b.must(b.Return(ctx, id, dossier.SectionPortrait, "weak-portrait", "Chụp lại, mắt nhắm"))
	opened := b.open(id)
	if opened.State != dossier.Returned || opened.Return != dossier.SectionPortrait || opened.Reason != "weak-portrait" {
		t.Errorf("returned dossier is %s at %s for %s", opened.State, opened.Return, opened.Reason)
	}
	if opened.Approval.Decision != "returned" || opened.Approval.Note != "Chụp lại, mắt nhắm" || opened.Approval.By != chiefID {
		t.Errorf("approval section is %+v", opened.Approval)
	}

	b.login(clerkID)
	corrected := opened.Identity
	corrected.Phone = "0987654321"
	_, err := b.SaveIdentity(ctx, id, opened.Revisions[dossier.SectionIdentity], corrected)
	b.must(err)
	b.biometrics.score = 97
	b.take(id, steps()[0])
	b.complete(id)
	b.login(chiefID)
	b.must(b.Approve(ctx, id))
	if n := b.tell(port.Change{Kind: port.ChangeRecapture, Dossier: string(id), Version: 1, Section: "portrait", Reason: "blurred"}); n != 1 {
		t.Fatalf("%d changes, want 1", n)
	}
	b.wantState(id, dossier.RecaptureWanted)

	b.login(clerkID)
	b.biometrics.score = 99
	b.take(id, steps()[0])
	b.complete(id)
	b.login(chiefID)
	b.must(b.Approve(ctx, id))
	if after := b.open(id); after.Version != 2 {
		t.Fatalf("version %d, want 2", after.Version)
	}
	first, second := b.packet(id, 1), b.packet(id, 2)
	if first.parts["portrait.fac"] == second.parts["portrait.fac"] || second.manifest.Packet.Version != 2 {
		t.Error("the second version does not carry the new portrait")
	}
}

// TestNewVersionSupersedes: what was taken back never leaves.
func TestNewVersionSupersedes(t *testing.T) {
	b := newBench(t)
	id := b.approved()
	b.must(b.UndoApproval(t.Context(), id))
	b.must(b.Return(t.Context(), id, dossier.SectionIdentity, "wrong-data", ""))
	b.login(clerkID)
	b.complete(id)
	b.login(chiefID)
	b.must(b.Approve(t.Context(), id))
	deliveries, err := b.store.Deliveries(t.Context(), id)
	b.must(err)
	if len(deliveries) != 2 || deliveries[0].State != port.DeliverySealed || deliveries[1].State != port.DeliverySuperseded {
		t.Errorf("deliveries are %+v", deliveries)
	}
}
