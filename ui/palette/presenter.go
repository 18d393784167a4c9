// Package palette is one field that finds everything: people and slips of the
// office, reports, and what can be done where somebody stands. It is opened by one
// key from every screen.
package palette

import (
	"context"
	"log/slog"
	"slices"
	"strings"

	"carddesk/app/desk"
	"carddesk/app/person"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// Kind is what an item is.
type Kind string

// Kinds of items.
const (
	Door    Kind = "door"
	Command Kind = "command"
	Report  Kind = "report"
	Person  Kind = "person"
	Slip    Kind = "slip"
)

// kindNames are the kinds as the list says them.
var kindNames = map[Kind]string{Door: "Màn hình", Command: "Lệnh", Report: "Báo cáo", Person: "Người", Slip: "Giấy hẹn"}

// Name is the kind in words.
func (k Kind) Name() string { return kindNames[k] }

// Item is one thing that can be opened.
type Item struct {
	Kind   Kind
	Text   string
	Detail string // beside it, in grey: a key, a state
	Keys   string // that do the same without the palette
	Open   func() // called after the palette went away
}

// Desk is what the palette needs of the desk.
type Desk interface {
	SearchBy(ctx context.Context, text string, filter desk.SearchFilter) ([]desk.Row, error)
	NoteSearch(ctx context.Context, text string, shown int) error
}

// View is what the presenter says to the window, on the UI goroutine.
type View interface {
	ShowItems(items []Item, at int, state string)
	// Leave takes the palette away.
	Leave()
}

// Options are what a palette is opened with.
type Options struct {
	Items []Item
	// Dossier opens a dossier; nil for who may not look people up.
	Dossier func(row desk.Row)
	Log     *slog.Logger
}

// Bounds of what is shown: who looks for more types more.
const (
	mostItems  = 30
	mostPeople = 12
)

// Presenter answers what is typed. Its methods are called on the UI goroutine.
type Presenter struct {
	desk    Desk
	owner   *kit.Owner
	view    View
	events  kit.Events
	options Options

	asked    int // of the newest question: answers to older ones are dropped
	answered int
	text     string
	items    []Item
	at       int
	enter    bool // Enter was pressed before the answer came
	chosen   bool // the item was walked to or clicked
	seen     search
	left     bool
}

// search is the newest question that showed people.
type search struct {
	text  string
	shown int
}

// NewPresenter makes the presenter of one opening of the palette.
func NewPresenter(d Desk, owner *kit.Owner, events kit.Events, view View, o Options) *Presenter {
	return &Presenter{desk: d, owner: owner, events: events, view: view, options: o}
}

// Add offers more items, which had to be read first. Who has moved in the list by
// then keeps it until more is typed.
func (p *Presenter) Add(items ...Item) {
	p.options.Items = slices.Concat(p.options.Items, items)
	if p.at == 0 && !p.left {
		p.Find(p.text)
	}
}

// Find answers what is typed, off the UI goroutine.
func (p *Presenter) Find(text string) {
	p.asked++
	p.text, p.enter, p.chosen = strings.TrimSpace(text), false, false
	asked, sought, known := p.asked, p.text, p.options.Items
	kit.Background(p.owner, func(ctx context.Context) (found, error) {
		return p.find(ctx, sought, known)
	}, func(f found, err error) {
		if asked != p.asked || p.left {
			return
		}
		p.answered = asked
		state := ""
		switch {
		case err != nil:
			state = words.Of(err).Line()
		case sought != "" && len(f.items) == 0:
			state = "Không thấy gì. Gõ họ tên, số, giấy hẹn, tên báo cáo hoặc tên việc, không cần dấu."
		}
		if f.people > 0 {
			p.seen = search{sought, f.people}
		}
		p.items, p.at = f.items, 0
		p.view.ShowItems(p.items, p.at, state)
		p.events.Emit("palette-shown", "count", len(p.items), "people", f.people)
		if p.enter {
			p.Enter()
		}
	})
}

// found is an answer.
type found struct {
	items  []Item
	people int // among the items
}

// find asks the items that are there and the index of people.
func (p *Presenter) find(ctx context.Context, text string, items []Item) (found, error) {
	known, best := rank(items, text)
	if p.options.Dossier == nil || text == "" {
		return found{items: known}, nil
	}
	rows, err := p.desk.SearchBy(ctx, text, desk.SearchFilter{})
	if err != nil {
		return found{items: known}, err
	}
	people := make([]Item, 0, min(len(rows), mostPeople))
	for _, row := range rows[:min(len(rows), mostPeople)] {
		people = append(people, p.item(row, text))
	}
	// A word that begins like what is typed is what was meant; a name is, before
	// letters that only occur somewhere in a command.
	all := slices.Concat(known, people)
	if best > goodMerit || hasDigit(text) {
		all = slices.Concat(people, known)
	}
	return found{items: all[:min(len(all), mostItems)], people: len(people)}, nil
}

// goodMerit is up to where a match begins with what was typed; see [kit.Merit].
const goodMerit = 2

// rank orders the items that match, best first, and gives the merit of the best;
// nothing typed shows all in their own order.
func rank(items []Item, text string) (matching []Item, best int) {
	type merited struct {
		Item
		merit int
	}
	var all []merited
	for _, item := range items {
		merit := kit.Merit(item.Text, text)
		if merit < 0 && item.Keys != "" && strings.EqualFold(item.Keys, text) {
			merit = 0
		}
		if merit >= 0 {
			all = append(all, merited{item, merit})
		}
	}
	slices.SortStableFunc(all, func(a, b merited) int { return a.merit - b.merit })
	best = goodMerit + 1
	for i, one := range all[:min(len(all), mostItems)] {
		if i == 0 {
			best = one.merit
		}
		matching = append(matching, one.Item)
	}
	return matching, best
}

// item is a dossier that was found, by its slip where that is what was typed.
func (p *Presenter) item(row desk.Row, text string) Item {
	item := Item{Kind: Person, Text: row.Name, Open: func() { p.options.Dossier(row) },
		Detail: join(words.Number(row.Number), words.Date(row.Birth), words.State(row.State))}
	if row.Destroyed {
		item.Text = "Nội dung đã hủy"
	}
	if ofSlip(text, row) {
		item.Kind, item.Text = Slip, row.Receipt
		item.Detail = join(row.Name, words.Date(row.Birth), words.State(row.State))
	}
	return item
}

// leastOfSlip is how many characters of a slip's number say that a slip is meant.
const leastOfSlip = 3

// ofSlip reports whether what was typed or scanned is of a dossier's slip, and not
// of the person's number.
func ofSlip(text string, row desk.Row) bool {
	if number, err := person.ParseReceiptNumber(text); err == nil {
		return number.String() == row.Receipt
	}
	typed := signs(text)
	return len(typed) >= leastOfSlip && hasDigit(typed) && strings.Contains(signs(row.Receipt), typed) && !strings.Contains(row.Number, typed)
}

// signs are the letters and digits of a number, without what parts them.
func signs(text string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '.' {
			return -1
		}
		return r
	}, text))
}

func hasDigit(text string) bool { return strings.ContainsAny(text, "0123456789") }

func join(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " · ")
}

// Move goes up or down in the list.
func (p *Presenter) Move(by int) { p.GoTo(p.at + by) }

// GoTo stands on an item.
func (p *Presenter) GoTo(at int) {
	at, p.chosen = max(0, min(at, len(p.items)-1)), true
	if at != p.at {
		p.at = at
		p.view.ShowItems(p.items, p.at, "")
	}
}

// Enter opens the item that is stood on. While the answer to what was typed last
// is not there, it opens the first one of it. While nothing was typed or chosen it
// does nothing: the first line may be a command that cannot be taken back.
func (p *Presenter) Enter() {
	if p.answered != p.asked {
		p.enter = true
		return
	}
	if p.left || p.at >= len(p.items) || p.text == "" && !p.chosen {
		return
	}
	item := p.items[p.at]
	p.Leave()
	p.view.Leave()
	p.events.Emit("palette-opened", "kind", string(item.Kind))
	item.Open()
}

// Leave ends the palette, however it was left; that people were shown is noted.
func (p *Presenter) Leave() {
	if p.left {
		return
	}
	p.left = true
	seen := p.seen
	if seen.shown == 0 {
		return
	}
	kit.Background(p.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, p.desk.NoteSearch(ctx, seen.text, seen.shown)
	}, func(_ struct{}, err error) {
		if err != nil && p.options.Log != nil {
			p.options.Log.Error("noting a search", "error", err)
		}
	})
}
