package chip

import (
	"crypto/rand"
	"io"
	"sync"

	"carddesk/device/card/apdu"
	"carddesk/device/card/sm"
)

// AID is the application identifier of the eMRTD application
// (ICAO 9303-10 section 3.6.1).
const AID = "\xA0\x00\x00\x02\x47\x10\x01"

// defaultATR is an answer to reset as readers make it up for contactless cards
// (PC/SC part 3 section 3.1.3.2.3.1): no historical bytes, check byte at the end.
var defaultATR = []byte{0x3B, 0x80, 0x80, 0x01, 0x01}

// Card is a virtual chip. Its methods may be called from any goroutine; they
// work one at a time, as a chip does.
type Card struct {
	image  Image
	random io.Reader
	faults Faults

	mu       sync.Mutex
	commands int // answered since the card was made
	state    state
}

// state is what a chip forgets when the field goes.
type state struct {
	app       bool   // the eMRTD application is selected
	file      string // the selected file, "" for none
	opened    bool   // BAC or PACE succeeded
	challenge []byte // from GET CHALLENGE, for one use
	session   *sm.Session
	// next becomes the session after the present answer has gone out under the
	// old one, as chip authentication and PACE ask for.
	next *sm.Session
	pace *paceRun
	ca   *caRun
	rest []byte // of an answer too long for a short response, for GET RESPONSE
}

// New makes a chip of the image. random is where its challenges and ephemeral
// keys come from; nil is the system's.
func New(image Image, random io.Reader, faults Faults) *Card {
	if random == nil {
		random = rand.Reader
	}
	return &Card{image: image, random: random, faults: faults}
}

// ATR is the answer to reset.
func (c *Card) ATR() []byte { return defaultATR }

// Reset forgets keys and selection.
func (c *Card) Reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.state = state{}
}

// Commands is how many commands the chip has answered.
func (c *Card) Commands() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.commands
}

// Transmit answers a command APDU. An empty answer says that the card was pulled
// (see [Faults]).
func (c *Card) Transmit(raw []byte) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.commands++
	if c.faults.PullAfter > 0 && c.commands > c.faults.PullAfter {
		return nil
	}
	command, err := apdu.ParseCommand(raw)
	if err != nil {
		return bare(apdu.WrongLength)
	}
	if status, refused := c.faults.refuses(command); refused {
		return bare(status)
	}
	return c.faults.spoil(c.commands, c.respond(command))
}

// respond answers a decoded command.
func (c *Card) respond(command apdu.Command) []byte {
	rest := c.state.rest
	c.state.rest = nil
	if command.INS == 0xC0 && command.CLA&0x0C == 0 {
		return c.deliver(rest, command.Ne)
	}
	if command.CLA&0x0C == 0x0C {
		return c.deliver(c.protected(command), command.Ne)
	}
	// A plain command ends secure messaging (ICAO 9303-11 section 9.8.5).
	c.state.session, c.state.opened = nil, false
	answer := c.answer(command)
	c.turn()
	return c.deliver(answer.Bytes(), command.Ne)
}

// deliver sends an answer that fits what was asked for, or its first part with
// the announcement of the rest (ISO/IEC 7816-4 section 5.1.3).
func (c *Card) deliver(answer []byte, ne int) []byte {
	if len(answer) < 2 {
		return bare(apdu.ConditionsNotMet)
	}
	if room := max(ne, apdu.MaxShortNe); len(answer)-2 > room {
		c.state.rest = answer[room:]
		left := min(len(c.state.rest)-2, apdu.MaxShortNe)
		return append(append([]byte(nil), answer[:room]...), 0x61, byte(left))
	}
	return answer
}

// protected answers a command that came under secure messaging.
func (c *Card) protected(command apdu.Command) []byte {
	session := c.state.session
	if session == nil {
		return bare(apdu.SMObjectsWrong)
	}
	plain, err := session.Open(command)
	if err != nil {
		c.state.session, c.state.opened = nil, false
		return bare(apdu.SMObjectsWrong)
	}
	if most := c.faults.NakedMaxLe; most > 0 && plain.INS == 0xB0 && plain.Ne > most {
		c.state.session, c.state.opened = nil, false
		return bare(apdu.WrongLength)
	}
	answer := c.answer(plain)
	sealed, err := session.Seal(plain.INS, answer)
	if err != nil {
		return bare(apdu.NoDiagnosis)
	}
	c.turn()
	return sealed.Bytes()
}

// turn makes newly agreed keys the session's.
func (c *Card) turn() {
	if c.state.next != nil {
		c.state.session, c.state.next = c.state.next, nil
	}
}

// answer carries a plain command out.
func (c *Card) answer(command apdu.Command) apdu.Response {
	switch command.INS {
	case 0xA4:
		return c.selectFile(command)
	case 0xB0:
		return c.readBinary(command)
	case 0xB1:
		return c.readBinaryOdd(command)
	case 0x84:
		return c.getChallenge(command)
	case 0x82:
		return c.externalAuthenticate(command)
	case 0x88:
		return c.internalAuthenticate(command)
	case 0x22:
		return c.manageSecurity(command)
	case 0x86:
		return c.generalAuthenticate(command)
	}
	return status(apdu.UnknownINS)
}

func status(s apdu.Status) apdu.Response { return apdu.Response{Status: s} }

func bare(s apdu.Status) []byte { return status(s).Bytes() }

func success(data []byte) apdu.Response { return apdu.Response{Data: data, Status: apdu.OK} }
