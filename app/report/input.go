package report

import (
	"time"

	"carddesk/app/port"
)

// Office is who issues a paper.
type Office struct {
	Authority string // the level above, "CÔNG AN TỈNH …"
	Name      string // "CÔNG AN PHƯỜNG …"
	Place     string // of the date line, "Hà Nội"
	Address   string
	Phone     string
}

// Officer is who signs for the office.
type Officer struct {
	Rank string // "Thượng uý"
	Name string // full name
}

// Print is what every paper has.
type Print struct {
	Office   Office
	Printed  time.Time // shown in Vietnam's time; also the date of the file
	Training bool      // marks every page as worthless
	Regime   string    // law of the dossier, "2014" or "2023"; "" is the one in force when printing
	Reprint  int       // how often this paper was printed before; marks every page, 0 is the first print
}

// Field names one entry of a form; the forms in assets refer to these.
type Field string

// Fields of the forms. Dates are given as they shall be read (dd/mm/yyyy, or
// less where day or month is unknown).
const (
	FieldName           Field = "name"
	FieldOtherName      Field = "other-name"
	FieldBirth          Field = "birth"
	FieldSex            Field = "sex"
	FieldNumber         Field = "number"
	FieldOldNumbers     Field = "old-numbers"
	FieldEthnic         Field = "ethnic"
	FieldReligion       Field = "religion"
	FieldNationality    Field = "nationality"
	FieldMarital        Field = "marital"
	FieldBlood          Field = "blood"
	FieldBirthPlace     Field = "birth-place"
	FieldOrigin         Field = "origin"
	FieldPermanent      Field = "permanent"
	FieldPresent        Field = "present"
	FieldOccupation     Field = "occupation"
	FieldEducation      Field = "education"
	FieldFather         Field = "father" // name, nationality, number, joined for reading
	FieldMother         Field = "mother"
	FieldSpouse         Field = "spouse"
	FieldRepresentative Field = "representative"
	FieldHouseholder    Field = "householder"

	FieldRepresentativeName   Field = "representative-name"
	FieldRepresentativeBirth  Field = "representative-birth"
	FieldRepresentativeSex    Field = "representative-sex"
	FieldRepresentativeNumber Field = "representative-number"

	FieldPhone       Field = "phone"
	FieldMark        Field = "mark"
	FieldKind        Field = "kind"   // request kind in words
	FieldReason      Field = "reason" // its reason in words
	FieldOldCard     Field = "old-card"
	FieldFee         Field = "fee"
	FieldDelivery    Field = "delivery"
	FieldReceipt     Field = "receipt"      // receipt number; filled by the slips
	FieldPlace       Field = "place"        // where the result is handed out
	FieldDue         Field = "due"          // appointment in words; filled by the slip
	FieldOfficePhone Field = "office-phone" // filled from the office
	FieldOfficeName  Field = "office-name"  // filled from the office
	FieldCardNumber  Field = "card-number"  // number printed on the card
	FieldCardIssued  Field = "card-issued"
	FieldCardSerial  Field = "card-serial"
	FieldCardState   Field = "card-state" // intact, cut, damaged …
	FieldChip        Field = "chip"       // outcome of the chip check in words
	FieldRecipient   Field = "recipient"  // who takes the card
	FieldAuthority   Field = "authority"  // by what right another takes it
	FieldProcedure   Field = "procedure"  // what was asked for, in words
	FieldArticle     Field = "article"    // legal ground
	FieldRemedy      Field = "remedy"     // what the citizen can do
	FieldResidence   Field = "residence"  // that the card shows; the permanent or present one when absent
	FieldAddressee   Field = "addressee"  // office that a citizen writes to; its own name when absent
	FieldDetail      Field = "detail"     // what exactly is asked for
	FieldResult      Field = "result"     // address that the result is sent to
	FieldEmail       Field = "email"
	FieldVerified    Field = "verified" // what the police found, by hand
	FieldNote        Field = "note"     // of a list's row
	FieldSign        Field = "sign"     // of a list's row, by hand
	FieldGiver       Field = "giver"    // filled by the lists, as the next two
	FieldTaker       Field = "taker"
	FieldCount       Field = "count"
	FieldHour        Field = "hour"  // "09 giờ 30 phút"
	FieldFirst       Field = "first" // lowest and highest number of a book's receipts
	FieldLast        Field = "last"
	FieldVoid        Field = "void" // how many of them are void
	FieldAmount      Field = "amount"
	FieldAmountWords Field = "amount-words"
	FieldCash        Field = "cash"
	FieldTransfer    Field = "transfer"
	FieldExempt      Field = "exempt"
	FieldRefund      Field = "refund"
	FieldCounted     Field = "counted" // of the cash, by hand
	FieldDate        Field = "date"    // of the act, "ngày 25 tháng 11 năm 2026"
)

// Holder is the person's side of a form. A field that is absent or empty is
// printed as a dotted line to be filled in by hand.
type Holder map[Field]string

// FingerLine is one finger of the data slip.
type FingerLine struct {
	Position  port.Position
	Quality   float64 // 0–100, meaningless with an exception
	Exception string  // in words, "" when the finger was taken
}

// DataSlip is the sheet that the citizen reads and signs (phiếu thu nhận).
type DataSlip struct {
	Print
	ReceiptNumber string // "" before the number is given
	Holder        Holder
	Portrait      []byte // JPEG or PNG, may be nil
	Fingers       []FingerLine
	Iris          string // in words: "đã thu nhận hai mắt"
	Clerk         Officer
	ByThumb       bool   // the holder cannot write and gives a thumbprint in the box
	ThumbReason   string // why, in words; a dotted line otherwise
	Witness       string // full name; a dotted line otherwise
	Signature     []byte // PNG of a signature on the screen, dark on white; nil: the paper is signed
}

// AppointmentSlip tells the citizen when to come back (giấy hẹn).
type AppointmentSlip struct {
	Print
	ReceiptNumber string
	Holder        Holder
	Due           time.Time
	Clerk         Officer
	Again         int // how often it was printed anew because it was lost, 0 for the first
}

// LostSlip is the citizen's declaration that an appointment slip is lost.
type LostSlip struct {
	Print
	ReceiptNumber string
	Holder        Holder
	Clerk         Officer
}

// WaitingNote tells the citizen what a dossier waits for, until when, and how the
// day of the card moves.
type WaitingNote struct {
	Print
	ReceiptNumber string // "" before the number is given
	Holder        Holder
	Reason        string    // in words
	Until         time.Time // by when what is missing must be there
	Due           time.Time // when the card can be fetched if it is there on the last day; zero: not known
	Clerk         Officer
}

// HandoverRecord confirms that a card was handed over (biên bản trả thẻ).
type HandoverRecord struct {
	Print
	ReceiptNumber string
	Holder        Holder
	Clerk         Officer
}

// OldCardReceipt confirms that the old card was taken in.
type OldCardReceipt struct {
	Print
	ReceiptNumber string
	Holder        Holder
	Clerk         Officer
}

// RefusalNotice says in writing why a request is not dealt with.
type RefusalNotice struct {
	Print
	Holder     Holder
	Supervisor Officer
}

// NumberConfirmation confirms that a 9-digit number and a personal number are
// of one person.
type NumberConfirmation struct {
	Print
	ReceiptNumber string // "" for none
	Holder        Holder
	Supervisor    Officer
}

// Application is the declaration that citizens filled in until 30 June 2021 (tờ
// khai), printed with what the desk knows.
type Application struct {
	Print
	Holder Holder
}

// Service is one of the nine things that form DC02 of circular 17/2024 asks for.
type Service string

// Services of the form, in its order.
const (
	ServiceCard            Service = "card"             // issue, exchange, reissue of the card
	ServiceOldNumber       Service = "old-number"       // confirmation of the 9-digit number
	ServiceCancelledNumber Service = "cancelled-number" // confirmation of a cancelled personal number
	ServiceNumber          Service = "number"           // cancelling or establishing the number anew
	ServicePopulationData  Service = "population-data"  // extract of the population database
	ServiceIdentityData    Service = "identity-data"    // extract of the identity database
	ServiceAdjust          Service = "adjust"           // correction in the population database
	ServiceIntegrate       Service = "integrate"        // integration into the card
	ServiceCollect         Service = "collect"          // collection, update in the identity database
)

// RequestForm is what a citizen asks an identity office for (phiếu đề nghị);
// also the request to correct or update data.
type RequestForm struct {
	Print
	ReceiptNumber string // "" for none
	Holder        Holder
	Services      []Service
}

// AccountRequest asks for an electronic identity account.
type AccountRequest struct {
	Print
	ReceiptNumber string // "" for none
	Holder        Holder
	Level         int // 1 or 2; 0 leaves both boxes empty
	Clerk         Officer
}

// Handing is a list of dossiers or cards that one officer gives to another.
type Handing struct {
	Print
	Place      string   // where to, for cards taken out
	Rows       []Holder // receipt, name, birth, number, kind or card-number, note
	Giver      Officer
	Taker      Officer
	Supervisor Officer // signs lists of cards
}

// KindCount is how many dossiers of one request kind there were.
type KindCount struct {
	Kind  string // in words
	Count int
}

// Figures are what a day report counts, each step on its own day; the report
// prints the definitions.
type Figures struct {
	TakenIn    []KindCount // in the same order of kinds everywhere in a report
	Approved   int
	Returned   int
	Sent       int
	Accepted   int
	Rejected   int
	HandedOver int
}

// ClerkFigures are the figures of the dossiers that one clerk took in.
type ClerkFigures struct {
	Clerk   Officer
	Figures Figures
}

// DayReport is the report of one day of an office.
type DayReport struct {
	Print
	Day        time.Time // any instant of the day in Vietnam
	Total      Figures
	Clerks     []ClerkFigures
	Author     Officer // who made it
	Supervisor Officer // who signs it
}
