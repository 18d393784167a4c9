package dossier

import "carddesk/app/port"

var (
	people     = []Role{RoleClerk, RoleSupervisor}
	supervisor = []Role{RoleSupervisor}
	registry   = []Role{RoleRegistry}
	station    = []Role{RoleStation}
)

// Dossiers is the state table of dossiers (architecture, section 5).
func Dossiers() Table[State] {
	inHand := []State{Draft, Captured, Checked, Waiting, Returned, OnHold, RecaptureWanted, Rejected}
	return Table[State]{Name: "dossier", States: States(), Rows: []Transition[State]{
		{[]State{""}, CreateDossier, Draft, people, nil, true},
		{[]State{Draft, Returned, RecaptureWanted, Rejected}, FinishCapture, Captured, people,
			[]Need{NeedComplete}, true},
		{[]State{Captured}, CheckDossier, Checked, supervisor,
			[]Need{NeedTwoLevels, NeedOtherPerson}, true},
		{[]State{Captured}, ApproveDossier, Approved, supervisor,
			[]Need{NeedOneLevel, NeedOtherPerson, NeedPacket}, true},
		{[]State{Checked}, ApproveDossier, Approved, supervisor,
			[]Need{NeedTwoLevels, NeedOtherPerson, NeedPacket}, true},
		{[]State{Approved}, UndoApproval, Captured, supervisor, []Need{NeedUndoTime}, true},
		{[]State{Captured, Checked, OnHold}, ReturnDossier, Returned, supervisor,
			[]Need{NeedSection, NeedReason}, true},
		{[]State{Approved}, ReturnDossier, Returned, supervisor,
			[]Need{NeedSetAside, NeedSection, NeedReason}, true},
		{[]State{Draft, Captured, Returned, RecaptureWanted, Rejected}, WaitDossier, Waiting, people,
			[]Need{NeedReason, NeedDeadline}, true},
		{[]State{Waiting}, ResumeDossier, Draft, people, nil, true},
		{[]State{Captured, Checked}, HoldDossier, OnHold, supervisor, []Need{NeedReason}, true},
		{[]State{OnHold}, ReleaseDossier, Captured, supervisor, nil, true},
		{[]State{Draft}, CancelDossier, Cancelled, []Role{RoleClerk, RoleSupervisor, RoleStation}, []Need{NeedReason}, true},
		{[]State{Waiting}, CancelDossier, Cancelled, people, []Need{NeedReason}, true},
		{[]State{Captured, Checked, Returned, OnHold, RecaptureWanted, Rejected}, CancelDossier,
			Cancelled, supervisor, []Need{NeedReason}, true},
		{append([]State{Approved, Accepted}, inHand...), WithdrawDossier, Withdrawn, supervisor,
			[]Need{NeedReason}, true},
		{[]State{Approved}, AcceptDossier, Accepted, registry, nil, true},
		{[]State{Approved}, RejectDossier, Rejected, registry, []Need{NeedReason}, true},
		{[]State{Approved}, WantRecapture, RecaptureWanted, registry,
			[]Need{NeedSection, NeedReason}, true},
		{[]State{Accepted}, HandOverCard, Closed, people, []Need{NeedChipRead}, true},
		{[]State{Accepted, Closed}, ReportFault, Accepted, people, []Need{NeedReason}, true},
	}}
}

// Deliveries is the state table of one sealed dossier version on its way to the
// registry. The answer of the registry can overtake the acknowledgement, so a
// decision is taken in every state in which bytes may have left.
func Deliveries() Table[port.DeliveryState] {
	type state = port.DeliveryState
	const (
		sealed       = port.DeliverySealed
		offered      = port.DeliveryOffered
		uploading    = port.DeliveryUploading
		stored       = port.DeliveryStored
		acknowledged = port.DeliveryAcknowledged
		decided      = port.DeliveryDecided
		superseded   = port.DeliverySuperseded
		setAside     = port.DeliverySetAside
	)
	onTheWay := []state{sealed, offered, uploading, stored, acknowledged, setAside}
	return Table[state]{Name: "delivery", States: DeliveryStates(), Rows: []Transition[state]{
		{[]state{""}, ApproveDossier, sealed, supervisor, []Need{NeedPacket}, true},
		{[]state{sealed, uploading, stored}, OfferPacket, offered, station, nil, true},
		{[]state{sealed, offered}, UploadPacket, uploading, station, nil, true},
		{[]state{sealed, offered, uploading}, StorePacket, stored, station, nil, true},
		{[]state{sealed, offered, uploading, stored}, AcknowledgePacket, acknowledged,
			[]Role{RoleStation, RoleRegistry}, nil, true},
		{[]state{sealed, offered, uploading, stored}, SetPacketAside, setAside, station,
			[]Need{NeedReason}, true},
		{[]state{setAside}, RetryPacket, sealed, []Role{RoleClerk, RoleSupervisor, RoleStation}, nil, true},
		{onTheWay, AcceptDossier, decided, registry, nil, true},
		{onTheWay, RejectDossier, decided, registry, nil, true},
		{onTheWay, WantRecapture, decided, registry, nil, true},
		{[]state{sealed}, UndoApproval, superseded, supervisor, []Need{NeedUndoTime}, true},
		{[]state{setAside}, ReturnDossier, superseded, supervisor, nil, true},
		{onTheWay, ApproveDossier, superseded, supervisor, nil, true},
		{onTheWay, WithdrawDossier, superseded, supervisor, nil, true},
	}}
}

// Cards is the state table of one physical card.
func Cards() Table[CardState] {
	type state = CardState
	return Table[state]{Name: "card", States: CardStates(), Rows: []Transition[state]{
		{[]state{""}, OrderCard, CardOrdered, registry, nil, true},
		{[]state{CardOrdered}, ProduceCard, CardProduced, registry, nil, true},
		{[]state{CardOrdered, CardProduced}, ShipCard, CardShipped, registry, []Need{NeedBox}, true},
		{[]state{CardProduced, CardShipped}, ReceiveCard, CardArrived, people, nil, true},
		{[]state{CardArrived}, TakeCardOut, CardOut, people, []Need{NeedOfficerList}, true},
		{[]state{CardOut}, BringCardBack, CardArrived, people, nil, true},
		{[]state{CardArrived}, PostCard, CardInPost, people, []Need{NeedPostalNumber}, true},
		{[]state{CardArrived, CardOut, CardInPost}, HandOverCard, CardHandedOver, people,
			[]Need{NeedChipRead}, true},
		{[]state{CardOut, CardInPost}, FailDelivery, CardUndelivered, people, []Need{NeedReason}, true},
		{[]state{CardUndelivered}, RestockCard, CardArrived, people, nil, true},
		{[]state{CardArrived, CardUndelivered, CardFaulty, CardRecalled}, SendCardBack, CardSentBack, people,
			[]Need{NeedReason}, true},
		{[]state{CardArrived, CardOut, CardInPost, CardHandedOver}, ReportFault, CardFaulty, people,
			[]Need{NeedReason}, true},
		{[]state{CardFaulty, CardLost, CardSentBack}, ReplaceCard, CardReplaced, registry,
			[]Need{NeedReplacement}, true},
		{[]state{CardShipped, CardArrived, CardOut, CardInPost}, ReportCardLost, CardLost, people,
			[]Need{NeedReason}, true},
		{[]state{CardLost}, FindCard, CardArrived, people, nil, true},
		{[]state{CardOrdered, CardProduced, CardShipped, CardArrived}, VoidCard, CardVoid, registry,
			[]Need{NeedReason}, true},
		{[]state{CardProduced, CardShipped, CardArrived, CardOut, CardInPost, CardUndelivered, CardHandedOver},
			RecallCard, CardRecalled, registry, []Need{NeedReason}, true},
		{[]state{CardArrived}, MoveCard, CardArrived, people, nil, true},
	}}
}
