package papers

import (
	"context"
	"errors"
	"image"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

type fakeDesk struct {
	printed, exported int
	last              string
	err               error
}

func (d *fakeDesk) Page(_ context.Context, _ desk.Paper, page, _ int) (image.Image, error) {
	return image.NewGray(image.Rect(0, 0, page+1, 1)), d.err
}
func (d *fakeDesk) PrintBookPaper(_ context.Context, _ desk.ReportPaper, o desk.PrintOptions) error {
	d.printed++
	if d.err == nil {
		d.last = o.Printer
	}
	return d.err
}
func (d *fakeDesk) Printers(context.Context) ([]port.PrinterInfo, error) {
	return []port.PrinterInfo{{Name: "P1"}, {Name: "P2"}}, nil
}
func (d *fakeDesk) LastPrinter(string) string { return d.last }
func (d *fakeDesk) ExportBookPaper(context.Context, desk.ReportPaper) (string, error) {
	d.exported++
	return "x.pdf", d.err
}

type fakeView struct {
	page, before int
	printers     int
	printer      string
	done         []string
	failed       int
	busy         string
}

func (v *fakeView) ShowPage(paper desk.ReportPaper, page int, _ image.Image) {
	v.page, v.before = page+1, paper.Printed
}
func (v *fakeView) ShowPaper(_ desk.ReportPaper, printers []port.PrinterInfo, printer string) {
	v.printers, v.printer = len(printers), printer
}
func (v *fakeView) Busy(text string)     { v.busy = text }
func (v *fakeView) Failed(words.Message) { v.failed++ }
func (v *fakeView) Done(text string)     { v.done = append(v.done, text) }

func TestPaper(t *testing.T) {
	d, v := &fakeDesk{}, &fakeView{}
	p := NewPresenter(d, kit.NewInlineOwner(t.Context()), kit.NoEvents{}, v)
	p.Print(desk.PrintOptions{}) // nothing is shown yet
	made := 0
	make := func(context.Context) (desk.ReportPaper, error) {
		made++
		return desk.ReportPaper{Paper: desk.Paper{PDF: []byte("%PDF"), Pages: 2}, Printed: d.printed + d.exported}, d.err
	}
	p.Open(make)
	p.Turn(1)
	p.Turn(1)
	if v.page != 2 || made != 1 {
		t.Fatalf("page %d, made %d times", v.page, made)
	}
	if v.printers != 2 || v.printer != "" {
		t.Errorf("%d printers, %q last", v.printers, v.printer)
	}
	p.Print(desk.PrintOptions{Printer: "P2", Copies: 3, First: 1, Last: 1})
	if v.printer != "P2" {
		t.Errorf("the next print goes to %q", v.printer)
	}
	p.Export()
	// What is shown after a print says that it was printed.
	if d.printed != 1 || d.exported != 1 || made != 3 || v.before != 2 || v.page != 1 || len(v.done) != 2 || v.busy != "" {
		t.Errorf("printed %d, made %d, says %d, page %d, done %q, busy %q", d.printed, made, v.before, v.page, v.done, v.busy)
	}
	d.err = errors.New("broken")
	p.Print(desk.PrintOptions{})
	p.Open(make)
	if v.failed != 2 || v.busy != "" {
		t.Errorf("%d failures said, busy %q", v.failed, v.busy)
	}
	p.Close()
	p.Print(desk.PrintOptions{})
	if d.printed != 2 {
		t.Error("a paper that was closed is printed")
	}
}

// lateDesk makes pictures only when it is told to.
type lateDesk struct {
	fakeDesk
	let chan struct{}
}

func (d *lateDesk) Page(_ context.Context, _ desk.Paper, page, _ int) (image.Image, error) {
	<-d.let
	return image.NewGray(image.Rect(0, 0, page+1, 1)), nil
}

// TestLatePictures: a picture that comes after the paper was left or another one was
// opened is not shown.
func TestLatePictures(t *testing.T) {
	one := func(context.Context) (desk.ReportPaper, error) {
		return desk.ReportPaper{Paper: desk.Paper{PDF: []byte("%PDF 1"), Pages: 1}}, nil
	}
	never := func(ctx context.Context) (desk.ReportPaper, error) {
		return desk.ReportPaper{}, errors.New("broken")
	}
	for name, leave := range map[string]func(*Presenter){
		"left": (*Presenter).Close, "another paper": func(p *Presenter) { p.Open(never) }, "stays": func(*Presenter) {},
	} {
		t.Run(name, func(t *testing.T) {
			d, v := &lateDesk{let: make(chan struct{})}, &fakeView{}
			ui := make(queue, 16)
			owner := kit.NewOwner(t.Context(), ui)
			p := NewPresenter(d, owner, kit.NoEvents{}, v)
			p.Open(one)
			(<-ui)() // the paper is made, its picture is not
			leave(p)
			close(d.let)
			done := make(chan struct{})
			go func() { owner.Wait(); close(done) }()
			for waiting := true; waiting; {
				select {
				case f := <-ui:
					f()
				case <-done:
					waiting = false
				}
			}
			for len(ui) > 0 {
				(<-ui)()
			}
			if shown := v.page == 1; shown != (name == "stays") {
				t.Errorf("page %d is shown", v.page)
			}
		})
	}
}

// queue runs what it is given when the test takes it.
type queue chan func()

func (q queue) Do(f func()) { q <- f }
