package formtest

import (
	"bytes"
	"image"
	"io"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"carddesk/app/person"
	"carddesk/app/report"
	"carddesk/device/render"
)

// The QR code of both slips says that it is one, and can be scanned at 200 dpi.
func TestReceiptNumberCanBeScanned(t *testing.T) {
	renderer, err := render.New(render.Config{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer renderer.Close()
	for name, write := range map[string]func(io.Writer) error{
		"data slip": func(w io.Writer) error { return report.WriteDataSlip(w, DataSlip()) },
		"appointment": func(w io.Writer) error {
			return report.WriteAppointment(w, report.AppointmentSlip{Print: on(true), ReceiptNumber: receipt, Holder: longHolder(), Due: Printed})
		},
	} {
		t.Run(name, func(t *testing.T) {
			var pdf bytes.Buffer
			if err := write(&pdf); err != nil {
				t.Fatal(err)
			}
			page, err := renderer.Page(t.Context(), pdf.Bytes(), 0, 1654)
			if err != nil {
				t.Fatal(err)
			}
			text := scan(t, page)
			if text != person.ReceiptNumber(receipt).QR() || !person.IsReceiptQR(text) {
				t.Errorf("scanned %q", text)
			}
			if number, err := person.ParseReceiptNumber(text); err != nil || number.String() != receipt {
				t.Errorf("the scan means %q: %v", number, err)
			}
		})
	}
}

// scan reads the QR code of a page.
func scan(t *testing.T, page image.Image) string {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(page)
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		t.Fatal(err)
	}
	return result.GetText()
}
