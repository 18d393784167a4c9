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
	// PageCount returns the number of pages of a PDF or TIFF; JPEG and PNG have one.
	PageCount(ctx context.Context, document []byte) (int, error)
	// Page renders page number page (from 0) width pixels wide, upright by what a
	// camera noted.
	Page(ctx context.Context, document []byte, page, width int) (*image.RGBA, error)
	// Picture decodes JPEG, PNG or JPEG 2000 at the size that its header gives.
	Picture(ctx context.Context, data []byte) (*image.RGBA, error)
	// Text returns the text of a page, for checking prints.
	Text(ctx context.Context, pdf []byte, page int) (string, error)
}

// Recycler is a [Renderer] that takes the memory of a picture back. Who renders
// page after page of a long document hands each picture back when done with it,
// so that one is in memory and not as many as the collector lets lie.
type Recycler interface {
	// Recycle takes a picture that nobody will use again.
	Recycle(*image.RGBA)
}
