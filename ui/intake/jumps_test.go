package intake

import (
	"bytes"
	"context"
	"image"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/policy"
	"carddesk/app/policy/book"
	"carddesk/app/port"
	"carddesk/app/store"
	"carddesk/app/tables"
	"carddesk/app/vault"
	"carddesk/ui/documents"
	"carddesk/ui/kit"
	"carddesk/ui/review"
	"carddesk/ui/words"
)

// counter is the three parts of intake that hold something typed, over a desk
// with a real store, without a window.
type counter struct {
	t      *rapid.T
	form   *Presenter
	papers *documents.Presenter
	review *review.Presenter
	view   *jumpView
	file   string // to attach
	ring   func() // the timer of the autosave

	at       stage
	birth    string
	kind     dossier.Kind
	receipt  string
	voided   int
	attached map[string]int // pages, by code of the paper
	inWork   int            // pages on the screen
}

// jumpView keeps what the parts last showed.
type jumpView struct {
	fakeView
	rows []documents.Row
	row  int
	fee  dossier.Payment
	act  review.Act
	told []words.Message
}

func (v *jumpView) ShowPapers(rows []documents.Row, at int, _, _ int64) { v.rows, v.row = rows, at }
func (v *jumpView) ShowScans([]desk.ScanFile)                           {}
func (v *jumpView) ShowPages(documents.Pages)                           {}
func (v *jumpView) ShowBusy(string)                                     {}
func (v *jumpView) ShowError(m words.Message)                           { v.told = append(v.told, m) }
func (v *jumpView) Changed()                                            {}

// reviewView is what the review shows.
type reviewView struct{ *jumpView }

func (v reviewView) ShowAct(act review.Act, _ desk.Opened, fee dossier.Payment) {
	v.act, v.fee = act, fee
}
func (v reviewView) ShowPaper(desk.Paper, image.Image)        {}
func (v reviewView) ShowDone(string)                          {}
func (v reviewView) AskPrint(int, []port.PrinterInfo, string) {}
func (v reviewView) ShowMissing([]dossier.Finding)            {}
func (v reviewView) ShowHousehold(desk.HouseholdFee)          {}
func (v reviewView) Finished(desk.Opened)                     {}

// nobody is a population database that cannot be reached.
type nobody struct{}

func (nobody) LookUp(context.Context, person.PersonalNumber) (port.PopulationRecord, error) {
	return port.PopulationRecord{}, port.ErrRegistryUnreachable
}

// whitePages renders a scan as one white page, and a paper that a desk wrote as so
// many as it has.
type whitePages struct{ port.Renderer }

func (whitePages) PageCount(_ context.Context, pdf []byte) (int, error) {
	return max(1, bytes.Count(pdf, []byte("/Type /Page\n"))), nil
}
func (whitePages) Page(context.Context, []byte, int, int) (*image.RGBA, error) {
	return image.NewRGBA(image.Rect(0, 0, 20, 30)), nil
}

var jumpNow = time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC)

// realDesk is a desk with a store in a folder of its own and a clerk logged in.
func realDesk(t *testing.T) *desk.Desk {
	t.Helper()
	ctx, clock := t.Context(), port.ClockFunc(func() time.Time { return jumpNow })
	kept, err := store.Open(ctx, store.Options{
		Dir: t.TempDir(), Clock: clock, Params: vault.Params{Time: 1, MemoryKiB: 8, Threads: 1},
		FreeSpace: func(string) (uint64, error) { return 1 << 40, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = kept.Close() })
	const password = "mật khẩu dài"
	err = kept.FirstStart(ctx, store.Setup{Office: "HN01", OfficeName: "Công an phường Thử", Number: 1, Users: []store.NewUser{
		{User: dossier.User{ID: "canbo", Role: dossier.RoleClerk, Name: "Lê Thị Mẫu", Rank: "Trung úy"}, Password: password},
	}})
	if err != nil {
		t.Fatal(err)
	}
	office := book.Book{Policy: policy.Default(), Tables: tables.Default(), Area: "city"}
	d := desk.New(desk.Params{
		Calendar: office, Clock: clock, Log: slog.New(slog.DiscardHandler), Office: desk.Office{ID: "HN01", Code: "HN01", Station: 1, Name: "Công an phường Thử"},
		Policy: office, Population: nobody{}, Renderer: whitePages{}, Store: kept, Training: true,
	})
	if _, err := d.LogIn(ctx, "canbo", password); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestJumps goes to and fro between form, papers, review and the list of drafts,
// typing, attaching and noting receipts in between. Wherever the clerk goes,
// nothing typed, attached or noted is lost.
func TestJumps(t *testing.T) {
	d := realDesk(t)
	file := filepath.Join(t.TempDir(), "scan.pdf")
	if err := os.WriteFile(file, []byte("%PDF-1.4"), 0o600); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		c := newCounter(t.Context(), rt, d, file)
		for range rapid.IntRange(1, 20).Draw(rt, "keys") {
			c.key()
			c.check()
		}
		c.goTo(atDoor)
		c.goTo(atForm)
		c.check()
	})
}

func newCounter(ctx context.Context, rt *rapid.T, d *desk.Desk, file string) *counter {
	c := &counter{t: rt, view: &jumpView{}, file: file, attached: map[string]int{}, at: atForm}
	owner := kit.NewInlineOwner(ctx)
	c.form = NewPresenter(Params{
		Clock: d.Clock, Desk: d, Events: kit.NoEvents{}, Owner: owner, View: &c.view.fakeView,
		After: func(_ time.Duration, f func()) func() {
			c.ring = f
			return func() { c.ring = nil }
		},
	})
	c.papers = documents.NewPresenter(d, owner, kit.NoEvents{}, c.view, func(time.Duration, func()) func() { return func() {} })
	c.review = review.NewPresenter(d, owner, kit.NoEvents{}, reviewView{c.view})
	c.form.Start("")
	return c
}

// key does one thing that a clerk can do where the clerk is.
func (c *counter) key() {
	switch rapid.IntRange(0, 5).Draw(c.t, "key") {
	case 0:
		c.goTo(rapid.SampledFrom([]stage{atDoor, atForm, atDocuments, atReview}).Draw(c.t, "to"))
		return
	case 1:
		if ring := c.ring; ring != nil { // the hands rest
			c.ring = nil
			ring()
		}
		return
	}
	switch c.at {
	case atForm:
		c.form.Set(func(id *dossier.Identity) {
			if rapid.Bool().Draw(c.t, "age") {
				id.Birth = rapid.SampledFrom([]string{"2020-11-25", "2013-01-01", "1990-05-04", "1960-01-01", "1990"}).Draw(c.t, "birth")
			} else {
				id.Request.Kind = rapid.SampledFrom(dossier.Kinds()).Draw(c.t, "kind")
				id.Request.Reason = dossier.Reasons(id.Request.Regime, id.Request.Kind)[0].Code
			}
			c.birth, c.kind = id.Birth, id.Request.Kind
		})
	case atDocuments:
		c.paperKey()
	case atReview:
		if rapid.Bool().Draw(c.t, "void") {
			c.voided++
			c.review.VoidReceipt("AB", "0001", "rách")
		} else {
			c.receipt = rapid.SampledFrom([]string{"0007", "0008"}).Draw(c.t, "receipt")
			c.review.Receipt("AB", c.receipt)
		}
	}
}

func (c *counter) paperKey() {
	switch rapid.IntRange(0, 3).Draw(c.t, "paper key") {
	case 0:
		if !c.papers.Editing() {
			c.papers.Move(rapid.IntRange(-2, 2).Draw(c.t, "by"))
		}
	case 1, 2:
		if !c.papers.Editing() {
			c.inWork = c.attached[c.view.rows[c.view.row].Code]
		}
		c.papers.AttachFile(c.file)
		c.inWork++
	case 3:
		c.keepPapers(c.papers.Keep)
	}
}

// keepPapers notes the pages in work as attached; keep puts them on the disk.
func (c *counter) keepPapers(keep func()) {
	if c.inWork > 0 {
		c.attached[c.view.rows[c.view.row].Code] = c.inWork
	}
	c.inWork = 0
	keep()
}

// goTo leaves the part that is open and opens another, as the screen does.
func (c *counter) goTo(to stage) {
	if c.at == atDocuments {
		c.keepPapers(c.papers.Leave)
	}
	id := c.form.ID()
	switch to {
	case atDoor:
		c.form.Close(func() {})
		c.form.Resume(id)
		to = atForm
	case atDocuments:
		c.form.Reload(func() { c.papers.Begin(c.form.Opened()) })
	case atReview:
		c.form.Reload(func() { c.review.Begin(c.form.Opened()) })
	case atForm:
		c.form.Reload(nil)
	}
	c.at = to
}

func (c *counter) check() {
	c.t.Helper()
	if len(c.view.told) > 0 {
		c.t.Fatalf("told %+v", c.view.told)
	}
	if id := c.form.Identity(); id.Birth != c.birth || id.Request.Kind != c.kind {
		c.t.Fatalf("typed %q %q, there is %q %q", c.birth, c.kind, id.Birth, id.Request.Kind)
	}
	if c.at == atReview {
		if fee := c.review.Fee(); fee.Number != c.receipt || len(fee.Voided) != c.voided {
			c.t.Fatalf("receipt %q and %d voided noted, there are %q and %d", c.receipt, c.voided, fee.Number, len(fee.Voided))
		}
	}
	if c.at == atDocuments {
		return // the form learns of what is kept there when it is left
	}
	kept := map[string]int{}
	for _, item := range c.form.Opened().Documents.Items {
		kept[item.Code] = item.Pages
	}
	if len(kept) != len(c.attached) {
		c.t.Fatalf("attached %v, there are %v", c.attached, kept)
	}
	for code, pages := range c.attached {
		if kept[code] != pages {
			c.t.Fatalf("attached %v, there are %v", c.attached, kept)
		}
	}
}
