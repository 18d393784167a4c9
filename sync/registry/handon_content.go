package registry

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"carddesk/app/port"
	"carddesk/sync/registry/osia"
)

// tellEnrollment hands on a dossier: who it is for, every picture and every paper,
// read from its packet as they are sent.
func (r *Registry) tellEnrollment(ctx context.Context, h handing) error {
	s, inner, err := r.accepted(ctx, h.dossier)
	if err != nil {
		return err
	}
	client := r.opts.HandOn.Enrollment
	err = client.CreateEnrollment(ctx, h.dossier, h.id, func(w io.Writer) error { return r.writeEnrollment(ctx, w, s, inner) })
	if !osia.Exists(err) {
		return err
	}
	// Told before, and the answer was lost; or somebody else took the id.
	there, err := client.ReadEnrollment(ctx, h.dossier, h.id)
	switch {
	case err != nil:
		return err
	case there.Context["inner"] != inner:
		return errForeign
	case there.Status == osia.Finalized:
		return nil
	}
	return client.FinalizeEnrollment(ctx, h.dossier, h.id)
}

// accepted returns the version of a dossier that was accepted, and its inner hash.
func (r *Registry) accepted(ctx context.Context, dossier string) (s step, inner string, err error) {
	s.dossier = dossier
	err = r.store.read.QueryRowContext(ctx, `SELECT d.office, d.version, p.inner_hash FROM dossier d
		JOIN packet p ON p.dossier = d.id AND p.version = d.version WHERE d.id = $1`, dossier).Scan(&s.office, &s.version, &inner)
	if err != nil {
		return step{}, "", fmt.Errorf("looking for a dossier to hand on: %w", err)
	}
	return s, inner, nil
}

// writeEnrollment reads the packet three times: for what stands before, for the
// pictures, for the papers. So nothing of it has to be kept, in whatever order its
// parts come.
func (r *Registry) writeEnrollment(ctx context.Context, w io.Writer, s step, inner string) error {
	var identity Identity
	missing := map[string][]osia.Missing{}
	manifest, err := r.walkPacket(ctx, s, func(entry port.PacketEntry, part io.Reader) error {
		if entry.Size > maxIdentity {
			return nil
		}
		switch entry.Name {
		case identityPart:
			content, err := io.ReadAll(part)
			if err != nil {
				return err
			}
			identity, err = parseIdentity(content)
			return err
		case "fingerprints.json", "iris.json":
			content, err := io.ReadAll(part)
			if err != nil {
				return err
			}
			noteMissing(missing, content)
		}
		return nil
	})
	if err != nil {
		return err
	}
	out, err := osia.NewEnrollmentWriter(w, osia.Head{
		Type:    "citizen",
		Request: map[string]any{"requestType": requestType(identity.Request.Kind), "regime": identity.Request.Regime, "reason": identity.Request.Reason},
		Context: map[string]any{"office": manifest.Office, "station": manifest.Station, "version": manifest.Packet.Version,
			"inner": inner, "enrollmentDate": manifest.Created, "policyVersion": manifest.PolicyVersion},
		Biographic: biographic(identity),
	})
	if err != nil {
		return err
	}
	if _, err = r.walkPacket(ctx, s, func(entry port.PacketEntry, part io.Reader) error { return writeBiometric(out, entry, part) }); err != nil {
		return err
	}
	for _, kind := range []string{"FINGER", "IRIS"} {
		if len(missing[kind]) > 0 {
			if err := out.Biometric(osia.Biometric{Type: kind, SubType: "UNKNOWN", Missing: missing[kind]}, nil); err != nil {
				return err
			}
		}
	}
	if _, err = r.walkPacket(ctx, s, func(entry port.PacketEntry, part io.Reader) error { return writeDocument(out, entry, part) }); err != nil {
		return err
	}
	return out.Close()
}

// biographic says who a dossier is for.
func biographic(id Identity) map[string]any {
	out := map[string]any{}
	for name, value := range map[string]string{
		"personId": id.person(), "fullName": id.Name, "dateOfBirth": id.Birth, "gender": id.Sex, "nationality": id.Nationality,
		"ethnicity": id.Ethnic, "religion": id.Religion, "placeOfOrigin": id.Origin.String(), "permanentResidence": id.Permanent.String(),
		"presentResidence": id.Present.String(), "fatherName": id.Father.Name, "motherName": id.Mother.Name, "spouseName": id.Spouse.Name,
		"distinguishingMarks": id.Mark,
	} {
		if value != "" {
			out[name] = value
		}
	}
	if len(id.OldNumbers) > 0 {
		out["formerNumbers"] = id.OldNumbers
	}
	return out
}

// requestType puts a kind of request into OSIA's words.
func requestType(kind string) string {
	switch kind {
	case "first-issue":
		return osia.FirstIssuance
	case "exchange":
		return osia.Renewal
	case "reissue":
		return osia.Replacement
	}
	return osia.OtherRequest
}

// subTypes puts fingers and eyes as SBI names them into OSIA's words.
var subTypes = map[port.Position]string{
	port.RightThumb: "RIGHT_THUMB", port.RightIndex: "RIGHT_INDEX", port.RightMiddle: "RIGHT_MIDDLE", port.RightRing: "RIGHT_RING", port.RightLittle: "RIGHT_LITTLE",
	port.LeftThumb: "LEFT_THUMB", port.LeftIndex: "LEFT_INDEX", port.LeftMiddle: "LEFT_MIDDLE", port.LeftRing: "LEFT_RING", port.LeftLittle: "LEFT_LITTLE",
	port.LeftEye: "EYE_LEFT", port.RightEye: "EYE_RIGHT",
}

// noteMissing reads from the section of fingers or eyes what could not be taken.
func noteMissing(into map[string][]osia.Missing, content []byte) {
	type part struct {
		Exception *struct {
			Reason string `json:"reason"`
		} `json:"exception"`
	}
	var section struct {
		Fingers map[port.Position]part `json:"fingers"`
		Eyes    map[port.Position]part `json:"eyes"`
	}
	if json.Unmarshal(content, &section) != nil {
		return // the approval has read it; the pictures go on their own
	}
	presence := map[string]string{"amputated": "AMPUTATED", "bandaged": "BANDAGED"}
	for kind, parts := range map[string]map[port.Position]part{"FINGER": section.Fingers, "IRIS": section.Eyes} {
		for _, position := range positions {
			one := parts[position]
			if one.Exception == nil {
				continue
			}
			word := presence[one.Exception.Reason]
			if word == "" {
				word = "DAMAGED"
			}
			into[kind] = append(into[kind], osia.Missing{SubType: subTypes[position], Presence: word})
		}
	}
}

// positions is an order of fingers and eyes.
var positions = []port.Position{
	port.RightThumb, port.RightIndex, port.RightMiddle, port.RightRing, port.RightLittle,
	port.LeftThumb, port.LeftIndex, port.LeftMiddle, port.LeftRing, port.LeftLittle, port.LeftEye, port.RightEye,
}

// maxRecord bounds a record that is looked into for its picture; a larger one goes
// as it is.
const maxRecord = 4 << 20

// writeBiometric hands on a part that is a picture or a record of one.
func writeBiometric(out *osia.EnrollmentWriter, entry port.PacketEntry, part io.Reader) error {
	b, ok := biometricOf(entry.Name)
	if !ok {
		return nil
	}
	if entry.Size > maxRecord {
		b.MimeType, b.Metadata = "application/octet-stream", path.Ext(entry.Name)
		return out.Biometric(b, part)
	}
	content, err := io.ReadAll(part)
	if err != nil {
		return err
	}
	picture := content
	if b.MimeType, b.Compression, picture = pictureIn(content); picture == nil {
		b.MimeType, b.Metadata, picture = "application/octet-stream", path.Ext(entry.Name), content
	}
	return out.Biometric(b, bytes.NewReader(picture))
}

// biometricOf says what a part is by its name (app/desk writes them).
func biometricOf(name string) (osia.Biometric, bool) {
	folder, file := path.Split(name)
	position := port.Position(strings.TrimSuffix(file, path.Ext(file)))
	subType := subTypes[position]
	switch {
	case name == "portrait.jpg":
		return osia.Biometric{Type: "FACE", SubType: "PORTRAIT", Instance: "picture"}, true
	case name == "portrait.fac":
		return osia.Biometric{Type: "FACE", SubType: "PORTRAIT", Instance: "record"}, true
	case name == "exception.fac":
		return osia.Biometric{Type: "FACE", SubType: "PORTRAIT", Instance: "raised-hands"}, true
	case folder == "fingerprints/" && subType != "":
		return osia.Biometric{Type: "FINGER", SubType: subType, Impression: "LIVE_SCAN_PLAIN"}, true
	case folder == "rolled/" && subType != "":
		return osia.Biometric{Type: "FINGER", SubType: subType, Impression: "LIVE_SCAN_ROLLED"}, true
	case folder == "iris/" && subType != "":
		return osia.Biometric{Type: "IRIS", SubType: subType}, true
	}
	return osia.Biometric{}, false
}

// recorded are the pictures that records of ISO/IEC 19794 hold: those of portraits,
// WSQ and PNG.
var recorded = slices.Concat(pictures, []pictureKind{
	{[]byte{0xff, 0xa0, 0xff}, "image/x-wsq", "WSQ"},
	{[]byte("\x89PNG\r\n\x1a\n"), "image/png", "PNG"},
})

// pictureIn returns the picture that content is, or that a record of ISO/IEC 19794
// ends with: four bytes before it say how long it is.
func pictureIn(content []byte) (mime, compression string, picture []byte) {
	for _, p := range recorded {
		if bytes.HasPrefix(content, p.magic) {
			return p.kind, p.compression, content
		}
		for at := 0; ; {
			next := bytes.Index(content[at:], p.magic)
			if next < 0 {
				break
			}
			at += next
			if at >= 4 && int64(binary.BigEndian.Uint32(content[at-4:at])) == int64(len(content)-at) {
				return p.kind, p.compression, content[at:]
			}
			at++
		}
	}
	return "", "", nil
}

// writeDocument hands on a paper: "documents/01-CODE.pdf".
func writeDocument(out *osia.EnrollmentWriter, entry port.PacketEntry, part io.Reader) error {
	folder, file := path.Split(entry.Name)
	if folder != "documents/" {
		return nil
	}
	number, code, _ := strings.Cut(strings.TrimSuffix(file, path.Ext(file)), "-")
	mime := "application/octet-stream"
	if path.Ext(file) == ".pdf" {
		mime = "application/pdf"
	}
	return out.Document(osia.Document{Type: "OTHER", Other: code, Instance: number, MimeType: mime}, part)
}

// tellRequest orders a card. The request's id is the card's serial.
func (r *Registry) tellRequest(ctx context.Context, h handing) error {
	s, inner, err := r.accepted(ctx, h.dossier)
	if err != nil {
		return err
	}
	content, err := r.readPacket(ctx, s)
	if err != nil {
		return err
	}
	var ordered, parent string
	err = r.store.read.QueryRowContext(ctx, `SELECT ordered FROM card WHERE serial = $1`, h.card).Scan(&ordered)
	if err == nil {
		err = r.store.read.QueryRowContext(ctx, `SELECT credential FROM card WHERE dossier = $1 AND state IN ($2, $3) AND credential <> '' ORDER BY ordered DESC LIMIT 1`,
			h.dossier, cardReplaced, cardVoid).Scan(&parent)
	}
	if err != nil && !errors.Is(err, errNoRow) {
		return fmt.Errorf("looking for a card to order: %w", err)
	}
	order, err := orderOf(content, h.card, ordered)
	if err != nil {
		return err
	}
	request := osia.CredentialRequest{
		PersonID: order.PersonalNumber.String(), Biographic: biographic(content.identity),
		Data: osia.RequestData{
			Priority: 1, ProfileID: r.opts.HandOn.Profile(content.identity.Request.Regime), RequestType: requestType(content.identity.Request.Kind),
			CredentialNumber: order.DocumentNumber, DeliveryOffice: s.office, ParentCredential: parent,
			Others: map[string]any{"inner": inner, "dossier": s.dossier, "version": s.version},
		},
	}
	if request.Data.RequestType == osia.OtherRequest {
		request.Data.RequestTypeOther = content.identity.Request.Kind
	}
	if parent != "" {
		request.Data.RequestType, request.Data.RequestTypeOther = osia.Replacement, ""
	}
	if !order.Expires.IsZero() {
		last := order.Expires.Time().UTC()
		request.Data.ValidTo = &last
	}
	if mime, compression, picture := pictureIn(content.portrait); picture != nil {
		request.Biometrics = []osia.Biometric{{Type: "FACE", SubType: "PORTRAIT", MimeType: mime, Compression: compression, Image: picture}}
	}
	client := r.opts.HandOn.Credentials
	err = client.CreateCredentialRequest(ctx, h.card, h.id, request)
	if !osia.Exists(err) {
		return err
	}
	there, err := client.ReadCredentialRequest(ctx, h.card, h.id)
	if err != nil {
		return err
	}
	if there.Data.Others["inner"] != inner {
		return errForeign
	}
	return nil
}
