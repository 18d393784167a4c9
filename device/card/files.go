package card

import (
	"context"
	"errors"
	"fmt"

	"carddesk/app/port"
	"carddesk/device/card/apdu"
	"carddesk/device/card/sm"
)

// file is an elementary file as the chip addresses it and as far as we believe it.
type file struct {
	name port.CardFile
	id   uint16
	most int // bytes; a chip that announces more is broken or hostile
}

// Bounds of files in bytes. A portrait has some 20 KB, a certificate some 2 KB.
const (
	maxSmallFile   = 8 << 10
	maxSODFile     = 64 << 10
	maxPictureFile = 512 << 10
)

// Files outside the numbered groups.
var (
	fileCardAccess = file{"EF.CardAccess", 0x011C, maxSmallFile}
	fileCOM        = file{"EF.COM", 0x011E, maxSmallFile}
	fileSOD        = file{"EF.SOD", 0x011D, maxSODFile}
)

// groupFile is the file of data group n, 1 to 16.
func groupFile(n int) file {
	most := maxSODFile
	switch n {
	case 2, 5, 7:
		most = maxPictureFile
	}
	return file{port.CardFile(fmt.Sprintf("DG%d", n)), 0x0100 | uint16(n), most}
}

// Errors of reading one file.
var (
	errNoFile    = errors.New("file not on the chip")
	errForbidden = errors.New("file closed to this terminal")
	errTooLarge  = errors.New("announced length beyond every bound")
	errContent   = errors.New("read answers against the rules")
	errEnd       = errors.New("read behind the end of the file")
	// errShorterLe asks for the access to be repeated: the chip dropped secure
	// messaging over a read that was too long for it.
	errShorterLe = errors.New("chip wants shorter reads")
)

// blockSteps are lengths of reads that chips and readers were seen to allow,
// tried downwards when a longer one is refused. 223 bytes are what AES leaves of a
// short answer.
var blockSteps = []int{223, 192, 160, 128, 96, 64}

// plainBlock is the read without protection, for EF.CardAccess alone.
const plainBlock = 192

// headerRead is how much of a file is asked for first: enough for tag and length
// of all but the largest files, and never more than a file has.
const headerRead = 4

// lastEvenOffset is the last offset that READ BINARY with an even instruction
// can name: bit 8 of P1 means a short identifier.
const lastEvenOffset = 0x7FFF

// fileReader reads files over a channel with reads of block bytes.
type fileReader struct {
	ch       apdu.Channel
	block    int
	progress func(port.CardProgress)
}

// read selects and reads a file: one SELECT, one read of the header, then
// ⌈(length - 4) / block⌉ reads. The chip's length is believed up to f.most; a file
// that ends before it comes home as short as it is.
func (r *fileReader) read(ctx context.Context, f file) ([]byte, error) {
	answer, err := r.ch.Do(ctx, apdu.Command{INS: 0xA4, P1: 0x02, P2: 0x0C, Data: []byte{byte(f.id >> 8), byte(f.id)}})
	if err != nil {
		return nil, err
	}
	if err := selected(answer.Status); err != nil {
		return nil, err
	}
	data, total, err := r.header(ctx, f)
	if err != nil {
		return nil, err
	}
	r.tell(f, len(data), total)
	for reads := 0; len(data) < total; reads++ {
		if reads > maxReads(total) {
			return nil, fmt.Errorf("%w: crumbs instead of a file", errContent)
		}
		part, err := r.readPart(ctx, len(data), min(r.block, total-len(data)))
		if errors.Is(err, errEnd) {
			// Shorter than its own length: what there is, is what gets judged.
			return data, nil
		}
		if err != nil {
			return nil, err
		}
		data = append(data, part...)
		r.tell(f, len(data), total)
	}
	return data, nil
}

// maxReads bounds the reads of a file of so many bytes: chips may give less than
// they were asked for, but one that gives single bytes would keep a clerk for ever.
func maxReads(total int) int { return 16 + total/32 }

// selected sorts the answer to SELECT of a file.
func selected(s apdu.Status) error {
	switch {
	case s == apdu.OK || s.SW1() == 0x62:
		return nil
	case s == apdu.FileNotFound || s == apdu.ReferenceNotFound:
		return errNoFile
	case s == apdu.SecurityNotMet || s == apdu.ConditionsNotMet:
		return errForbidden
	}
	return &apdu.StatusError{Op: "SELECT", Status: s}
}

// header reads the first bytes of a file until its tag and length are complete.
func (r *fileReader) header(ctx context.Context, f file) (data []byte, total int, err error) {
	for {
		part, err := r.readPart(ctx, len(data), headerRead)
		if err != nil {
			return nil, 0, err
		}
		data = append(data, part...)
		_, header, length, err := apdu.ParseHeader(data)
		switch {
		case errors.Is(err, apdu.ErrShortHeader) && len(data) < 2*headerRead:
			continue
		case err != nil:
			return nil, 0, err
		case length > f.most-header:
			return nil, 0, fmt.Errorf("%w: %d bytes", errTooLarge, length)
		}
		total := header + length
		return data[:min(len(data), total)], total, nil
	}
}

// readPart reads n bytes at an offset, or fewer where the chip gives fewer; never
// none. When the chip refuses the length it steps down for good.
func (r *fileReader) readPart(ctx context.Context, offset, n int) ([]byte, error) {
	for {
		answer, err := r.readBinary(ctx, offset, n)
		var naked *sm.NakedError
		switch {
		case errors.As(err, &naked) && wrongLength(naked.Status):
			// Below secure messaging the chip may have dropped its keys.
			if !r.stepDown(n) {
				return nil, err
			}
			return nil, errShorterLe
		case err != nil:
			return nil, err
		case wrongLength(answer.Status) && r.stepDown(n):
			n = min(n, r.block)
			continue
		case answer.Status == apdu.SecurityNotMet:
			return nil, errForbidden
		case answer.Status == apdu.WrongOffset, answer.Status == apdu.EndOfFile && len(answer.Data) == 0:
			return nil, errEnd
		case !answer.Status.HasData():
			return nil, &apdu.StatusError{Op: "READ BINARY", Status: answer.Status}
		case len(answer.Data) == 0 || len(answer.Data) > n:
			return nil, fmt.Errorf("%w: %d bytes for %d", errContent, len(answer.Data), n)
		}
		return answer.Data, nil
	}
}

// wrongLength reports the refusals that a shorter read may cure.
func wrongLength(s apdu.Status) bool {
	return s == apdu.WrongLength || s.SW1() == 0x6C
}

// stepDown chooses the next shorter block below the refused length.
func (r *fileReader) stepDown(refused int) bool {
	for _, step := range blockSteps {
		if step < refused {
			r.block = step
			return true
		}
	}
	return false
}

// readBinary asks for n bytes at an offset. Offsets beyond fifteen bits need the
// odd instruction, whose answer wraps the bytes in an object 53.
func (r *fileReader) readBinary(ctx context.Context, offset, n int) (apdu.Response, error) {
	if offset <= lastEvenOffset {
		return r.ch.Do(ctx, apdu.Command{INS: 0xB0, P1: byte(offset >> 8), P2: byte(offset), Ne: n})
	}
	const wrapping = 4 // tag and longest length form of a short answer
	position := apdu.AppendObject(nil, 0x54, []byte{byte(offset >> 16), byte(offset >> 8), byte(offset)})
	if offset < 1<<16 {
		position = apdu.AppendObject(nil, 0x54, []byte{byte(offset >> 8), byte(offset)})
	}
	n = min(n, r.block-wrapping)
	answer, err := r.ch.Do(ctx, apdu.Command{INS: 0xB1, Data: position, Ne: n + wrapping})
	if err != nil || !answer.Status.HasData() {
		return answer, err
	}
	objects, err := apdu.ParseObjects(answer.Data)
	if err != nil {
		return apdu.Response{}, err
	}
	if len(objects) != 1 || objects[0].Tag != 0x53 {
		return apdu.Response{}, fmt.Errorf("%w: no object 53", errContent)
	}
	answer.Data = objects[0].Value
	if len(answer.Data) > n {
		answer.Data = answer.Data[:n]
	}
	return answer, nil
}

func (r *fileReader) tell(f file, done, total int) {
	if r.progress != nil {
		r.progress(port.CardProgress{File: string(f.name), Done: min(done, total), Total: total})
	}
}
