package render

import "time"

// Limits bound what one document may cost. A zero field takes the value of
// [DefaultLimits].
type Limits struct {
	Input        int           // bytes of a document
	Pixels       int           // pixels of one picture or rendered page
	Pages        int           // pages of a PDF
	Text         int           // bytes of text of one page
	Wall         time.Duration // of one request, after which the child is killed
	Start        time.Duration // of starting a child until it is ready
	Memory       int64         // bytes of private writable memory beyond what the program has itself
	AddressSpace int64         // bytes of address space beyond what the program has itself
	CPU          time.Duration // processor time of a child, whole seconds
}

// DefaultLimits returns the limits of a desk: an A4 page at 360 dpi and the
// picture of a 12-megapixel camera fit, a picture bomb does not.
//
// The C library, MuPDF and the Go runtime reserve far more address space than
// they use, so AddressSpace is wide and Memory is the limit that bites. Both are
// counted from the start of a child, which is the whole program and has already
// some 120 MB and 1.6 GB, of which 75 MB are in use: with all that it may take
// besides, a child stays below 300 MB. A rendered page exists three times in a
// child, which is what bounds Pixels.
func DefaultLimits() Limits {
	return Limits{
		Input:        32 << 20,
		Pixels:       12 << 20,
		Pages:        200,
		Text:         1 << 20,
		Wall:         10 * time.Second,
		Start:        10 * time.Second,
		Memory:       216 << 20,
		AddressSpace: 1 << 30,
		CPU:          20 * time.Second,
	}
}

// withDefaults fills the zero fields of l.
func (l Limits) withDefaults() Limits {
	d := DefaultLimits()
	fill(&l.Input, d.Input)
	fill(&l.Pixels, d.Pixels)
	fill(&l.Pages, d.Pages)
	fill(&l.Text, d.Text)
	fill(&l.Wall, d.Wall)
	fill(&l.Start, d.Start)
	fill(&l.Memory, d.Memory)
	fill(&l.AddressSpace, d.AddressSpace)
	fill(&l.CPU, d.CPU)
	return l
}

func fill[T int | int64 | time.Duration](field *T, value T) {
	if *field <= 0 {
		*field = value
	}
}
