package review

import (
	"context"
	"image"

	"fyne.io/fyne/v2"

	"carddesk/app/capture/pen"
	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/ui/citizen"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// ConfirmByPen records a signature on the screen. Until the dossier is completed it
// may be written again.
func (p *Presenter) ConfirmByPen(strokes pen.Strokes) {
	if !signable(p.act, p.opened.Review) {
		return
	}
	p.do("Đang lưu chữ ký…", Pay, func(ctx context.Context, id dossier.ID) error {
		if err := p.desk.ConfirmPen(ctx, id, strokes); err != nil {
			return err
		}
		p.events.Emit("signed-on-screen", "dossier", string(id), "strokes", len(strokes.Tidy()))
		return nil
	})
}

// signable reports whether the citizen may sign on the screen at an act: where it is
// asked for, and again where it was done so.
func signable(act Act, r dossier.Review) bool {
	return act == Confirm || act == Pay && r.Confirmed == dossier.ConfirmedPen
}

// signedSlip makes the data slip with the signature from the screen, so that
// printing again prints it. Nothing waits for it.
func (p *Presenter) signedSlip() {
	if p.opened.Review.Confirmed != dossier.ConfirmedPen {
		return
	}
	id := p.opened.ID
	p.paper = desk.Paper{}
	kit.Background(p.owner, func(ctx context.Context) (desk.Paper, error) {
		return p.desk.DataSlip(ctx, id)
	}, func(signed desk.Paper, err error) {
		if p.opened.ID != id || p.act != Pay {
			return
		}
		if err != nil {
			p.view.ShowError(words.Of(err))
			return
		}
		p.paper = signed
		p.view.ShowDone("Công dân đã ký trên màn hình. V: ký lại. Ctrl+P: in phiếu có chữ ký.")
		p.events.Emit("signed-slip-ready", "pages", signed.Pages)
	})
}

// Sizes of the field to sign in: beside the clerk's keyboard, and on the
// citizen's screen.
var (
	clerkPad   = fyne.NewSize(720, 240)
	citizenPad = fyne.NewSize(840, 280)
)

// askPen asks for a signature on the screen: in the dialog with the mouse or a
// pen, or on the screen that is turned to the citizen while that is open. Nothing
// of it is kept until the clerk takes it.
func (p *Panel) askPen() {
	d := kit.NewDialog(p.router, "pen")
	var take *kit.Button
	pad := kit.NewPenPad(clerkPad, drawStrokes)
	pad.OnChanged(func() { take.SetDisabled(!inField(pad.Strokes()).Written()) })
	clear := func() {
		pad.Clear()
		p.second.ClearPad()
	}
	take = d.Scope().Button("Enter", "Nhận chữ ký", kit.Main, func() {
		strokes := inField(pad.Strokes())
		d.Close()
		p.presenter.ConfirmByPen(strokes)
	})
	take.SetDisabled(true)
	again := d.Scope().LetterButton('x', "Xóa, ký lại", kit.Normal, clear)
	text := "Đề nghị công dân ký bằng bút hoặc chuột vào khung. Ký trên giấy: nhấn Esc."
	if p.second.State() != citizen.Closed {
		p.second.Sign(kit.NewPenPad(citizenPad, drawStrokes), pad.SetStrokes)
		text = "Công dân ký trên màn hình kia; chữ ký hiện ở đây. Ký trên giấy: nhấn Esc."
	}
	d.OnClosed = p.second.Clear
	d.Open("Công dân ký trên màn hình", kit.LevelNone, kit.Column(kit.NewText(text), pad), []fyne.CanvasObject{again, take}, nil)
	p.presenter.events.Emit("pen-asked", "second", p.second.State() != citizen.Closed)
}

// inField brings strokes of a pad to the units in which they are kept.
func inField(strokes [][]kit.PenPoint) pen.Strokes {
	out := make(pen.Strokes, 0, len(strokes))
	for _, stroke := range strokes {
		line := make([]pen.Point, 0, len(stroke))
		for _, at := range stroke {
			line = append(line, pen.Point{X: int(at.X * pen.Width), Y: int(at.Y * pen.Height)})
		}
		out = append(out, line)
	}
	return out.Tidy()
}

// padPixels is how wide the picture on a pad is made.
const padPixels = 840

func drawStrokes(strokes [][]kit.PenPoint) image.Image { return inField(strokes).Picture(padPixels) }
