package chip

import (
	"bytes"

	"carddesk/device/card/apdu"
)

// cardAccess is read before any access control, as is EF.ATR.
const cardAccess = "EF.CardAccess"

// selectFile answers SELECT: the application by name, the master file, a file by
// identifier.
func (c *Card) selectFile(command apdu.Command) apdu.Response {
	if command.Ne > 0 {
		return status(apdu.ReferenceNotFound) // as strict as the strictest chips
	}
	switch command.P1 {
	case 0x04:
		if !bytes.Equal(command.Data, []byte(AID)) || c.faults.NoApplication {
			return status(apdu.FileNotFound)
		}
		c.state.app, c.state.file = true, ""
		return status(apdu.OK)
	case 0x00:
		if c.faults.RefuseMF != 0 {
			return status(c.faults.RefuseMF)
		}
		if len(command.Data) > 0 && !bytes.Equal(command.Data, []byte{0x3F, 0x00}) {
			return status(apdu.FileNotFound)
		}
		c.state.app, c.state.file = false, ""
		return status(apdu.OK)
	case 0x02:
		if len(command.Data) != 2 {
			return status(apdu.LcInconsistent)
		}
		id := uint16(command.Data[0])<<8 | uint16(command.Data[1])
		for name, known := range fileIDs {
			if known == id {
				return c.selectEF(name)
			}
		}
		return status(apdu.FileNotFound)
	}
	return status(apdu.WrongP1P2)
}

// selectEF selects an elementary file where the access rules let it be seen.
func (c *Card) selectEF(name string) apdu.Response {
	if s := c.mayRead(name); s != apdu.OK {
		return status(s)
	}
	c.state.file = name
	return status(apdu.OK)
}

// mayRead applies the access rules of ICAO 9303-10 section 3.6.2: EF.CardAccess
// always, fingers and iris never (they need terminal authentication), the rest
// after BAC or PACE.
func (c *Card) mayRead(name string) apdu.Status {
	if s, refused := c.faults.RefuseFile[name]; refused {
		return s
	}
	_, exists := c.image.Files[name]
	switch {
	case name == cardAccess || name == "EF.ATR":
		if c.state.app && !c.state.opened {
			return apdu.FileNotFound
		}
	case !c.state.app:
		return apdu.FileNotFound
	case !c.state.opened && !c.faults.Open:
		return apdu.SecurityNotMet
	case name == "DG3" || name == "DG4":
		return apdu.SecurityNotMet
	}
	if !exists {
		return apdu.FileNotFound
	}
	return apdu.OK
}

// readBinary answers READ BINARY with an even instruction: offset of fifteen
// bits in the selected file, or short identifier and offset of eight.
func (c *Card) readBinary(command apdu.Command) apdu.Response {
	offset := int(command.P1)<<8 | int(command.P2)
	if command.P1&0x80 != 0 {
		if command.P1&0x60 != 0 {
			return status(apdu.WrongP1P2)
		}
		name, ok := byShortID(command.P1 & 0x1F)
		if !ok {
			return status(apdu.FileNotFound)
		}
		if r := c.selectEF(name); r.Status != apdu.OK {
			return r
		}
		offset = int(command.P2)
	}
	return c.read(offset, command.Ne)
}

// readBinaryOdd answers READ BINARY with an odd instruction: the offset in an
// object 54, the data in an object 53.
func (c *Card) readBinaryOdd(command apdu.Command) apdu.Response {
	objects, err := apdu.ParseObjects(command.Data)
	if err != nil || len(objects) != 1 || objects[0].Tag != 0x54 || len(objects[0].Value) > 3 {
		return status(apdu.WrongData)
	}
	offset := 0
	for _, b := range objects[0].Value {
		offset = offset<<8 | int(b)
	}
	if id := int(command.P1)<<8 | int(command.P2); id != 0 {
		name, ok := byShortID(command.P2)
		if !ok {
			return status(apdu.FileNotFound)
		}
		if r := c.selectEF(name); r.Status != apdu.OK {
			return r
		}
	}
	// Tag and length of the object count as part of what was asked for.
	r := c.read(offset, max(0, command.Ne-4))
	if r.Status.HasData() && len(r.Data) > 0 {
		r.Data = apdu.AppendObject(nil, 0x53, r.Data)
	}
	return r
}

// read gives up to ne bytes of the selected file.
func (c *Card) read(offset, ne int) apdu.Response {
	name := c.state.file
	if name == "" {
		return status(apdu.NoCurrentFile)
	}
	if s := c.mayRead(name); s != apdu.OK {
		return status(s)
	}
	if most := c.faults.MaxLe; most > 0 && ne > most {
		return status(apdu.WrongLength)
	}
	if ne == 0 {
		return status(apdu.WrongLength)
	}
	file := c.image.Files[name]
	if offset > len(file) {
		return status(apdu.WrongOffset)
	}
	data := file[offset:]
	room := c.room(ne)
	if most := c.faults.ShortReads; most > 0 {
		room = min(room, most)
	}
	switch {
	case ne <= len(data):
		return success(data[:min(ne, room)])
	case len(data) > room:
		return success(data[:room])
	default:
		return apdu.Response{Data: data, Status: apdu.EndOfFile}
	}
}

// room is how much one answer holds under the present session: a short one, or an
// extended one when more was asked for.
func (c *Card) room(ne int) int {
	most := apdu.MaxShortNe
	if ne > most {
		most = apdu.MaxExtendedNe
	}
	if c.state.session == nil {
		return most
	}
	return c.state.session.MaxData(most)
}

// byShortID finds a file by its five-bit identifier.
func byShortID(id byte) (string, bool) {
	for name, known := range fileIDs {
		if byte(known)&0x1F == id && name != "EF.ATR" {
			return name, true
		}
	}
	return "", false
}
