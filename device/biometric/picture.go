package biometric

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/draw"
	"image/png"

	"carddesk/app/port"
	"carddesk/device/biometric/wsq"
)

// renderer adds WSQ to the pictures that a renderer can decode.
type renderer struct {
	port.Renderer
}

// WithWSQ returns a renderer that decodes WSQ fingerprints itself and leaves
// everything else to the given one. The decoder is Go without any library, and
// bounded; it needs no process of its own.
func WithWSQ(r port.Renderer) port.Renderer { return renderer{r} }

// Picture decodes a picture at the size that its header gives.
func (r renderer) Picture(ctx context.Context, data []byte) (*image.RGBA, error) {
	if !bytes.HasPrefix(data, []byte("\xff\xa0")) {
		return r.Renderer.Picture(ctx, data)
	}
	grey, err := wsq.Decode(data)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", port.ErrRenderMalformed, err)
	}
	out := image.NewRGBA(grey.Rect)
	draw.Draw(out, out.Rect, grey, image.Point{}, draw.Src)
	return out, nil
}

// rawToPNG wraps raw grey pixels, which no decoder could tell the size of, as
// PNG. Nothing is lost, and the record keeps what the device signed.
func rawToPNG(pixels []byte, width, height int) ([]byte, error) {
	if len(pixels) != width*height {
		return nil, fmt.Errorf("%d raw bytes for %d×%d pixels", len(pixels), width, height)
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	err := encoder.Encode(&out, &image.Gray{Pix: pixels, Stride: width, Rect: image.Rect(0, 0, width, height)})
	return out.Bytes(), err
}
