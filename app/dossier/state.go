package dossier

import "carddesk/app/port"

// State is where a dossier stands.
type State string

// States of a dossier.
const (
	Draft           State = "draft"
	Captured        State = "captured"
	Checked         State = "checked" // first of two approval levels given
	Approved        State = "approved"
	Accepted        State = "accepted" // by the registry
	Closed          State = "closed"
	Waiting         State = "waiting"  // reason and deadline beside it
	Returned        State = "returned" // section and reason beside it
	OnHold          State = "on-hold"
	Rejected        State = "rejected" // by the registry
	RecaptureWanted State = "recapture-wanted"
	Cancelled       State = "cancelled" // by the office
	Withdrawn       State = "withdrawn" // by the citizen
)

// WaitingReason says what a waiting dossier waits for.
type WaitingReason string

// What a dossier waits for.
const (
	WaitingPapers     WaitingReason = "papers"     // the citizen brings more papers
	WaitingPopulation WaitingReason = "population" // the population database is being corrected
	WaitingArchive    WaitingReason = "archive"    // the paper archive is searched
)

// CardState is where one physical card stands.
type CardState string

// States of a card.
const (
	CardOrdered     CardState = "ordered"
	CardProduced    CardState = "produced"
	CardShipped     CardState = "shipped" // in a box
	CardArrived     CardState = "arrived" // on a shelf of the office
	CardOut         CardState = "out"     // with an officer, by a list
	CardInPost      CardState = "in-post"
	CardHandedOver  CardState = "handed-over"
	CardUndelivered CardState = "undelivered"
	CardSentBack    CardState = "sent-back"
	CardFaulty      CardState = "faulty"
	CardReplaced    CardState = "replaced" // the number of the new card beside it
	CardLost        CardState = "lost"
	CardVoid        CardState = "void"
	CardRecalled    CardState = "recalled"
)

// States lists every state of a dossier in the order of its life.
func States() []State {
	return []State{Draft, Captured, Checked, Approved, Accepted, Closed, Waiting, Returned,
		OnHold, Rejected, RecaptureWanted, Cancelled, Withdrawn}
}

// DeliveryStates lists every state of a delivery in the order of its life.
func DeliveryStates() []port.DeliveryState {
	return []port.DeliveryState{port.DeliverySealed, port.DeliveryOffered, port.DeliveryUploading,
		port.DeliveryStored, port.DeliveryAcknowledged, port.DeliveryDecided,
		port.DeliverySuperseded, port.DeliverySetAside}
}

// CardStates lists every state of a card in the order of its life.
func CardStates() []CardState {
	return []CardState{CardOrdered, CardProduced, CardShipped, CardArrived, CardOut, CardInPost,
		CardHandedOver, CardUndelivered, CardSentBack, CardFaulty, CardReplaced, CardLost,
		CardVoid, CardRecalled}
}

// Open reports whether work on a dossier in this state can still go on.
func (s State) Open() bool {
	return s != Closed && s != Cancelled && s != Withdrawn
}

// Editable reports whether sections of intake and capture may be saved in this
// state. What has been captured is changed only after it was returned.
func (s State) Editable() bool {
	switch s {
	case Draft, Waiting, Returned, RecaptureWanted, Rejected:
		return true
	}
	return false
}
