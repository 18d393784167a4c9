package dossier

import "time"

// BookComplaint holds complaints: who called, when, what was promised and what was
// answered. Its entries are of the day of the call; their amount is in how many days
// an answer was promised.
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

// Complaint is what an entry of [BookComplaint] says.
type Complaint struct {
	Caller  string            `json:"caller"`
	Phone   string            `json:"phone,omitempty"`
	About   string            `json:"about"` // code of [ComplaintSubjects]
	Text    string            `json:"text,omitempty"`
	By      string            `json:"by"` // user id of who took it
	At      time.Time         `json:"at"`
	Answers []ComplaintAnswer `json:"answers,omitempty"` // more than one when it was opened again
}

// ComplaintAnswer is what who complained was told.
type ComplaintAnswer struct {
	How  string    `json:"how"` // code of [AnswerWays]
	Text string    `json:"text"`
	By   string    `json:"by"` // user id
	At   time.Time `json:"at"`
	// Again says why the complaint was opened again after this answer.
	Again string `json:"again,omitempty"`
}

// ComplaintSubjects lists what people complain about. No list of a rule was found;
// these are the steps at which a citizen meets the desk.
func ComplaintSubjects() []Coded {
	return []Coded{
		{"late", "Quá hẹn chưa có thẻ", "no card after the promised day"},
		{"data", "Sai thông tin trên thẻ", "wrong data on the card"},
		{"card", "Thẻ lỗi, chip không đọc được", "faulty card or chip"},
		{"delivery", "Giao thẻ, gửi bưu điện", "delivery of the card"},
		{"fee", "Lệ phí, biên lai", "fee or receipt"},
		{"waiting", "Chờ lâu, thứ tự gọi số", "waiting, order of the queue"},
		{"conduct", "Thái độ phục vụ", "conduct"},
		{"privacy", "Lộ, dùng sai thông tin cá nhân", "personal data disclosed or misused"},
		{"other", "Việc khác", "something else"},
	}
}

// AnswerWays lists how an answer was given.
func AnswerWays() []Coded {
	return []Coded{
		{"phone", "Qua điện thoại", "by phone"},
		{"desk", "Trực tiếp", "in person"},
		{"letter", "Bằng văn bản", "in writing"},
		{"message", "Tin nhắn, thư điện tử", "by message or mail"},
	}
}
