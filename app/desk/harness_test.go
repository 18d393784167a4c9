package desk_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"log/slog"
	"sync"
	"testing"
	"time"

	"filippo.io/age"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/policy"
	"carddesk/app/policy/book"
	"carddesk/app/port"
	"carddesk/app/store"
	"carddesk/app/tables"
	"carddesk/app/vault"
	"carddesk/sync/packet"
)

const (
	clerkID  = "canbo1"
	chiefID  = "chihuy1"
	password = "mật khẩu dài"
	officeID = "HN01"
	registry = "trung-uong"
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

// bench is a desk with a real store, the real sealer, and devices, printer,
// renderer and registry that the test plays.
type bench struct {
	*desk.Desk
	t          testing.TB
	clock      *clock
	store      *store.Store
	biometrics *biometrics
	printer    *printer
	population *population
	exports    string
	data       string // folder of the store

	stationKey ed25519.PublicKey
	registryID *age.X25519Identity
	feedKey    ed25519.PrivateKey
	inbox      age.Recipient
	feed       int64
}

func newBench(t testing.TB, change ...func(*desk.Params)) *bench {
	t.Helper()
	b := &bench{
		t: t, clock: &clock{t: time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC)},
		biometrics: newBiometrics(), printer: &printer{}, population: &population{err: port.ErrPersonUnknown},
		exports: t.TempDir(),
	}
	sealer := b.firstStart()
	office := book.Book{Policy: policy.Default(), Tables: tables.Default(), Area: "city"}
	params := desk.Params{
		Biometrics: b.biometrics, Calendar: office, Clock: b.clock, ExportDir: b.exports, Log: slog.New(slog.DiscardHandler),
		Office: desk.Office{ID: officeID, Code: officeID, Station: 1, Name: "Công an phường Thử", Parent: "Công an thành phố Thử", Place: "Thử"},
		Policy: office, Population: b.population, Printer: b.printer, Renderer: renderer{}, Sealer: sealer, Store: b.store, Training: true,
	}
	for _, f := range change {
		f(&params)
	}
	b.Desk = desk.New(params)
	b.login(clerkID)
	return b
}

// firstStart makes the data folder and the keys of both sides.
func (b *bench) firstStart() *packet.Sealer {
	b.t.Helper()
	ctx := b.t.Context()
	b.data = b.t.TempDir()
	data, err := store.Open(ctx, store.Options{
		Dir: b.data, Clock: b.clock, Params: vault.Params{Time: 1, MemoryKiB: 8, Threads: 1},
		FreeSpace: func(string) (uint64, error) { return 1 << 40, nil },
	})
	b.must(err)
	b.t.Cleanup(func() { _ = data.Close() })
	b.must(data.FirstStart(ctx, store.Setup{
		Office: officeID, OfficeName: "Công an phường Thử", Number: 1,
		Users: []store.NewUser{
			{User: dossier.User{ID: clerkID, Role: dossier.RoleClerk, Name: "Lê Thị Mẫu", Rank: "Trung úy"}, Password: password},
			{User: dossier.User{ID: chiefID, Role: dossier.RoleSupervisor, Name: "Trần Văn Thử", Rank: "Thiếu tá"}, Password: password},
		},
	}))
	b.store = data
	transport := data.Transport()
	b.stationKey = transport.Signing.Public().(ed25519.PublicKey)
	b.inbox = transport.Inbox.Recipient()
	b.registryID, err = age.GenerateX25519Identity()
	b.must(err)
	feedPublic, feedKey, err := ed25519.GenerateKey(rand.Reader)
	b.must(err)
	b.feedKey = feedKey
	sealer, err := packet.NewSealer(packet.Config{
		Office: officeID, Station: data.Station().ID, Registry: registry, Signing: transport.Signing,
		Recipients: []age.Recipient{b.registryID.Recipient()}, Inbox: []age.Identity{transport.Inbox}, RegistryKey: feedPublic,
	})
	b.must(err)
	b.must(data.SetSealEvent(ctx, sealer.SealEvent))
	return sealer
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) login(user string) {
	b.t.Helper()
	_, err := b.LogIn(b.t.Context(), user, password)
	b.must(err)
}

// receive puts one item of the registry's feed into the inbox.
func (b *bench) receive(kind string, body []byte) {
	b.t.Helper()
	b.feed++
	sealed, err := packet.SealItem(packet.Item{
		Registry: registry, Office: officeID, Seq: b.feed, Kind: kind, Body: body,
	}, b.feedKey, []age.Recipient{b.inbox})
	b.must(err)
	b.receiveSealed(kind, sealed)
}

func (b *bench) receiveSealed(kind string, sealed []byte) {
	b.t.Helper()
	b.must(b.store.Receive(b.t.Context(), []port.FeedItem{{Seq: b.feed, Kind: kind, Sealed: sealed}}, b.feed))
}

// tell sends changes of the registry and applies them; it returns how many
// changed something.
func (b *bench) tell(changes ...port.Change) int {
	b.t.Helper()
	for _, change := range changes {
		body, err := json.Marshal(change)
		b.must(err)
		b.receive(change.Kind, body)
	}
	applied, err := b.ApplyInbox(b.t.Context())
	b.must(err)
	if waiting, err := b.store.InboxWaiting(b.t.Context()); err != nil || waiting != 0 {
		b.t.Fatalf("%d items of the inbox wait, error %v", waiting, err)
	}
	return applied
}

// holder is the identity of a grown-up with nothing missing.
func holder() dossier.Identity {
	return dossier.Identity{
		Request:        dossier.Request{Regime: dossier.Regime2023, Kind: dossier.Exchange, Reason: "from-cccd"},
		PersonalNumber: "001190012345", Name: "LÊ THỊ MẪU", Birth: "1990-05-04", Sex: "F", Ethnic: "Kinh", Religion: "Không",
		Nationality: "Việt Nam", Phone: "0912345678", Permanent: dossier.Address{Text: "Số 7 phố Thử Nghiệm"},
		BirthPlace: dossier.Address{Text: "Phường Thử"}, Mark: "Nốt ruồi C:3cm trên sau mép trái",
		OldCard: dossier.OldCard{Held: true, Outcome: "collected"},
	}
}

func (b *bench) draft(identity dossier.Identity) dossier.ID {
	b.t.Helper()
	id, err := b.NewDossier(b.t.Context(), identity)
	b.must(err)
	return id
}

func (b *bench) open(id dossier.ID) desk.Opened {
	b.t.Helper()
	opened, err := b.Open(b.t.Context(), id)
	b.must(err)
	return opened
}

func (b *bench) take(id dossier.ID, step dossier.CaptureStep) desk.CaptureOutcome {
	b.t.Helper()
	outcome, err := b.Capture(b.t.Context(), id, step)
	b.must(err)
	return outcome
}

func steps() []dossier.CaptureStep { return dossier.CaptureSet(dossier.Regime2023, 36) }

// fill captures, reviews and pays, so that nothing is missing.
func (b *bench) fill(id dossier.ID) {
	b.t.Helper()
	ctx := b.t.Context()
	for _, step := range steps() {
		b.take(id, step)
	}
	b.must(b.ReadBack(ctx, id))
	slip, err := b.DataSlip(ctx, id)
	b.must(err)
	b.must(b.Print(ctx, id, slip, ""))
	b.must(b.Confirm(ctx, id, "signature", ""))
	b.must(b.Pay(ctx, id, b.FeeFor(b.open(id).Identity.Request)))
}

func (b *bench) complete(id dossier.ID) {
	b.t.Helper()
	missing, err := b.Complete(b.t.Context(), id)
	if err != nil {
		b.t.Fatalf("completing: %v, missing %v", err, missing)
	}
}

// captured is a dossier that waits for the supervisor.
func (b *bench) captured() dossier.ID {
	b.t.Helper()
	id := b.draft(holder())
	b.fill(id)
	b.complete(id)
	return id
}

// approved is a dossier approved by the supervisor, who stays logged in.
func (b *bench) approved() dossier.ID {
	b.t.Helper()
	id := b.captured()
	b.login(chiefID)
	b.must(b.Approve(b.t.Context(), id))
	return id
}

func (b *bench) wantState(id dossier.ID, want dossier.State) {
	b.t.Helper()
	plain, err := b.store.Dossier(b.t.Context(), id)
	b.must(err)
	if plain.State != want {
		b.t.Errorf("dossier is %s, want %s", plain.State, want)
	}
}

// entries counts the log entries of a type for a dossier.
func (b *bench) entries(id dossier.ID, command dossier.Command) int {
	b.t.Helper()
	entries, err := b.store.Log(b.t.Context(), store.LogFilter{Dossier: id, Types: []dossier.Command{command}})
	b.must(err)
	return len(entries)
}

// biometrics are devices of each kind that take whatever is asked for.
type biometrics struct {
	devices  []port.BiometricDevice
	searches int
	score    float64
	fail     error // of the next capture
	// during runs in the next capture, while the finger lies on the glass; an error
	// ends the capture with it.
	during   func(context.Context) error
	padding  int // bytes behind each record
	requests []port.CaptureRequest
}

func newBiometrics() *biometrics {
	b := &biometrics{score: 90}
	for _, modality := range []port.Modality{port.Face, port.Finger, port.Iris} {
		b.devices = append(b.devices, port.BiometricDevice{
			ID: "id-" + string(modality), Modality: modality, Serial: "serial-" + string(modality), Status: port.DeviceReady, Trusted: true,
		})
	}
	return b
}

func (b *biometrics) Discover(context.Context) ([]port.BiometricDevice, map[string]error) {
	b.searches++
	return b.devices, nil
}

func (b *biometrics) Stream(_ context.Context, _ port.BiometricDevice, _ port.Part, show func(port.Frame)) error {
	if err := b.fail; err != nil {
		b.fail = nil
		return err
	}
	show(port.Frame{JPEG: []byte("frame")})
	return nil
}

func (b *biometrics) Capture(ctx context.Context, request port.CaptureRequest) (port.CaptureResult, error) {
	b.requests = append(b.requests, request)
	if err := b.fail; err != nil {
		b.fail = nil
		return port.CaptureResult{}, err
	}
	if during := b.during; during != nil {
		b.during = nil
		if err := during(ctx); err != nil {
			return port.CaptureResult{}, err
		}
	}
	result := port.CaptureResult{LastHash: request.PreviousHash}
	for _, position := range request.Expected {
		record := fmt.Appendf(nil, "record %d of %q", len(b.requests), position)
		record = append(record, make([]byte, b.padding)...)
		hash := sha256.Sum256(append(record, result.LastHash...))
		result.LastHash = hash[:]
		result.Items = append(result.Items, port.Biometric{
			Modality: request.Device.Modality, Position: position, Record: record, Image: []byte("picture"),
			Score: b.score, Hash: hash[:], Device: request.Device,
		})
	}
	return result, nil
}

// printer keeps what was printed.
type printer struct {
	jobs []port.PrintJob
	err  error
}

func (p *printer) Printers(context.Context) ([]port.PrinterInfo, error) { return nil, nil }
func (p *printer) Done(context.Context, string) (bool, error)           { return true, nil }
func (p *printer) Print(_ context.Context, job port.PrintJob) (string, error) {
	if p.err != nil {
		return "", p.err
	}
	p.jobs = append(p.jobs, job)
	return "1", nil
}

// renderer makes pictures without a child process: of the width that is told, a
// small one otherwise.
type renderer struct{ width int }

func (renderer) PageCount(context.Context, []byte) (int, error) { return 1, nil }
func (renderer) Page(context.Context, []byte, int, int) (*image.RGBA, error) {
	return image.NewRGBA(image.Rect(0, 0, 8, 8)), nil
}
func (renderer) Text(context.Context, []byte, int) (string, error) { return "", nil }
func (r renderer) Picture(context.Context, []byte) (*image.RGBA, error) {
	width := max(30, r.width)
	picture := image.NewRGBA(image.Rect(0, 0, width, width*4/3))
	picture.Set(1, 1, color.White)
	return picture, nil
}

// population answers lookups.
type population struct {
	record port.PopulationRecord
	err    error
}

func (p *population) LookUp(context.Context, person.PersonalNumber) (port.PopulationRecord, error) {
	return p.record, p.err
}
