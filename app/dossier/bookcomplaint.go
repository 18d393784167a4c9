package dossier

// BookComplaint holds complaints: who called, when, what was promised and what was
// answered.
const BookComplaint Book = "complaint"

// States of a complaint.
const (
	ComplaintOpen     BookState = "open"
	ComplaintAnswered BookState = "answered"
)

// Commands of complaints.
const (
	FileComplaint   Command = "file-complaint"
	AmendComplaint  Command = "amend-complaint"
	AnswerComplaint Command = "answer-complaint"
	ReopenComplaint Command = "reopen-complaint" // who complained is not content
)

func complaintBooks() []Table[BookState] {
	return []Table[BookState]{{
		Name: string(BookComplaint), States: []BookState{ComplaintOpen, ComplaintAnswered},
		Rows: []Transition[BookState]{
			{[]BookState{""}, FileComplaint, ComplaintOpen, people, nil, true},
			{[]BookState{ComplaintOpen}, AmendComplaint, ComplaintOpen, people, nil, true},
			{[]BookState{ComplaintOpen}, AnswerComplaint, ComplaintAnswered, people, nil, true},
			{[]BookState{ComplaintAnswered}, ReopenComplaint, ComplaintOpen, people, []Need{NeedReason}, true},
		},
	}}
}
