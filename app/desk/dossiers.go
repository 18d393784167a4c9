package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
)

// Opened is a dossier as a screen shows it.
type Opened struct {
	store.Dossier
	dossier.Content
	Revisions map[dossier.Section]int
	Findings  []dossier.Finding
	// Complaints are the centre's, of a rejected dossier or one to be captured
	// again; they are among the findings too.
	Complaints []dossier.Finding
}

// Row is one line of a list of dossiers.
type Row struct {
	store.Dossier
	Name    string
	Number  string
	Birth   string
	Kind    dossier.Kind
	Regime  dossier.Regime
	Receipt string
	Shelf   string // on which its card lies, "" when none does
}

// NewDossier starts a dossier in the law in force today. What identity holds
// already (a scanned card) is its first revision. A closed gate of policy is a
// [*GateError]; nothing that was begun before is held up.
func (d *Desk) NewDossier(ctx context.Context, identity dossier.Identity) (dossier.ID, error) {
	actor, err := d.actor()
	if err != nil {
		return "", err
	}
	if err := d.mayBegin(ctx); err != nil {
		return "", err
	}
	id, err := d.randomID()
	if err != nil {
		return "", err
	}
	identity = d.withDefaults(identity)
	_, err = d.Store.Apply(ctx, store.Change{
		ID: "create-" + id, Actor: actor, Command: dossier.CreateDossier, Dossier: dossier.ID(id),
		Section: &store.SectionChange{Name: dossier.SectionIdentity, Content: identity},
		Facts:   d.facts(dossier.Content{Identity: identity}), Ticket: d.takeCalled(),
	})
	if err != nil {
		return "", fmt.Errorf("starting a dossier: %w", err)
	}
	return dossier.ID(id), nil
}

// withDefaults fills in what nearly every dossier has.
func (d *Desk) withDefaults(id dossier.Identity) dossier.Identity {
	if id.Request.Regime == "" {
		id.Request.Regime = dossier.RegimeAt(d.now())
	}
	if id.Nationality == "" {
		id.Nationality = "Việt Nam"
	}
	return id
}

// Open reads a dossier for work. That it was read is an entry in the log.
func (d *Desk) Open(ctx context.Context, id dossier.ID) (Opened, error) {
	actor, err := d.actor()
	if err != nil {
		return Opened{}, err
	}
	opened, err := d.load(ctx, id)
	if err != nil {
		return Opened{}, err
	}
	read, err := d.randomID()
	if err != nil {
		return Opened{}, err
	}
	_, err = d.Store.Apply(ctx, store.Change{
		ID: "read-" + read, Actor: actor, Command: dossier.ReadDossier, Dossier: id,
	})
	if err != nil {
		return Opened{}, fmt.Errorf("noting that a dossier was read: %w", err)
	}
	d.seat(ctx, id, opened.Identity)
	return opened, nil
}

// load reads a dossier with all its sections.
func (d *Desk) load(ctx context.Context, id dossier.ID) (Opened, error) {
	plain, err := d.Store.Dossier(ctx, id)
	if err != nil {
		return Opened{}, fmt.Errorf("reading a dossier: %w", err)
	}
	opened := Opened{Dossier: plain, Revisions: map[dossier.Section]int{}}
	targets := map[dossier.Section]any{
		dossier.SectionIdentity:     &opened.Identity,
		dossier.SectionDocuments:    &opened.Documents,
		dossier.SectionPortrait:     &opened.Portrait,
		dossier.SectionFingerprints: &opened.Fingerprints,
		dossier.SectionIris:         &opened.Iris,
		dossier.SectionReview:       &opened.Review,
		dossier.SectionPayment:      &opened.Payment,
		dossier.SectionApproval:     &opened.Approval,
		dossier.SectionHandover:     &opened.Handover,
	}
	for _, info := range plain.Sections {
		content, err := d.Store.Section(ctx, id, info.Name)
		if err != nil {
			return Opened{}, fmt.Errorf("reading section %s: %w", info.Name, err)
		}
		opened.Revisions[info.Name] = content.Revision
		if target := targets[info.Name]; target != nil {
			if err := json.Unmarshal(content.JSON, target); err != nil {
				return Opened{}, fmt.Errorf("reading section %s: %w", info.Name, err)
			}
		}
	}
	if opened.Complaints, err = d.complaints(ctx, plain); err != nil {
		return Opened{}, err
	}
	opened.Findings = append(d.Validate(opened.Content), opened.Complaints...)
	return opened, nil
}

// Validate judges a dossier today, by the rules of the policy in force.
func (d *Desk) Validate(content dossier.Content) []dossier.Finding {
	return d.rules().Validate(content, d.now())
}

// section reads one section into target and returns its revision, 0 where there
// is none yet.
func (d *Desk) section(ctx context.Context, id dossier.ID, name dossier.Section, target any) (int, error) {
	content, err := d.Store.Section(ctx, id, name)
	if errors.Is(err, store.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("reading section %s: %w", name, err)
	}
	if err := json.Unmarshal(content.JSON, target); err != nil {
		return 0, fmt.Errorf("reading section %s: %w", name, err)
	}
	return content.Revision, nil
}

// save writes one section and returns its new revision. What command is, other
// than save-section, may move the dossier.
func (d *Desk) save(ctx context.Context, id dossier.ID, name dossier.Section, base int, content any, more store.Change) (int, error) {
	actor, err := d.actor()
	if err != nil {
		return 0, err
	}
	more.Actor, more.Dossier = actor, id
	if more.Command == "" {
		more.Command = dossier.SaveSection
	}
	if more.ID == "" {
		if more.ID, err = d.randomID(); err != nil {
			return 0, err
		}
	}
	more.Section = &store.SectionChange{Name: name, BaseRevision: base, Content: content}
	result, err := d.Store.Apply(ctx, more)
	if err != nil {
		return 0, fmt.Errorf("saving section %s: %w", name, err)
	}
	return result.Revision, nil
}

// SaveIdentity keeps the identity section as it stands, complete or not. base is
// the revision it was made from; a *[store.StaleError] says that another station
// or window was faster.
func (d *Desk) SaveIdentity(ctx context.Context, id dossier.ID, base int, identity dossier.Identity) (int, error) {
	return d.save(ctx, id, dossier.SectionIdentity, base, identity, store.Change{
		Facts: d.facts(dossier.Content{Identity: identity}),
	})
}

// List lists dossiers in the given states, newest change first.
func (d *Desk) List(ctx context.Context, states ...dossier.State) ([]Row, error) {
	plain, err := d.Store.List(ctx, store.Filter{States: states})
	if err != nil {
		return nil, fmt.Errorf("listing dossiers: %w", err)
	}
	return d.rows(ctx, plain)
}

func (d *Desk) rows(ctx context.Context, plain []store.Dossier) ([]Row, error) {
	rows := make([]Row, 0, len(plain))
	for _, p := range plain {
		row := Row{Dossier: p}
		if p.Destroyed { // nothing is left to say who it was
			rows = append(rows, row)
			continue
		}
		var identity dossier.Identity
		var review dossier.Review
		if _, err := d.section(ctx, p.ID, dossier.SectionIdentity, &identity); err != nil {
			return nil, err
		}
		if _, err := d.section(ctx, p.ID, dossier.SectionReview, &review); err != nil {
			return nil, err
		}
		row.Name, row.Number, row.Birth = identity.Name, identity.PersonalNumber, identity.Birth
		row.Kind, row.Regime = identity.Request.Kind, identity.Request.Regime
		row.Receipt = review.ReceiptNumber
		rows = append(rows, row)
	}
	return rows, d.shelved(ctx, rows)
}

// Cancel ends a draft with a reason; nothing of it leaves the desk.
func (d *Desk) Cancel(ctx context.Context, id dossier.ID, reason string) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	_, err = d.Store.Apply(ctx, store.Change{
		ID: "cancel-" + string(id), Actor: actor, Command: dossier.CancelDossier, Dossier: id, Reason: reason,
	})
	if err != nil {
		return fmt.Errorf("cancelling a dossier: %w", err)
	}
	return nil
}

// facts is the coarse description of a dossier for reports.
func (d *Desk) facts(c dossier.Content) *store.Facts {
	id := c.Identity
	f := &store.Facts{
		Regime: string(id.Request.Regime), Kind: string(id.Request.Kind), Reason: id.Request.Reason,
		Sex: id.Sex, Commune: id.Permanent.Ward, Hamlet: d.Hamlets.Of(id.Permanent), FeeCode: c.Payment.FeeCode,
	}
	if c.Payment.FeeCode != "" {
		amount := c.Payment.Kept()
		f.FeeAmount = &amount
	}
	if birth, err := person.ParseCivilDate(id.Birth); err == nil && birth.Full() {
		f.AgeBand = ageBand(birth.AgeAt(d.today()))
	}
	if c.Portrait.Capture != nil || len(c.Fingerprints.Fingers) > 0 {
		f.Quality, f.Exceptions = map[string]int{}, map[string]string{}
	}
	if c.Portrait.Capture != nil {
		f.Quality["Face"] = int(c.Portrait.Capture.Score)
	}
	for position, part := range c.Fingerprints.Fingers {
		if part.Capture != nil {
			f.Quality[string(position)] = int(part.Capture.Score)
		}
		if part.Exception != nil {
			f.Exceptions[string(position)] = part.Exception.Reason
		}
	}
	return f
}

// ageBand is the coarse age of reports; the borders are those of the law.
func ageBand(age int) string {
	switch {
	case age < 6:
		return "0-5"
	case age < 14:
		return "6-13"
	case age < 25:
		return "14-24"
	case age < 40:
		return "25-39"
	case age < 60:
		return "40-59"
	}
	return "60+"
}

// FillFromCardQR takes what the QR code of an old card says into an identity
// without overwriting what was typed, and returns the names of the fields that
// were typed differently, in the order of the card. Of a card with another
// personal number nothing is taken: it may be another person's.
func FillFromCardQR(id dossier.Identity, qr person.CardQR) (filled dossier.Identity, differs []string) {
	typed := strings.TrimSpace(id.PersonalNumber)
	foreign := typed != "" && typed != string(qr.Number)
	take := func(field string, have *string, value string) {
		switch {
		case value == "":
		case strings.TrimSpace(*have) == "":
			if !foreign {
				*have = value
			}
		case !sameText(*have, value):
			differs = append(differs, field)
		}
	}
	take("personalNumber", &id.PersonalNumber, string(qr.Number))
	take("name", &id.Name, qr.Name.Upper())
	take("birth", &id.Birth, qr.Birth.ISO())
	take("sex", &id.Sex, string(qr.Sex))
	take("permanent", &id.Permanent.Text, qr.Address)
	if foreign {
		return id, differs
	}
	if qr.OldNumber != "" && len(id.OldNumbers) == 0 {
		id.OldNumbers = []string{string(qr.OldNumber)}
	}
	id.OldCard.Held, id.OldCard.QR = true, qr.Raw
	id.OldCard.Number = string(qr.Number)
	if !qr.Issued.IsZero() {
		id.OldCard.Issued = qr.Issued.ISO()
	}
	return oldCardKind(id), differs
}

// FillFromMRZ takes what the machine-readable zone of an old card says into the
// empty fields of an identity, and returns the names of the fields that were
// typed differently. The zone has no accents: names are never taken from it. Of a
// zone with another personal number nothing is taken.
func FillFromMRZ(id dossier.Identity, mrz person.MRZ) (filled dossier.Identity, differs []string) {
	if typed := strings.TrimSpace(id.PersonalNumber); typed != "" && typed != string(mrz.Number) {
		return id, []string{"personalNumber"}
	}
	take := func(field string, have *string, value string) {
		switch {
		case value == "":
		case strings.TrimSpace(*have) == "":
			*have = value
		case !sameText(*have, value):
			differs = append(differs, field)
		}
	}
	take("personalNumber", &id.PersonalNumber, string(mrz.Number))
	take("birth", &id.Birth, mrz.Birth.ISO())
	take("sex", &id.Sex, string(mrz.Sex))
	id.OldCard.Held, id.OldCard.Number, id.OldCard.MRZ = true, string(mrz.Number), mrz.Raw
	return oldCardKind(id), differs
}

// oldCardKind says what a holder of an old card most often comes for, unless the
// request says something already.
func oldCardKind(id dossier.Identity) dossier.Identity {
	if id.Request.Kind == "" {
		id.Request.Kind = dossier.Exchange
		id.Request.Reason = "from-cccd"
		if id.Request.Regime == dossier.Regime2014 {
			id.Request.Reason = "request"
		}
	}
	return id
}
