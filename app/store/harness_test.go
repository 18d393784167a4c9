package store_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
	"carddesk/app/vault"
)

// clock is a clock that tests set.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// cheap are password parameters for tests.
var cheap = vault.Params{Time: 1, MemoryKiB: 8, Threads: 1}

const (
	password = "mật khẩu dài"
	clerkID  = "canbo1"
	chiefID  = "chihuy1"
	adminID  = "quantri"
)

var (
	clerk    = dossier.Actor{User: clerkID, Role: dossier.RoleClerk}
	chief    = dossier.Actor{User: chiefID, Role: dossier.RoleSupervisor}
	admin    = dossier.Actor{User: adminID, Role: dossier.RoleAdministrator}
	registry = dossier.Actor{User: "registry", Role: dossier.RoleRegistry}
)

// desk is a store under test with its clock.
type desk struct {
	*store.Store
	t     testing.TB
	dir   string
	clock *clock
	n     int
}

func options(dir string, c port.Clock) store.Options {
	return store.Options{
		Dir: dir, Clock: c, Rand: rand.Reader, Params: cheap,
		SealEvent: func(_ context.Context, e port.Event) ([]byte, error) {
			return fmt.Appendf(nil, "sealed %d %s %s", e.Seq, e.Type, e.Hash), nil
		},
	}
}

func setup() store.Setup {
	return store.Setup{
		Office: "HN01", OfficeName: "Điểm thu nhận thử", Number: 1,
		Users: []store.NewUser{
			{User: dossier.User{ID: clerkID, Role: dossier.RoleClerk, Name: "Lê Thị Mẫu", Rank: "Trung úy"}, Password: password},
			{User: dossier.User{ID: chiefID, Role: dossier.RoleSupervisor, Name: "Trần Văn Thử", Rank: "Thiếu tá"}, Password: password},
			{User: dossier.User{ID: adminID, Role: dossier.RoleAdministrator, Name: "Phạm Quản Trị", Rank: "Đại úy"}, Password: password},
		},
	}
}

func newDesk(t testing.TB, change ...func(*store.Options)) *desk {
	t.Helper()
	d := &desk{t: t, dir: t.TempDir(), clock: &clock{t: time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC)}}
	d.open(change...)
	if err := d.FirstStart(t.Context(), setup()); err != nil {
		t.Fatalf("first start: %v", err)
	}
	d.login(clerkID)
	return d
}

func (d *desk) open(change ...func(*store.Options)) {
	d.t.Helper()
	o := options(d.dir, d.clock)
	for _, f := range change {
		f(&o)
	}
	s, err := store.Open(d.t.Context(), o)
	if err != nil {
		d.t.Fatalf("open: %v", err)
	}
	d.Store = s
	d.t.Cleanup(func() { _ = s.Close() })
}

func (d *desk) reopen(change ...func(*store.Options)) {
	d.t.Helper()
	if err := d.Close(); err != nil {
		d.t.Fatalf("close: %v", err)
	}
	d.open(change...)
	d.login(clerkID)
}

func (d *desk) login(user string) store.Session {
	d.t.Helper()
	s, err := d.Login(d.t.Context(), user, password)
	if err != nil {
		d.t.Fatalf("login: %v", err)
	}
	return s
}

// try applies a change under a fresh command id.
func (d *desk) try(c store.Change) (store.Result, error) {
	d.n++
	if c.ID == "" {
		c.ID = fmt.Sprintf("test/%d/%d", d.n, time.Now().UnixNano())
	}
	return d.Apply(context.WithoutCancel(d.t.Context()), c)
}

func (d *desk) do(c store.Change) store.Result {
	d.t.Helper()
	r, err := d.try(c)
	if err != nil {
		d.t.Fatalf("apply: %v", err)
	}
	return r
}

// feed receives one item and applies the change as the registry's.
func (d *desk) feed(c store.Change) store.Result {
	d.t.Helper()
	ctx := d.t.Context()
	cursor, err := d.Cursor(ctx)
	if err != nil {
		d.t.Fatal(err)
	}
	seq := cursor + 1
	if err := d.Receive(ctx, []port.FeedItem{{Seq: seq, Kind: string(c.Command), Sealed: []byte("x")}}, seq); err != nil {
		d.t.Fatal(err)
	}
	c.ID, c.Feed, c.Actor = store.FeedCommandID(seq), seq, registry
	return d.do(c)
}

func sample(name, number string) dossier.Identity {
	return dossier.Identity{
		Request:        dossier.Request{Regime: dossier.Regime2023, Kind: dossier.Exchange, Reason: "expired"},
		PersonalNumber: number, Name: name, Birth: "1990-05-04", Sex: "F", Phone: "0912345678",
		Permanent: dossier.Address{Text: "Số 7 phố Thử Nghiệm"},
	}
}

// draft creates a dossier with an identity.
func (d *desk) draft(name, number string) dossier.ID {
	d.t.Helper()
	id, err := d.NewDossierID()
	if err != nil {
		d.t.Fatal(err)
	}
	d.do(store.Change{
		Actor: clerk, Command: dossier.CreateDossier, Dossier: id,
		Section: &store.SectionChange{Name: dossier.SectionIdentity, Content: sample(name, number)},
		Facts:   &store.Facts{Regime: "2023", Kind: "exchange"},
	})
	return id
}

func (d *desk) capture(id dossier.ID) {
	d.t.Helper()
	b, err := d.PutBlob(d.t.Context(), id, store.BlobPicture, strings.NewReader("\xff\xd8\xff\xe0 a picture"))
	if err != nil {
		d.t.Fatal(err)
	}
	d.do(store.Change{
		Actor: clerk, Command: dossier.SaveSection, Dossier: id, Blobs: []store.Blob{b},
		Section: &store.SectionChange{Name: dossier.SectionPortrait, Content: dossier.Portrait{Capture: &dossier.CaptureRef{Picture: b.ID}}},
	})
	d.do(store.Change{Actor: clerk, Command: dossier.FinishCapture, Dossier: id})
}

func (d *desk) packet(id dossier.ID, content string) store.Blob {
	d.t.Helper()
	b, err := d.PutPacket(d.t.Context(), id, func(w io.Writer) (string, error) {
		_, err := io.WriteString(w, content)
		return "inner-" + content, err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return b
}

func (d *desk) approve(id dossier.ID, version int) {
	d.t.Helper()
	d.do(store.Change{
		Actor: chief, Command: dossier.ApproveDossier, Dossier: id,
		Delivery: &store.NewDelivery{Blob: d.packet(id, fmt.Sprintf("packet %s %d", id, version)), Version: version,
			NotBefore: d.clock.Now().Add(10 * time.Second)},
	})
}

func (d *desk) verify() {
	d.t.Helper()
	report, err := d.VerifyLog(d.t.Context())
	if err != nil {
		d.t.Fatalf("verify: %v", err)
	}
	for _, p := range report.Problems {
		d.t.Errorf("verify: %+v", p)
	}
}
