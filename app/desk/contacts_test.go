package desk_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
	"carddesk/app/tables"
)

func told(result, promised string) desk.Contact {
	return desk.Contact{Way: "call", Result: result, Promised: promised}
}

func TestContactLog(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	id := b.stock(holder(), "T-1")
	for name, c := range map[string]desk.Contact{
		"no way":          {Result: dossier.ContactTold},
		"no result":       {Way: "call"},
		"unknown result":  {Way: "call", Result: "sang"},
		"no promised day": told(dossier.ContactPromised, ""),
		"half a day":      told(dossier.ContactPromised, "2026-12"),
		"yesterday":       told(dossier.ContactPromised, "2026-11-24"),
		"in a decade":     told(dossier.ContactPromised, "2036-11-24"),
	} {
		if err := b.NoteContact(ctx, id, c); !errors.Is(err, desk.ErrContact) {
			t.Errorf("%s: %v", name, err)
		}
	}
	first := told(dossier.ContactPromised, "2026-11-27")
	first.ID, first.Note = "00112233445566778899aabbccddeeff", strings.Repeat("á", 400)
	for range 2 { // the key was pressed twice
		b.must(b.NoteContact(ctx, id, first))
	}
	b.clock.pass(time.Hour)
	b.must(b.NoteContact(ctx, id, told(dossier.ContactNoAnswer, "2026-11-30")))
	log, err := b.Contacts(ctx, id)
	b.must(err)
	if len(log) != 2 || log[0].Promised != "2026-11-27" || log[0].By != clerkID || len([]rune(log[0].Note)) != 301 || log[1].Promised != "" {
		t.Fatalf("log is %+v", log)
	}
	// Somebody else's is corrected by the supervisor only, and on no other day by its author.
	log[1].Result = dossier.ContactWrong
	b.must(b.AmendContact(ctx, id, log[1]))
	b.clock.pass(24 * time.Hour)
	if err := b.AmendContact(ctx, id, log[1]); !errors.Is(err, dossier.ErrRole) {
		t.Errorf("a day later: %v", err)
	}
	b.login(chiefID)
	b.must(b.AmendContact(ctx, id, log[1]))
	if log, err = b.Contacts(ctx, id); err != nil || len(log) != 2 || log[1].Result != dossier.ContactWrong || log[1].By != clerkID {
		t.Errorf("log is %+v, %v", log, err)
	}
	if n := b.entries(id, dossier.NoteContact); n != 2 {
		t.Errorf("%d entries", n)
	}
	missing := told(dossier.ContactTold, "")
	missing.ID = "nothing"
	if err := b.AmendContact(ctx, id, missing); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("correcting nothing: %v", err)
	}
}

// TestContactsGoWithTheirDossier: whom the office called is content.
func TestContactsGoWithTheirDossier(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	id := b.stock(holder(), "T-1")
	b.must(b.NoteContact(ctx, id, told(dossier.ContactTold, "")))
	b.must(b.takeBack(id))
	_, err := b.store.Apply(ctx, store.Change{ID: "destroy", Actor: dossier.Actor{User: "station", Role: dossier.RoleStation},
		Command: dossier.DestroyContent, Dossier: id, Reason: "retention"})
	b.must(err)
	if log, err := b.Contacts(ctx, id); err != nil || len(log) != 0 {
		t.Errorf("log is %+v, %v", log, err)
	}
	cards, err := b.Uncollected(ctx)
	if err != nil || len(cards) != 1 || cards[0].Name != "" || cards[0].Phone != "" {
		t.Errorf("cards %+v, %v", cards, err)
	}
}

// takeBack lets the supervisor withdraw a dossier.
func (b *bench) takeBack(id dossier.ID) error {
	b.t.Helper()
	_, err := b.store.Apply(b.t.Context(), store.Change{ID: "withdraw", Actor: dossier.Actor{User: chiefID, Role: dossier.RoleSupervisor},
		Command: dossier.WithdrawDossier, Dossier: id, Reason: "citizen"})
	return err
}

func TestCallsOfToday(t *testing.T) {
	today := person.CivilDate{Year: 2026, Month: 11, Day: 25}
	at := func(day int) time.Time { return time.Date(2026, 11, day, 3, 0, 0, 0, time.UTC) }
	said := func(day int, result, promised string) *desk.Contact {
		c := told(result, promised)
		c.At = at(day)
		return &c
	}
	for name, c := range map[string]struct {
		phone string
		state dossier.CardState
		last  *desk.Contact
		back  time.Time // when the card came back
		why   desk.Why
	}{
		"nobody told them":           {phone: "0912345678", why: desk.WhyNew},
		"no phone":                   {why: desk.WhyNoPhone},
		"told today":                 {phone: "1", last: said(25, dossier.ContactNoAnswer, "")},
		"not reached yesterday":      {phone: "1", last: said(24, dossier.ContactNoAnswer, ""), why: desk.WhyMissed},
		"promised for tomorrow":      {phone: "1", last: said(20, dossier.ContactPromised, "2026-11-26")},
		"promised for today":         {phone: "1", last: said(20, dossier.ContactPromised, "2026-11-25")},
		"promised for yesterday":     {phone: "1", last: said(20, dossier.ContactPromised, "2026-11-24"), why: desk.WhyBroken},
		"told six days ago":          {phone: "1", last: said(19, dossier.ContactTold, "")},
		"told a week ago":            {phone: "1", last: said(18, dossier.ContactTold, ""), why: desk.WhyAgain},
		"away":                       {phone: "1", last: said(20, dossier.ContactAway, "")},
		"wrong number":               {phone: "1", last: said(24, dossier.ContactWrong, ""), why: desk.WhyNoPhone},
		"wants it by post":           {phone: "1", last: said(1, dossier.ContactByPost, "")},
		"with an officer":            {phone: "1", state: dossier.CardOut},
		"came back since":            {phone: "1", state: dossier.CardUndelivered, last: said(23, dossier.ContactTold, ""), back: at(24), why: desk.WhyReturn},
		"came back before they told": {phone: "1", state: dossier.CardUndelivered, last: said(23, dossier.ContactTold, ""), back: at(22)},
	} {
		u := desk.Uncollected{Phone: c.phone, Last: c.last, Card: store.Card{State: c.state, Updated: c.back}}
		if c.state == "" {
			u.Card.State = dossier.CardArrived
		}
		calls := desk.CallsToday([]desk.Uncollected{u}, today)
		if (len(calls) == 1) != (c.why != "") || len(calls) == 1 && calls[0].Why != c.why {
			t.Errorf("%s: %+v", name, calls)
		}
	}
}

func TestAgeing(t *testing.T) {
	east, school := desk.CardPlace{Code: "T1", Name: "Thôn Đông"}, desk.CardPlace{Code: "S1", Name: "Trường A", School: true}
	card := func(place desk.CardPlace, days int, state dossier.CardState) desk.Uncollected {
		return desk.Uncollected{Place: place, Days: days, Card: store.Card{State: state}}
	}
	withLast := card(east, 8, dossier.CardArrived)
	withLast.Last = &desk.Contact{}
	a := desk.AgeCards([]desk.Uncollected{
		card(school, 0, dossier.CardOut), card(east, 7, dossier.CardArrived), withLast, card(east, 30, dossier.CardUndelivered),
		card(east, 31, dossier.CardInPost), card(school, 400, dossier.CardArrived),
	}, []int{7, 30, 90})
	if !slices.Equal(a.Bands, []int{0, 8, 31, 91}) || len(a.Places) != 2 {
		t.Fatalf("%+v", a)
	}
	e := a.Places[0]
	if e.Place != east || !slices.Equal(e.Counts, []int{1, 2, 1, 0}) || e.Total != 4 || e.Here != 3 || e.Oldest != 31 || e.Told != 1 {
		t.Errorf("the hamlet: %+v", e)
	}
	if s := a.Places[1]; s.Place != school || !slices.Equal(s.Counts, []int{1, 0, 0, 1}) || s.Oldest != 400 {
		t.Errorf("the school: %+v", s)
	}
	if !slices.Equal(a.Total.Counts, []int{2, 2, 1, 1}) || a.Total.Total != 6 {
		t.Errorf("all: %+v", a.Total)
	}
	if empty := desk.AgeCards(nil, nil); empty.Total.Total != 0 || !slices.Equal(empty.Bands, []int{0}) {
		t.Errorf("nothing: %+v", empty)
	}
}

// TestUncollected: cards come by hamlet, the longest waiting first; their days count
// from the day on which they came, whatever happened to them since.
func TestUncollected(t *testing.T) {
	b := newBench(t, func(p *desk.Params) {
		p.Hamlets = desk.NewHamlets([]tables.Place{{Code: "T1", Kind: tables.Hamlet, Name: "Thôn Đông", Ward: "00001"},
			{Code: "S1", Kind: tables.School, Name: "Trường Tiểu học A", Ward: "00001"}})
	})
	ctx := t.Context()
	at := func(name, detail string) dossier.Identity {
		identity := neighbour(name, "")
		identity.Permanent = dossier.Address{Detail: detail, Ward: "00001", WardName: "Xã Hai"}
		return identity
	}
	b.stock(at("CÓ TRƯỜNG", "Trường Tiểu học A"), "T-1")
	b.stock(at("ĐÔNG MỘT", "Thôn Đông"), "T-2")
	b.clock.pass(72 * time.Hour)
	b.stock(at("ĐÔNG HAI", "số 3 thôn Đông"), "T-3")
	lone := b.stock(at("KHÔNG RÕ", "Xóm Núi"), "T-4")
	list := b.listOf(dossier.ListOfficer, map[string]dossier.ID{"T-4": lone}, "T-4")
	b.must(b.SignBack(ctx, list, "T-4", desk.Outcome{State: dossier.ItemBack}))
	cards, err := b.Uncollected(ctx)
	b.must(err)
	var got []string
	for _, u := range cards {
		got = append(got, u.Place.Name+"/"+u.Name)
	}
	want := []string{"Thôn Đông/ĐÔNG MỘT", "Thôn Đông/ĐÔNG HAI", "Xóm Núi, Xã Hai/KHÔNG RÕ", "Trường Tiểu học A/CÓ TRƯỜNG"}
	if !slices.Equal(got, want) {
		t.Fatalf("cards are %q", got)
	}
	if cards[0].Days != 3 || cards[1].Days != 0 || !cards[3].Place.School || cards[0].Phone != "0912345678" {
		t.Errorf("%+v", cards)
	}
	b.clock.pass(48 * time.Hour)
	if cards, err = b.Uncollected(ctx); err != nil || cards[2].Days != 2 {
		t.Errorf("days of a card that was out and came back: %d, %v", cards[2].Days, err)
	}
	if bands := b.UncollectedBands(); !slices.Equal(bands, []int{7, 30, 90, 180}) {
		t.Errorf("bands %v", bands)
	}
}

func TestTextToCopy(t *testing.T) {
	b := newBench(t, func(p *desk.Params) {
		p.Office.Address, p.Office.Phone = "Số 1 phố Thử", "024 3000 0000"
	})
	u := desk.Uncollected{Name: "Lê Thị Mẫu", Sex: "F", Birth: "1990-05-04", Receipt: "G01.26-000001", Phone: "0912345678", Days: 9}
	text := b.CallText(u)
	for _, want := range []string{"[TẬP HUẤN]", "Công an phường Thử", "bà LÊ THỊ MẪU", "07:30–11:30 và 13:30–17:00", "Số 1 phố Thử", "G01.26-000001", "024 3000 0000"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in %q", want, text)
		}
	}
	u.Birth = "2016-01-01"
	if text := b.CallText(u); !strings.Contains(text, "của cháu LÊ THỊ MẪU") || !strings.Contains(text, "Mời gia đình") {
		t.Errorf("to the family of a child: %q", text)
	}
	u.Sex, u.Birth = "", ""
	if text := b.CallText(u); !strings.Contains(text, "ông/bà LÊ THỊ MẪU") {
		t.Errorf("of unknown sex: %q", text)
	}
	u.Place.Name, u.Name = "=HYPERLINK(1)", "Tên\tcó\nđuôi"
	tsv := b.CallTSV([]desk.Call{{Uncollected: u, Why: desk.WhyNew}})
	lines := strings.Split(strings.TrimSuffix(tsv, "\n"), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines: %q", len(lines), tsv)
	}
	cells := strings.Split(lines[1], "\t")
	if len(cells) != len(strings.Split(lines[0], "\t")) || cells[0] != "'=HYPERLINK(1)" || cells[1] != "TÊN CÓ ĐUÔI" || cells[3] != "0912 345 678" || cells[6] != "9" {
		t.Errorf("cells %q", cells)
	}
	b.must(b.NoteCallsCopied(t.Context(), 1))
	if paper, err := b.CallsPaper(t.Context(), []desk.Call{{Uncollected: u}}); err != nil || paper.Code != "goi-nhan-the" {
		t.Errorf("paper %q, %v", paper.Code, err)
	}
}

// BenchmarkUncollected reads all cards that wait at an office with their holders, as
// the screen does when it opens.
func BenchmarkUncollected(b *testing.B) {
	bench := newBench(b)
	const cards = 300
	for i := range cards {
		bench.stock(holder(), fmt.Sprint("T-", i))
	}
	for b.Loop() {
		all, err := bench.Uncollected(b.Context())
		if err != nil || len(all) != cards {
			b.Fatalf("%d cards, %v", len(all), err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/cards, "µs/card")
}
