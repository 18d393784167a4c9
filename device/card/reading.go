package card

import (
	"context"
	"errors"
	"io"

	"carddesk/app/port"
	"carddesk/device/card/access"
	"carddesk/device/card/apdu"
	"carddesk/device/card/lds"
	"carddesk/device/card/sm"
)

// applicationID is the eMRTD application (ICAO 9303-10 section 3.6.1).
var applicationID = []byte{0xA0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01}

// errNoApplication says that the card is not an eMRTD.
var errNoApplication = errors.New("no eMRTD application")

// maxReopens bounds how often one reading agrees on new keys because the chip
// dropped the old ones over a length.
const maxReopens = 4

// reading is the conversation with one chip.
type reading struct {
	keys     port.CardKeys
	random   io.Reader
	progress func(port.CardProgress)

	plain    *apdu.Plain
	ch       *sm.Channel // the protected channel
	files    *fileReader // reads over ch
	longest  int         // answer that reader and chip carry, bytes
	opener   opener      // what opened the chip, to open it again
	mapping  *access.ChipMapping
	step     string // where the reading is, for errors
	evidence Evidence
}

// opener agrees on keys and returns the protected channel.
type opener func(ctx context.Context) (*sm.Channel, error)

// read opens the chip, reads every file that this terminal may read, and lets
// the chip prove its keys. reader is the longest answer that the reader carries.
func (r *reading) read(ctx context.Context, reader int) error {
	r.evidence.Files = map[port.CardFile][]byte{}
	if err := r.negotiate(ctx, reader); err != nil {
		return err
	}
	if err := r.open(ctx); err != nil {
		return err
	}
	groups, err := r.readMandatory(ctx)
	if err != nil {
		return err
	}
	for _, n := range groups {
		if err := r.readGroup(ctx, n); err != nil {
			return err
		}
	}
	return r.challenge(ctx)
}

// readMandatory reads EF.COM and EF.SOD and returns the groups to read, in the
// order in which a clerk wants to see them.
func (r *reading) readMandatory(ctx context.Context) ([]int, error) {
	groups := allGroups
	com, err := r.readFile(ctx, fileCOM)
	switch {
	case err == nil:
		r.evidence.Files[fileCOM.name] = com
		if listed, err := listedGroups(com); err == nil {
			groups = listed
		}
	case !errors.Is(err, errNoFile):
		// EF.COM is optional in effect: EF.SOD says the same, signed.
		return nil, err
	}
	sod, err := r.readFile(ctx, fileSOD)
	if err != nil {
		return nil, err
	}
	r.evidence.Files[fileSOD.name] = sod
	return groups, nil
}

// readGroup reads a data group. Groups that are closed or listed but missing are
// noted, not errors, except DG1, without which nothing can be compared.
func (r *reading) readGroup(ctx context.Context, n int) error {
	f := groupFile(n)
	if n == 3 || n == 4 {
		// Fingers and iris open to terminal authentication only, which is for
		// borders; asking would make some chips end the session.
		r.evidence.Closed = append(r.evidence.Closed, f.name)
		return nil
	}
	data, err := r.readFile(ctx, f)
	switch {
	case err == nil:
		r.evidence.Files[f.name] = data
		r.tellPortrait(n, data)
	case n != 1 && errors.Is(err, errNoFile):
		r.evidence.Missing = append(r.evidence.Missing, f.name)
	case n != 1 && errors.Is(err, errForbidden):
		r.evidence.Closed = append(r.evidence.Closed, f.name)
	default:
		return err
	}
	return nil
}

// tellPortrait passes the picture of DG2 on before anything is proved, so that
// the clerk can look while the reading goes on.
func (r *reading) tellPortrait(n int, data []byte) {
	if n != 2 || r.progress == nil {
		return
	}
	portrait, err := lds.ParsePortrait(data)
	if err != nil {
		return // the judge will speak about it
	}
	r.progress(port.CardProgress{
		File: string(groupFile(n).name), Done: len(data), Total: len(data), Portrait: portrait.Image,
	})
}

// readFile reads one file and opens the chip again where it dropped its keys over
// the length of a read.
func (r *reading) readFile(ctx context.Context, f file) ([]byte, error) {
	for reopened := 0; ; reopened++ {
		r.step = string(f.name)
		data, err := r.files.read(ctx, f)
		if !errors.Is(err, errShorterLe) || reopened == maxReopens {
			return data, err
		}
		block := r.files.block
		if err := r.reopen(ctx); err != nil {
			return nil, err
		}
		r.files.block = block
	}
}

// reopen agrees on new keys with the password that worked.
func (r *reading) reopen(ctx context.Context) error {
	ch, err := r.opener(ctx)
	if err != nil {
		return err
	}
	r.use(ch)
	return nil
}

// use makes the channel the one over which files are read.
func (r *reading) use(ch *sm.Channel) {
	block := min(ch.Session().MaxData(r.longest), maxBlock)
	r.ch = ch
	r.files = &fileReader{ch: ch, block: block, progress: r.progress}
}

// selectApplication selects the eMRTD application over the channel. Some chips
// refuse an Le here, so there is none.
func (r *reading) selectApplication(ctx context.Context, ch apdu.Channel) error {
	r.step = "select"
	answer, err := ch.Do(ctx, apdu.Command{INS: 0xA4, P1: 0x04, P2: 0x0C, Data: applicationID})
	if err != nil {
		return err
	}
	switch s := answer.Status; {
	case s == apdu.OK || s.SW1() == 0x62:
		return nil
	case s == apdu.FileNotFound || s == apdu.UnknownINS || s == apdu.UnknownCLA || s == apdu.FunctionUnsupported:
		return fault(port.CardNotVisa, r.step, errNoApplication)
	default:
		return &apdu.StatusError{Op: "SELECT application", Status: s}
	}
}
