package desk

import (
	"context"
	"fmt"
	"slices"

	"carddesk/app/capture/finger"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
)

// OfficerParts are what an officer lays down once, one after the other.
func OfficerParts() []port.Part { return []port.Part{port.RightSlap, port.LeftSlap, port.Thumbs} }

// EnrolOfficer takes one part of the hands of who is logged in, so that a
// citizen's capture with an officer's finger in it is seen from the first dossier
// on. Only minutiae are kept, sealed; no picture. It returns how many fingers were
// clear enough. Errors of the device are *[port.DeviceError].
func (d *Desk) EnrolOfficer(ctx context.Context, part port.Part) (int, error) {
	actor, err := d.actor()
	if err != nil {
		return 0, err
	}
	device, err := d.device(ctx, port.Finger, part)
	if err != nil {
		return 0, err
	}
	result, err := d.Biometrics.Capture(ctx, port.CaptureRequest{
		Device: device, Part: part, Expected: port.SlapPositions(part),
		RequestedScore: int(d.threshold(port.Finger)), Timeout: d.Policy.CaptureTime(d.now()),
	})
	if err != nil {
		d.forgetDevices()
		return 0, err
	}
	records := map[port.Position][]byte{}
	for _, item := range result.Items {
		template, err := d.minutiae(ctx, item)
		if err != nil {
			return 0, err
		}
		if template == nil {
			continue // too faint to be told from others
		}
		if records[item.Position], err = template.Encode(fingerCodes[item.Position]); err != nil {
			return 0, fmt.Errorf("writing the minutiae of a finger: %w", err)
		}
	}
	if len(records) == 0 {
		return 0, ErrNoFinger
	}
	command, err := d.randomID()
	if err != nil {
		return 0, err
	}
	_, err = d.Store.Apply(ctx, store.Change{
		ID: "officer-" + command, Actor: actor, Command: dossier.EnrolOfficer,
		Officer: &store.OfficerPrints{User: actor.User, Fingers: records},
	})
	if err != nil {
		return 0, fmt.Errorf("keeping an officer's fingers: %w", err)
	}
	d.mu.Lock()
	d.officers = nil // read anew at the next finger
	d.mu.Unlock()
	return len(records), nil
}

// OfficerFingers is how many fingers are kept of who is logged in.
func (d *Desk) OfficerFingers(ctx context.Context) (int, error) {
	actor, err := d.actor()
	if err != nil {
		return 0, err
	}
	all, err := d.Store.OfficerPrints(ctx)
	if err != nil {
		return 0, err
	}
	i := slices.IndexFunc(all, func(o store.OfficerPrints) bool { return o.User == actor.User })
	if i < 0 {
		return 0, nil
	}
	return len(all[i].Fingers), nil
}

// ofAnOfficer says in a sentence that a finger is one of an officer of this desk,
// "" when it is none.
func (d *Desk) ofAnOfficer(ctx context.Context, position port.Position, template *finger.Template) string {
	for _, known := range d.officerPrints(ctx) {
		if finger.Compare(template, known).Score >= sureFinger {
			name, _ := dossier.PartName(port.Finger, position)
			return fmt.Sprintf("%s là vân tay của cán bộ máy này, không phải của công dân. Mời công dân đặt tay và thu lại.", capital(name))
		}
	}
	return ""
}

// officerPrints are the minutiae of all officers, read once after a login.
func (d *Desk) officerPrints(ctx context.Context) []*finger.Template {
	d.mu.Lock()
	known := d.officers
	d.mu.Unlock()
	if known != nil {
		return known
	}
	all, err := d.Store.OfficerPrints(ctx)
	if err != nil {
		// A capture is not refused for it; the next one asks again.
		d.Log.Error("fingers of officers cannot be read", "error", err)
		return nil
	}
	known = []*finger.Template{}
	for _, officer := range all {
		for _, record := range officer.Fingers {
			template, _, err := finger.Decode(record)
			if err != nil {
				d.Log.Error("template of an officer cannot be read", "error", err)
				continue
			}
			known = append(known, &template)
		}
	}
	d.mu.Lock()
	d.officers = known
	d.mu.Unlock()
	return known
}
