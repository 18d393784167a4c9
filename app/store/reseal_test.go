package store_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// TestReseal: after a station was stolen nothing that was wrapped before opens
// the desk, all that it holds stays readable, and the log vouches for it.
func TestReseal(t *testing.T) {
	ctx := t.Context()
	d := newDesk(t)
	id := d.draft("Nguyễn Văn An", "001090012345")
	d.capture(id)
	d.login(adminID)
	before := raw(t, d.dir)
	execute(t, before, "ATTACH ? AS thief", d.dir+"/thief.db")
	execute(t, before, "CREATE TABLE thief.slot AS SELECT * FROM main.slot; CREATE TABLE thief.data_key AS SELECT * FROM main.data_key; DETACH thief")

	if _, err := d.Reseal(ctx, chief, password); !errors.Is(err, dossier.ErrRole) {
		t.Errorf("supervisor reseals: %v", err)
	}
	if _, err := d.Reseal(ctx, admin, "mật khẩu sai"); !errors.Is(err, store.ErrWrongPassword) {
		t.Errorf("wrong password: %v", err)
	}
	done, err := d.Reseal(ctx, admin, password)
	if err != nil || done.Dossiers != 1 || !slices.Equal(slices.Sorted(slices.Values(done.Users)), []string{clerkID, chiefID}) {
		t.Fatalf("resealed %+v, %v", done, err)
	}
	d.verify()
	if _, err := d.Section(ctx, id, dossier.SectionIdentity); err != nil {
		t.Errorf("reading on: %v", err)
	}
	d.refusedAsAdministrator(t)
	d.Lock()
	if _, err := d.Login(ctx, clerkID, password); !errors.Is(err, store.ErrNoPassword) {
		t.Errorf("another user's old password: %v", err)
	}
	d.login(adminID)
	<-d.Indexed()
	if hits, err := d.Search(ctx, "nguyen van an", 5); err != nil || len(hits) != 1 {
		t.Errorf("search: %v, %v", hits, err)
	}
	if _, err := d.Section(ctx, id, dossier.SectionIdentity); err != nil {
		t.Errorf("after a login: %v", err)
	}
	if users, err := d.Users(ctx); err != nil || users[0].Name != "Lê Thị Mẫu" {
		t.Errorf("names: %+v, %v", users, err)
	}
	// A second time, with a retired key already there.
	if _, err := d.Reseal(ctx, admin, password); err != nil {
		t.Fatal(err)
	}
	d.verify()
	d.do(store.Change{Actor: admin, Command: dossier.ChangeUser, User: &store.NewUser{
		User: dossier.User{ID: clerkID, Role: dossier.RoleClerk, Name: "Lê Thị Mẫu", MustChange: true}, Password: "mật khẩu tạm"}})
	if _, err := d.Login(ctx, clerkID, "mật khẩu tạm"); err != nil {
		t.Errorf("new password: %v", err)
	}
	d.verify()

	// What the thief has: the slots and wrapped keys of before.
	execute(t, before, "ATTACH ? AS thief", d.dir+"/thief.db")
	execute(t, before, "UPDATE main.data_key SET wrapped = (SELECT wrapped FROM thief.data_key k WHERE k.dossier = main.data_key.dossier)")
	report, err := d.VerifyLog(ctx)
	if err != nil || !slices.ContainsFunc(report.Problems, func(p store.Problem) bool {
		return p.Kind == store.ProblemChanged && strings.HasPrefix(p.Where, "data_key/")
	}) {
		t.Errorf("an older wrapping put back: %+v, %v", report.Problems, err)
	}
}

// refusedAsAdministrator: an administrator takes no dossier in.
func (d *desk) refusedAsAdministrator(t *testing.T) {
	t.Helper()
	id, err := d.NewDossierID()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.try(store.Change{Actor: admin, Command: dossier.CreateDossier, Dossier: id}); !errors.Is(err, dossier.ErrRole) {
		t.Errorf("an administrator takes a dossier in: %v", err)
	}
}

// TestReportStation: the slot of a lost station dies and the registry is told.
func TestReportStation(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	lost := strings.Repeat("ab", 16)
	execute(t, raw(t, d.dir), "INSERT INTO slot (kind, owner, time_cost, memory_kib, threads, salt, wrapped) VALUES ('enrolment', ?, 0, 0, 0, x'00', x'00')", lost)
	report := store.Change{Actor: admin, Command: dossier.ReportStationLost, Lost: &store.LostStation{Station: lost, Reason: "stolen"},
		Event: store.LostStation{Station: lost, Reason: "stolen"}}
	d.do(report)
	d.do(report) // said twice
	if n := count(t, d, "SELECT count(*) FROM slot WHERE kind = 'enrolment'"); n != 0 {
		t.Errorf("%d slots of the lost station", n)
	}
	all, err := d.LostStations(ctx)
	if err != nil || len(all) != 1 || all[0].Reason != "stolen" {
		t.Errorf("lost stations: %+v, %v", all, err)
	}
	if n := count(t, d, "SELECT count(*) FROM event e JOIN log l ON l.seq = e.seq WHERE l.type = 'report-station-lost'"); n != 2 {
		t.Errorf("%d events", n)
	}
	for name, c := range map[string]store.Change{
		"clerk":   {Actor: clerk, Command: dossier.ReportStationLost, Lost: report.Lost},
		"itself":  {Actor: admin, Command: dossier.ReportStationLost, Lost: &store.LostStation{Station: d.Station().ID, Reason: "lost"}},
		"no id":   {Actor: admin, Command: dossier.ReportStationLost, Lost: &store.LostStation{Station: "x", Reason: "lost"}},
		"nothing": {Actor: admin, Command: dossier.ReportStationLost},
	} {
		if _, err := d.try(c); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	d.verify()
}

// TestResealGivesTheRegistryANewSlot: the recovery slot of the stolen day opens
// nothing, the new one does.
func TestResealGivesTheRegistryANewSlot(t *testing.T) {
	ctx := t.Context()
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk(t)
	d.login(adminID)
	transport := *d.Transport()
	transport.Registry.Recipients = []string{identity.Recipient().String()}
	if err := d.SaveTransport(ctx, admin, &transport); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Reseal(ctx, admin, password); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	err = store.Recover(ctx, options(d.dir, d.clock), store.Recovery{Identities: []age.Identity{identity},
		Passwords: map[string]string{clerkID: "mật khẩu mới"}})
	if err != nil {
		t.Fatal(err)
	}
	d.open()
	if _, err := d.Login(ctx, clerkID, "mật khẩu mới"); err != nil {
		t.Errorf("after a recovery: %v", err)
	}
	d.verify()
}

func count(t *testing.T, d *desk, query string) (n int) {
	t.Helper()
	if err := raw(t, d.dir).QueryRow(query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
