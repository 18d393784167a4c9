package formtest

import (
	"bytes"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"carddesk/app/report"
	"carddesk/device/render"
)

// The receipt number can be scanned from the printed slip at 200 dpi.
func TestReceiptNumberCanBeScanned(t *testing.T) {
	renderer, err := render.New(render.Config{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer renderer.Close()
	var pdf bytes.Buffer
	if err := report.WriteDataSlip(&pdf, DataSlip()); err != nil {
		t.Fatal(err)
	}
	page, err := renderer.Page(t.Context(), pdf.Bytes(), 0, 1654)
	if err != nil {
		t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(page)
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		t.Fatal(err)
	}
	if result.GetText() != receipt {
		t.Errorf("scanned %q", result.GetText())
	}
}
