package registry

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/sync/packet"
	"carddesk/sync/protocol"
)

// templates is the folder of a packet in which minutiae lie, each named by its
// finger.
const templates = "templates/"

// maxPrints bounds the prints of one answer: ten fingers.
const maxPrints = 10

// postPrints answers which prints are held of one person: those of the newest
// dossier of that person that was accepted, whichever office sent it. The answer is
// sealed to the office that asks; nothing of it is kept. The number is neither
// logged nor part of an address.
func (r *Registry) postPrints(w http.ResponseWriter, req *http.Request, station stationRow) error {
	var body protocol.LookupRequest
	if err := readJSON(w, req, &body); err != nil {
		return err
	}
	number, err := person.ParsePersonalNumber(body.PersonalNumber)
	if err != nil {
		return fail(http.StatusBadRequest, protocol.CodeBadRequest, "personal number")
	}
	held, err := r.heldPrints(req.Context(), number)
	if errors.Is(err, errNoRow) || err == nil && len(held.Prints) == 0 {
		return fail(http.StatusNotFound, protocol.CodePersonUnknown, "")
	}
	if err != nil {
		return err
	}
	content, err := json.Marshal(held)
	if err != nil {
		return err
	}
	inboxes, err := r.inboxes(req.Context(), station)
	if err != nil {
		return err
	}
	sealed, err := packet.SealItem(packet.Item{
		Registry: r.opts.ID, Office: station.office, Seq: 1, Kind: port.ItemHeldPrints, Body: content,
	}, r.keys.signing, inboxes)
	if err != nil {
		return fmt.Errorf("sealing prints: %w", err)
	}
	answer(w, http.StatusOK, protocol.PrintsAnswer{Sealed: sealed})
	return nil
}

// heldPrints reads the minutiae in the packet of the newest accepted dossier of a
// person; errNoRow where there is none.
func (r *Registry) heldPrints(ctx context.Context, number person.PersonalNumber) (port.HeldPrintsAnswer, error) {
	held := port.HeldPrintsAnswer{PersonalNumber: number}
	var s step
	var received string
	err := r.store.read.QueryRowContext(ctx, `SELECT id, office, version, received FROM dossier
		WHERE person = $1 AND state = $2 ORDER BY received DESC LIMIT 1`, number.String(), dossierAccepted).
		Scan(&s.dossier, &s.office, &s.version, &received)
	if err != nil {
		return held, err
	}
	if held.Taken, err = time.Parse(time.RFC3339, received); err != nil {
		return held, fmt.Errorf("reading when a dossier was received: %w", err)
	}
	_, err = r.walkPacket(ctx, s, func(entry port.PacketEntry, part io.Reader) error {
		position, ok := printOf(entry.Name)
		if !ok || entry.Size > port.MaxHeldPrint || len(held.Prints) == maxPrints {
			return nil
		}
		record, err := io.ReadAll(part)
		held.Prints = append(held.Prints, port.HeldPrint{Position: position, Record: record})
		return err
	})
	return held, err
}

// printOf says of which finger a part of a packet holds the minutiae.
func printOf(name string) (port.Position, bool) {
	folder, file := path.Split(name)
	name, record := strings.CutSuffix(file, ".fmr")
	position := port.Position(name)
	finger := slices.ContainsFunc([]port.Part{port.RightSlap, port.LeftSlap, port.Thumbs}, func(part port.Part) bool {
		return slices.Contains(port.SlapPositions(part), position)
	})
	return position, folder == templates && record && finger
}
