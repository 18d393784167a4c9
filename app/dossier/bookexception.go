package dossier

import (
	"slices"
	"time"
)

// BookException holds what a supervisor must have seen: each entry is one thing
// out of the ordinary about a dossier or a card. The id of an entry begins with
// its [ExceptionKind] and a slash; its amount says of how many parts it speaks, and
// is 0 when the exception stands no more because the dossier was corrected.
const BookException Book = "exception"

// States of an exception.
const (
	ExceptionNew  BookState = "new"
	ExceptionSeen BookState = "seen"
)

// Commands of supervisors on exceptions.
const (
	SeeException   Command = "see-exception"
	UnseeException Command = "unsee-exception"
)

// ExceptionKind says what is out of the ordinary.
type ExceptionKind string

// Kinds of exceptions. Those up to [ExceptionDuplicate] are judged each time that
// intake ends, and there is at most one of each for a dossier.
const (
	ExceptionKept       ExceptionKind = "kept-picture" // a picture with a remark of the desk
	ExceptionNotTaken   ExceptionKind = "not-taken"    // a finger or an eye
	ExceptionUnmatched  ExceptionKind = "not-matched"  // with the population database
	ExceptionUnverified ExceptionKind = "not-verified" // that who came is the holder
	ExceptionExempt     ExceptionKind = "exemption"    // from the fee
	ExceptionDuplicate  ExceptionKind = "duplicate"    // of another dossier, by number or by name and birth date
	ExceptionOverride   ExceptionKind = "override"     // a card handed over although its chip did not fit
	ExceptionFault      ExceptionKind = "chip-fault"   // a card reported faulty
	ExceptionReprint    ExceptionKind = "reprint"      // a paper printed once more
	ExceptionComplaint  ExceptionKind = "complaint"    // of [BookComplaint], which holds it
)

// ExceptionKinds lists the kinds with their names, in the order in which a
// supervisor sees them.
func ExceptionKinds() []Coded {
	return []Coded{
		{string(ExceptionOverride), "Trả thẻ dù chip không khớp", "handed over although the chip did not fit"},
		{string(ExceptionKept), "Giữ ảnh dù có nhắc nhở", "picture kept against a remark"},
		{string(ExceptionNotTaken), "Ngón, mắt không thu nhận", "finger or eye not taken"},
		{string(ExceptionUnmatched), "Chưa khớp dữ liệu dân cư", "not matched to the population database"},
		{string(ExceptionUnverified), "Chưa xác thực người đến", "holder not verified"},
		{string(ExceptionExempt), "Miễn lệ phí", "fee exemption"},
		{string(ExceptionDuplicate), "Nghi trùng hồ sơ", "duplicate by number or by name and birth date"},
		{string(ExceptionFault), "Thẻ lỗi", "faulty card"},
		{string(ExceptionReprint), "In lại giấy tờ", "paper printed again"},
		{string(ExceptionComplaint), "Phản ánh", "complaint"},
	}
}

// JudgedAtIntake lists the kinds that are judged anew each time that intake ends.
func JudgedAtIntake() []ExceptionKind {
	return []ExceptionKind{ExceptionKept, ExceptionNotTaken, ExceptionUnmatched, ExceptionUnverified, ExceptionExempt, ExceptionDuplicate}
}

// ExceptionNote is what an entry of [BookException] says.
type ExceptionNote struct {
	Codes []string `json:"codes,omitempty"` // what exactly, by the kind: see [ExceptionsOf]
	Text  string   `json:"text,omitempty"`  // a reason that was given in words
	Other []ID     `json:"other,omitempty"` // dossiers that this one is a duplicate of
	Card  string   `json:"card,omitempty"`  // serial
	// Seen says who has seen it, and what was noted about it.
	Seen *ExceptionMark `json:"seen,omitempty"`
}

// ExceptionMark is the word of a supervisor on an exception.
type ExceptionMark struct {
	By   string    `json:"by"` // user id
	At   time.Time `json:"at"`
	Note string    `json:"note,omitempty"`
}

// Same reports whether two notes tell of the same thing, whoever has seen it.
func (n ExceptionNote) Same(other ExceptionNote) bool {
	return n.Text == other.Text && n.Card == other.Card && slices.Equal(n.Codes, other.Codes) && slices.Equal(n.Other, other.Other)
}

func exceptionBooks() []Table[BookState] {
	whatever := []BookState{"", ExceptionNew, ExceptionSeen}
	everybody := UserRoles()
	return []Table[BookState]{{
		Name: string(BookException), States: []BookState{ExceptionNew, ExceptionSeen},
		Rows: []Transition[BookState]{
			{whatever, FinishCapture, ExceptionNew, people, nil, true},
			{whatever, SaveSection, ExceptionNew, people, nil, true}, // the review section counts prints
			{whatever, PrintDocument, ExceptionNew, everybody, nil, true},
			{whatever, ExportFile, ExceptionNew, everybody, nil, true},
			{whatever, OverrideCheck, ExceptionNew, supervisor, nil, true},
			{whatever, ReportFault, ExceptionNew, people, nil, true},
			{[]BookState{ExceptionNew}, SeeException, ExceptionSeen, supervisor, nil, true},
			{[]BookState{ExceptionSeen}, UnseeException, ExceptionNew, supervisor, nil, true},
		},
	}}
}
