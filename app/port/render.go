package port

import (
	"context"
	"errors"
	"image"
)

// Errors of a [Renderer].
var (
	ErrRenderTooLarge  = errors.New("document exceeds the limits")
	ErrRenderMalformed = errors.New("document cannot be read")
	ErrRenderTimeout   = errors.New("document took too long")
	ErrRenderDied      = errors.New("renderer ended while working")
)

// Renderer turns documents of unknown origin into pictures, away from this
// process. Errors wrap one of the ErrRender values.
type Renderer interface {
	// PageCount returns the number of pages of a PDF.
	PageCount(ctx context.Context, pdf []byte) (int, error)
	// Page renders page number page (from 0) width pixels wide.
	Page(ctx context.Context, pdf []byte, page, width int) (*image.RGBA, error)
	// Picture decodes JPEG, PNG or JPEG 2000 at the size that its header gives.
	Picture(ctx context.Context, data []byte) (*image.RGBA, error)
	// Text returns the text of a page, for checking prints.
	Text(ctx context.Context, pdf []byte, page int) (string, error)
}
