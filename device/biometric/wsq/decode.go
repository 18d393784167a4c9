package wsq

import (
	"fmt"
	"image"
)

// Bands that carry numbers, and the first band of each of the three blocks that
// they are coded in.
const (
	codedBands  = 60
	secondBlock = 19
	thirdBlock  = 52
)

var blockEnds = [3]int{secondBlock, thirdBlock, codedBands}

// decoder gathers what the segments of a file say.
type decoder struct {
	reader    reader
	header    *Header
	transform *transform
	quantiser *quantiser
	tables    [8]*codeTable
	block     int // next block
	band      int // next band

	root  *node
	bands []area
	pix   []float32
}

func (d *decoder) decode() (*image.Gray, error) {
	if err := d.reader.start(); err != nil {
		return nil, err
	}
	for d.block < len(blockEnds) {
		code, segment, err := d.reader.segment()
		if err != nil {
			return nil, err
		}
		switch code {
		case markerFrame:
			err = d.frame(segment)
		case markerTransform:
			var t transform
			t, err = readTransform(segment)
			d.transform = &t
		case markerQuantiser:
			var q quantiser
			q, err = readQuantiser(segment)
			d.quantiser = &q
		case markerHuffman:
			err = readTables(segment, &d.tables)
		case markerBlock:
			err = d.codedBlock(segment)
		case markerRestart:
			err = fmt.Errorf("restart interval: %w", ErrUnsupported)
		case markerComment:
		default:
			err = fmt.Errorf("marker %04x: %w", code, ErrFormat)
		}
		if err != nil {
			return nil, err
		}
	}
	return d.picture(), nil
}

func (d *decoder) frame(segment []byte) error {
	if d.header != nil {
		return fmt.Errorf("second frame header: %w", ErrFormat)
	}
	header, err := readFrame(segment)
	if err != nil {
		return err
	}
	d.header = &header
	d.root, d.bands = layout(header.Width, header.Height)
	return nil
}

// codedBlock decodes the numbers of one block of bands.
func (d *decoder) codedBlock(segment []byte) error {
	if d.header == nil || d.transform == nil || d.quantiser == nil {
		return fmt.Errorf("coded data before its tables: %w", ErrFormat)
	}
	if len(segment) != 1 || int(segment[0]) >= len(d.tables) || d.tables[segment[0]] == nil {
		return fmt.Errorf("block without a code table: %w", ErrFormat)
	}
	if d.pix == nil {
		d.pix = make([]float32, d.header.Width*d.header.Height)
	}
	data := bits{rest: d.reader.rest}
	table := d.tables[segment[0]]
	zeros := 0
	for ; d.band < blockEnds[d.block]; d.band++ {
		if d.quantiser.bin[d.band] == 0 {
			continue // the band was left out
		}
		a := d.bands[d.band]
		for y := a.y; y < a.y+a.height; y++ {
			row := d.pix[y*d.header.Width+a.x : y*d.header.Width+a.x+a.width]
			for x := range row {
				if zeros > 0 {
					zeros--
					continue
				}
				value, run, err := data.next(table)
				if err != nil {
					return fmt.Errorf("band %d: %w", d.band, err)
				}
				if run > 0 {
					zeros = run - 1
					continue
				}
				row[x] = d.quantiser.restore(d.band, value)
			}
		}
	}
	if zeros > 0 {
		return fmt.Errorf("a run of zeros goes beyond its block: %w", ErrFormat)
	}
	d.reader.rest = data.rest
	d.block++
	return nil
}

// picture puts the bands together and brings the brightness back.
func (d *decoder) picture() *image.Gray {
	width, height := d.header.Width, d.header.Height
	longest := max(width, height)
	j := joiner{pix: d.pix, stride: width, filter: *d.transform, line: make([]float32, longest), out: make([]float32, longest)}
	j.join(d.root)
	out := image.NewGray(image.Rect(0, 0, width, height))
	for i, v := range d.pix {
		level := float64(v)*d.header.scale + d.header.shift + 0.5
		switch {
		case !(level >= 0): // also no number at all
			out.Pix[i] = 0
		case level >= 255:
			out.Pix[i] = 255
		default:
			out.Pix[i] = uint8(level)
		}
	}
	return out
}
