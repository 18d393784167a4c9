package desk_test

import (
	"bytes"
	"errors"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"carddesk/app/capture/pen"
	"carddesk/app/desk"
	"carddesk/app/dossier"
)

// signature is nobody's.
func signature() pen.Strokes {
	return pen.Strokes{{{X: 200, Y: 300}, {X: 900, Y: 120}, {X: 1500, Y: 400}}, {{X: 300, Y: 450}, {X: 1400, Y: 460}}}
}

func TestConfirmingWithAPen(t *testing.T) {
	b := newBench(t)
	id := b.draft(holder())
	b.must(b.ReadBack(t.Context(), id))
	before, err := b.DataSlip(t.Context(), id)
	b.must(err)
	b.must(b.Print(t.Context(), id, before, ""))
	if err := b.ConfirmPen(t.Context(), id, pen.Strokes{{{X: 5, Y: 5}}}); !errors.Is(err, desk.ErrNoInk) {
		t.Fatalf("a dot was taken for a signature: %v", err)
	}
	b.must(b.Confirm(t.Context(), id, dossier.ConfirmedPaper, "")) // at first on paper
	if out, err := b.CountSlipsOut(t.Context()); err != nil || out != 1 {
		t.Fatalf("%d slips out, error %v", out, err)
	}
	b.must(b.ConfirmPen(t.Context(), id, signature()))
	r := b.open(id).Review
	if r.Confirmed != dossier.ConfirmedPen || r.Pen == nil || !r.ConfirmedAt.Equal(b.clock.Now()) || r.ConfirmedOf != r.SlipOf {
		t.Fatalf("review is %+v", r)
	}
	if kept, err := pen.Parse(r.Pen.Strokes); err != nil || len(kept) != 2 {
		t.Errorf("kept strokes %v, error %v", kept, err)
	}
	if picture, err := png.Decode(bytes.NewReader(r.Pen.Picture)); err != nil || picture.Bounds().Dx() != 600 {
		t.Errorf("kept picture: %v", err)
	}
	if out, err := b.CountSlipsOut(t.Context()); err != nil || out != 0 {
		t.Errorf("%d slips still out, error %v", out, err)
	}
	after, err := b.DataSlip(t.Context(), id)
	b.must(err)
	if bytes.Contains(before.PDF, []byte("/Subtype /Image")) || !bytes.Contains(after.PDF, []byte("/Subtype /Image")) {
		t.Error("the slip made after signing does not show the signature, or the one before does")
	}
	b.must(b.Confirm(t.Context(), id, dossier.ConfirmedPaper, "")) // on paper after all
	if b.open(id).Review.Pen != nil {
		t.Error("the signature on the screen stays beside one on paper")
	}
}

// TestSignatureIsSealed: neither the strokes nor their picture are readable in the
// data folder.
func TestSignatureIsSealed(t *testing.T) {
	b := newBench(t)
	id := b.draft(holder())
	b.must(b.ConfirmPen(t.Context(), id, signature()))
	kept := b.open(id).Review.Pen
	found := 0
	b.must(filepath.WalkDir(b.data, func(path string, entry os.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		if bytes.Contains(data, []byte(kept.Strokes)) || bytes.Contains(data, kept.Picture) {
			found++
		}
		return err
	}))
	if found > 0 {
		t.Errorf("the signature is readable in %d files", found)
	}
}

func TestConfirmedWords(t *testing.T) {
	for want, r := range map[string]dossier.Review{
		"":                              {},
		"Ký trên giấy, phiếu chưa quét": {Confirmed: dossier.ConfirmedPaper},
		"Ký trên giấy, phiếu đã quét":   {Confirmed: dossier.ConfirmedPaper, Slip: &dossier.Document{}},
		"Điểm chỉ, người làm chứng Hà": {Confirmed: dossier.ConfirmedThumb, Witness: "Hà"},
		"Ký trên màn hình":             {Confirmed: dossier.ConfirmedPen},
	} {
		if got := desk.ConfirmedWords(r); got != want {
			t.Errorf("%q instead of %q", got, want)
		}
	}
}
