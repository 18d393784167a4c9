package dossier

// Books of shifts and days.
const (
	// BookShift holds what one officer handed over to the next: one entry a change.
	BookShift Book = "shift"
	// BookDay holds the days that were closed: one entry a day, whose id it is.
	BookDay Book = "day"
	// BookFault holds what went wrong with the devices of a station: one entry a day,
	// device and fault; its amount counts how often.
	BookFault Book = "device-fault"
)

// States of these books.
const (
	ShiftSigned BookState = "signed"
	DayClosed   BookState = "closed"
	DayReopened BookState = "reopened"
	FaultNoted  BookState = "noted"
)

// Commands of these books.
const (
	HandShiftOver   Command = "hand-shift-over"
	CloseDay        Command = "close-day"
	ReopenDay       Command = "reopen-day"
	NoteDeviceFault Command = "note-device-fault"
)

func closingBooks() []Table[BookState] {
	type state = BookState
	return []Table[state]{
		{Name: string(BookShift), States: []state{ShiftSigned}, Rows: []Transition[state]{
			{[]state{""}, HandShiftOver, ShiftSigned, people, nil, true},
		}},
		{Name: string(BookDay), States: []state{DayClosed, DayReopened}, Rows: []Transition[state]{
			{[]state{"", DayReopened}, CloseDay, DayClosed, people, nil, true},
			{[]state{DayClosed}, ReopenDay, DayReopened, supervisor, []Need{NeedReason}, true},
		}},
		{Name: string(BookFault), States: []state{FaultNoted}, Rows: []Transition[state]{
			{[]state{"", FaultNoted}, NoteDeviceFault, FaultNoted, people, nil, true},
		}},
	}
}
