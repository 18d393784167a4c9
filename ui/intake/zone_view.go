package intake

import (
	"image"

	"fyne.io/fyne/v2"

	"carddesk/ui/kit"
)

// AskCamera shows the live picture in a dialog; Esc or its button ends it.
func (v counterView) AskCamera(stop func()) (frame func(image.Image), end func()) {
	d := kit.NewDialog(v.s.env.Router, "zone-camera")
	preview := kit.NewPreview(v.s.env.Runner, fyne.NewSize(560, 420))
	preview.Guide("Giơ mặt sau thẻ cũ, ba dòng chữ rõ nét")
	d.OnCancel(stop)
	cancel := d.Scope().Button("Enter", "Dừng", kit.Normal, d.Cancel)
	d.Open("Đọc dòng MRZ bằng máy ảnh", kit.LevelNone, preview, []fyne.CanvasObject{cancel}, nil)
	v.s.env.Events.Emit("zone-camera")
	return preview.Push, d.Close
}
