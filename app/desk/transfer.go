package desk

import (
	"context"
	"fmt"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
)

// Parcel is one version of a dossier on its way, as people see it.
type Parcel struct {
	port.Delivery
	Name string // of the holder; "" while the index is not built
}

// Parcels lists what is on its way and what has arrived lately: what is set aside
// first, then what waits, then the rest, at most 500.
func (d *Desk) Parcels(ctx context.Context) ([]Parcel, error) {
	deliveries, err := d.Store.Deliveries(ctx, "")
	if err != nil {
		return nil, fmt.Errorf("listing what is on its way: %w", err)
	}
	var aside, waiting, rest []Parcel
	for _, delivery := range deliveries {
		p := Parcel{Delivery: delivery}
		if entry, ok := d.Store.Person(dossier.ID(delivery.Packet.Dossier)); ok {
			p.Name = entry.Name
		}
		switch delivery.State {
		case port.DeliverySetAside:
			aside = append(aside, p)
		case port.DeliverySealed, port.DeliveryOffered, port.DeliveryUploading, port.DeliveryStored:
			waiting = append(waiting, p)
		default:
			rest = append(rest, p)
		}
	}
	return append(append(aside, waiting...), rest...), nil
}

// RetryPacket sends a packet again that was set aside.
func (d *Desk) RetryPacket(ctx context.Context, id port.PacketID) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	command, err := d.randomID()
	if err != nil {
		return err
	}
	_, err = d.Store.Apply(ctx, store.Change{ID: "retry-" + command, Actor: actor, Command: dossier.RetryPacket,
		Dossier: dossier.ID(id.Dossier), Retry: &id})
	if err != nil {
		return fmt.Errorf("sending a packet again: %w", err)
	}
	if d.Sync != nil {
		d.Sync.Wake()
	}
	return nil
}
