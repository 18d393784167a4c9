package dossier

import "slices"

// Command is what was done. It drives the state tables and is at the same time
// the type of the one log entry that it leaves.
type Command string

// Commands that move a dossier, a delivery or a card.
const (
	CreateDossier   Command = "create-dossier"
	FinishCapture   Command = "finish-capture"
	CheckDossier    Command = "check-dossier"
	ApproveDossier  Command = "approve-dossier"
	UndoApproval    Command = "undo-approval"
	ReturnDossier   Command = "return-dossier"
	WaitDossier     Command = "wait-dossier"
	ResumeDossier   Command = "resume-dossier"
	HoldDossier     Command = "hold-dossier"
	ReleaseDossier  Command = "release-dossier"
	CancelDossier   Command = "cancel-dossier"
	WithdrawDossier Command = "withdraw-dossier"
	AcceptDossier   Command = "accept-dossier"
	RejectDossier   Command = "reject-dossier"
	WantRecapture   Command = "want-recapture"

	OfferPacket       Command = "offer-packet"
	UploadPacket      Command = "upload-packet"
	StorePacket       Command = "store-packet"
	AcknowledgePacket Command = "acknowledge-packet"
	SetPacketAside    Command = "set-packet-aside"
	RetryPacket       Command = "retry-packet"

	OrderCard      Command = "order-card"
	ProduceCard    Command = "produce-card"
	ShipCard       Command = "ship-card"
	ReceiveCard    Command = "receive-card"
	TakeCardOut    Command = "take-card-out"
	BringCardBack  Command = "bring-card-back"
	PostCard       Command = "post-card"
	HandOverCard   Command = "hand-over-card"
	FailDelivery   Command = "fail-delivery"
	RestockCard    Command = "restock-card"
	SendCardBack   Command = "send-card-back"
	ReportFault    Command = "report-card-fault"
	ReplaceCard    Command = "replace-card"
	ReportCardLost Command = "report-card-lost"
	FindCard       Command = "find-card"
	VoidCard       Command = "void-card"
	RecallCard     Command = "recall-card"
	MoveCard       Command = "move-card" // to another place on the shelves
)

// Commands that leave every state as it is.
const (
	SaveSection      Command = "save-section"
	ClaimSection     Command = "claim-section"
	ReadDossier      Command = "read-dossier"
	SearchDossiers   Command = "search-dossiers"
	LookUpPopulation Command = "look-up-population"
	TakeNumber       Command = "take-number"
	PrintDocument    Command = "print-document"
	ExportFile       Command = "export-file"
	CheckCard        Command = "check-card"
	OverrideCheck    Command = "override-check"
	IgnoreChange     Command = "ignore-change"
	ApplyDocument    Command = "apply-document"
	NoteChange       Command = "note-change" // something of the centre that moves nothing
	RegisterStick    Command = "register-stick"
	WriteStick       Command = "write-stick"
	ReadStick        Command = "read-stick"
	TakePortalFile   Command = "take-portal-file"
	DestroyContent   Command = "destroy-content"
	TakeTicket       Command = "take-ticket"     // a number of the queue
	CallTicket       Command = "call-ticket"     // its turn
	KeepSlip         Command = "keep-slip"       // the scan of the signed data slip
	AskApproval      Command = "ask-approval"    // of another office's supervisor
	AnswerApproval   Command = "answer-approval" // of a dossier of another office
	NoteApproval     Command = "note-approval"   // the answer came back

	StartStation   Command = "start-station"
	ChangeStation  Command = "change-station"
	LogIn          Command = "log-in"
	FailLogIn      Command = "fail-log-in"
	LogOut         Command = "log-out"
	AddUser        Command = "add-user"
	ChangeUser     Command = "change-user"
	DisableUser    Command = "disable-user"
	ChangePassword Command = "change-password"
	MakeBackup     Command = "make-backup"
	RestoreBackup  Command = "restore-backup"
	VerifyStation  Command = "verify-station"

	EnrolOfficer      Command = "enrol-officer" // an officer's own fingers, to be told from citizens'
	ReportStationLost Command = "report-station-lost"
	ResealOffice      Command = "reseal-office"
)

// EntryKind says what is known of one type of log entry.
type EntryKind struct {
	Type Command
	// ConcernsRegistry: the entry is sealed to the registry as an event.
	ConcernsRegistry bool
	// Moves: the entry can only come from a row of a state table.
	Moves bool
	// Roles that may leave it; nil is every role. Of moves the state tables say
	// who may.
	Roles []Role
}

// May reports whether role may leave an entry of this kind.
func (k EntryKind) May(role Role) bool {
	return k.Roles == nil || slices.Contains(k.Roles, role)
}

// EntryKinds lists every type of log entry: moves first, those of the books last.
func EntryKinds() []EntryKind {
	registry := map[Command]bool{
		CancelDossier: true, WithdrawDossier: true,
		ReceiveCard: true, TakeCardOut: true, BringCardBack: true, PostCard: true,
		HandOverCard: true, FailDelivery: true, RestockCard: true, SendCardBack: true,
		ReportFault: true, ReportCardLost: true, FindCard: true,
		OverrideCheck: true, DestroyContent: true,
		StartStation: true, ChangeStation: true, AddUser: true, ChangeUser: true,
		DisableUser: true, RestoreBackup: true, ReportStationLost: true, ApplyDocument: true,
		RegisterStick: true, TakePortalFile: true, AskApproval: true, AnswerApproval: true,
	}
	administrator := []Role{RoleAdministrator, RoleStation}
	// Users are an administrator's and the centre's.
	keepers := []Role{RoleAdministrator, RoleStation, RoleRegistry}
	roles := map[Command][]Role{
		SaveSection: {RoleClerk, RoleSupervisor}, ClaimSection: {RoleClerk, RoleSupervisor},
		TakeNumber: {RoleClerk, RoleSupervisor}, OverrideCheck: {RoleSupervisor},
		IgnoreChange: {RoleRegistry, RoleStation}, ApplyDocument: {RoleRegistry, RoleStation}, NoteChange: {RoleRegistry},
		RegisterStick: {RoleSupervisor, RoleAdministrator}, TakePortalFile: {RoleClerk, RoleSupervisor}, DestroyContent: administrator,
		TakeTicket: {RoleClerk, RoleSupervisor}, CallTicket: {RoleClerk, RoleSupervisor}, KeepSlip: {RoleClerk, RoleSupervisor}, AskApproval: {RoleSupervisor}, AnswerApproval: {RoleSupervisor}, NoteApproval: {RoleRegistry},
		StartStation: administrator, ChangeStation: administrator, FailLogIn: {RoleStation},
		AddUser: keepers, ChangeUser: keepers, DisableUser: keepers,
		RestoreBackup: administrator, ReportStationLost: keepers, ResealOffice: {RoleAdministrator},
	}
	var kinds []EntryKind
	for _, c := range moves() {
		kinds = append(kinds, EntryKind{Type: c, ConcernsRegistry: registry[c], Moves: true})
	}
	for _, c := range []Command{SaveSection, ClaimSection, ReadDossier, SearchDossiers,
		LookUpPopulation, TakeNumber, PrintDocument, ExportFile, CheckCard, OverrideCheck,
		IgnoreChange, ApplyDocument, NoteChange, RegisterStick, WriteStick, ReadStick, TakePortalFile, DestroyContent,
		TakeTicket, CallTicket, KeepSlip, AskApproval, AnswerApproval, NoteApproval, StartStation, ChangeStation, LogIn, FailLogIn, LogOut,
		AddUser, ChangeUser, DisableUser, ChangePassword, MakeBackup, RestoreBackup,
		VerifyStation, EnrolOfficer, ReportStationLost, ResealOffice} {
		kinds = append(kinds, EntryKind{Type: c, ConcernsRegistry: registry[c], Roles: roles[c]})
	}
	return append(kinds, bookEntries(kinds)...)
}

// Entry returns what is known of entries of type c; ok is false for a type that
// the log does not have.
func Entry(c Command) (kind EntryKind, ok bool) {
	kind, ok = entryIndex[c]
	return kind, ok
}

var entryIndex = func() map[Command]EntryKind {
	index := make(map[Command]EntryKind)
	for _, k := range EntryKinds() {
		index[k.Type] = k
	}
	return index
}()

// moves lists the commands of the three tables in the order of the constants.
func moves() []Command {
	return []Command{CreateDossier, FinishCapture, CheckDossier, ApproveDossier, UndoApproval,
		ReturnDossier, WaitDossier, ResumeDossier, HoldDossier, ReleaseDossier, CancelDossier,
		WithdrawDossier, AcceptDossier, RejectDossier, WantRecapture,
		OfferPacket, UploadPacket, StorePacket, AcknowledgePacket, SetPacketAside, RetryPacket,
		OrderCard, ProduceCard, ShipCard, ReceiveCard, TakeCardOut, BringCardBack, PostCard,
		HandOverCard, FailDelivery, RestockCard, SendCardBack, ReportFault, ReplaceCard,
		ReportCardLost, FindCard, VoidCard, RecallCard, MoveCard}
}
