package kit

import (
	"image"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

func TestPreviewDrawsOnlyTheLatestFrame(t *testing.T) {
	newDesk(t)
	q := newQueueRunner()
	p := NewPreview(q, fyne.NewSize(320, 240))
	frames := []image.Image{image.NewGray(image.Rect(0, 0, 4, 4)), image.NewGray(image.Rect(0, 0, 8, 8)), image.NewGray(image.Rect(0, 0, 16, 16))}
	for _, f := range frames {
		p.Push(f)
	}
	if len(q.queue) != 1 {
		t.Errorf("%d draws are queued for three frames", len(q.queue))
	}
	q.run()
	if p.picture.Image != frames[2] || p.empty.Visible() {
		t.Error("the latest frame is not shown")
	}
	p.Push(frames[0])
	q.run()
	if p.picture.Image != frames[0] {
		t.Error("a frame after the first draw is lost")
	}
	p.SetPicture(nil)
	if !p.empty.Visible() {
		t.Error("nothing says that there is no picture")
	}
}

func TestLateFrameDoesNotReplaceAStillPicture(t *testing.T) {
	newDesk(t)
	q := newQueueRunner()
	p := NewPreview(q, fyne.NewSize(320, 240))
	still := image.NewGray(image.Rect(0, 0, 2, 2))
	p.Push(image.NewGray(image.Rect(0, 0, 4, 4)))
	p.SetPicture(still) // captured while a frame was on its way
	q.run()
	if p.picture.Image != still {
		t.Error("a late frame replaced the captured picture")
	}
}

func TestLongGuidanceKeepsItsEnd(t *testing.T) {
	d := newDesk(t)
	fyne.CurrentApp().Settings().SetTheme(NewTheme(false, 200))
	p := NewPreview(InlineRunner{}, fyne.NewSize(640, 400))
	d.win.SetContent(p)
	drawn := func() float32 {
		line := test.WidgetRenderer(p.guidance).Objects()[0].(*canvas.Text)
		return fyne.MeasureText(line.Text, line.TextSize, line.TextStyle).Width
	}
	const long = "Đề nghị nhìn thẳng vào máy ảnh, bỏ kính, vén tóc để lộ hai tai"
	p.Resize(fyne.NewSize(1300, 400))
	p.Guide(long)
	wide := drawn()
	p.Resize(fyne.NewSize(640, 400))
	if width := drawn(); width > 640-6*gap || width >= wide {
		t.Errorf("after the picture became narrow the sentence is %v wide, before %v", width, wide)
	}
	for _, sentence := range []string{long, "Nhìn thẳng"} {
		p.Guide(sentence)
		if width := drawn(); width > 640-6*gap {
			t.Errorf("%q is %v wide in a picture of 640", sentence, width)
		}
	}
	if p.guidance.times != 1 {
		t.Errorf("a short sentence is drawn at %v", p.guidance.times)
	}
}

func TestProgressStopsByEsc(t *testing.T) {
	d := newDesk(t)
	stops, left := 0, 0
	d.scope.On("Esc", "Ra", func() { left++ })
	work := NewScope("work")
	p := NewProgress("Đang gửi", func() { stops++ })
	p.Bind(work)
	d.router.Push(work)
	d.press("Esc")
	p.Hide()
	d.press("Esc")
	if stops != 1 || left != 1 {
		t.Errorf("stopped %d times, left %d times", stops, left)
	}
}

func TestHandsKeepTheirStates(t *testing.T) {
	newDesk(t)
	h := NewHandsPicture()
	h.Set(2, FingerGood, "82")
	h.Set(0, FingerGood, "")
	h.Set(11, FingerGood, "")
	if h.State(2) != FingerGood || h.State(3) != FingerIdle || h.State(0) != FingerIdle || h.State(11) != FingerIdle {
		t.Error("a state went to another finger")
	}
	signs := map[string]bool{}
	for s := FingerIdle; s <= FingerMissing; s++ {
		_, _, sign, _ := s.look()
		signs[sign] = true
	}
	if len(signs) != 5 {
		t.Error("two states have the same sign")
	}
	if h.Reset(); h.State(2) != FingerIdle {
		t.Error("Reset leaves a state")
	}
}
