package registry

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/sync/protocol"
)

// postLookup answers what the population database says of one person. The
// number is neither logged nor part of an address.
func (r *Registry) postLookup(w http.ResponseWriter, req *http.Request, _ stationRow) error {
	var body protocol.LookupRequest
	if err := readJSON(w, req, &body); err != nil {
		return err
	}
	number, err := person.ParsePersonalNumber(body.PersonalNumber)
	if err != nil {
		return fail(http.StatusBadRequest, protocol.CodeBadRequest, "personal number")
	}
	var text string
	err = r.store.read.QueryRowContext(req.Context(), `SELECT record FROM population WHERE number = $1`, number.String()).Scan(&text)
	if errors.Is(err, errNoRow) {
		return fail(http.StatusNotFound, protocol.CodePersonUnknown, "")
	}
	if err != nil {
		return err
	}
	var record port.PopulationRecord
	if err := json.Unmarshal([]byte(text), &record); err != nil {
		return fmt.Errorf("reading a population record: %w", err)
	}
	answer(w, http.StatusOK, record)
	return nil
}
