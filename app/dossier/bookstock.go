package dossier

// Books of the stock of cards.
const (
	BookBox     Book = "box"            // boxes that were opened, and what was found in them
	BookReturn  Book = "return-list"    // lists by which cards went back to the centre
	BookStock   Book = "stocktake"      // countings of the cards on the shelves
	BookSeen    Book = "stocktake-seen" // cards seen by a counting, in parts
	BookOldCard Book = "old-card"       // old cards that were collected, one entry a dossier
	BookOldList Book = "old-card-list"  // lists by which old cards left the office
)

// States of a box that was opened.
const (
	BoxOpen    BookState = "open"    // its cards are being gone through
	BoxClosed  BookState = "closed"  // taken in as it was found
	BoxSettled BookState = "settled" // its differences were cleared up
)

// States of a counting of the shelves.
const (
	StockCounting  BookState = "counting"
	StockCounted   BookState = "counted" // its differences are being settled
	StockClosed    BookState = "closed"
	StockCancelled BookState = "cancelled"
)

// States of an old card, and of the lists by which old cards and cards for the
// centre went away.
const (
	OldCardHeld      BookState = "held" // lies in the office
	OldCardMissing   BookState = "missing"
	OldCardHandedIn  BookState = "handed-in"
	OldCardDestroyed BookState = "destroyed"
	OldCardGivenBack BookState = "given-back" // to its holder: the request was withdrawn
	ListKept         BookState = "kept"       // written, and never changed
)

// Commands of the stock of cards that no state table of dossiers has.
const (
	OpenBox         Command = "open-box"
	CountBox        Command = "count-box" // one more of its cards was seen
	CloseBox        Command = "close-box"
	SettleBox       Command = "settle-box"
	ListReturns     Command = "list-returns"
	StartStocktake  Command = "start-stocktake"
	SeeCards        Command = "see-cards" // while taking stock
	FinishStocktake Command = "finish-stocktake"
	ResumeStocktake Command = "resume-stocktake" // some cards were overlooked: count on
	NoteDifference  Command = "note-difference"  // how one difference was settled
	CloseStocktake  Command = "close-stocktake"
	CancelStocktake Command = "cancel-stocktake"
	EnterOldCard    Command = "enter-old-card" // one that was collected before there was a book
	HandInOldCards  Command = "hand-in-old-cards"
	DestroyOldCards Command = "destroy-old-cards"
	GiveOldCardBack Command = "give-old-card-back"
	MissOldCard     Command = "miss-old-card"
	FindOldCard     Command = "find-old-card"
)

func stockBooks() []Table[BookState] {
	return append([]Table[BookState]{
		{Name: string(BookBox), States: []BookState{BoxOpen, BoxClosed, BoxSettled}, Rows: []Transition[BookState]{
			{[]BookState{""}, OpenBox, BoxOpen, people, nil, true},
			{[]BookState{BoxOpen}, CountBox, BoxOpen, people, nil, true},
			{[]BookState{BoxOpen}, CloseBox, BoxClosed, people, nil, true},
			{[]BookState{BoxClosed}, SettleBox, BoxSettled, supervisor, []Need{NeedReason}, true},
		}},
		{Name: string(BookReturn), States: []BookState{ListKept}, Rows: []Transition[BookState]{
			{[]BookState{""}, ListReturns, ListKept, people, []Need{NeedReason}, true},
		}},
		{Name: string(BookStock), States: []BookState{StockCounting, StockCounted, StockClosed, StockCancelled}, Rows: []Transition[BookState]{
			{[]BookState{""}, StartStocktake, StockCounting, people, nil, true},
			{[]BookState{StockCounting}, FinishStocktake, StockCounted, people, nil, true},
			{[]BookState{StockCounted}, ResumeStocktake, StockCounting, people, nil, true},
			{[]BookState{StockCounted}, NoteDifference, StockCounted, people, nil, true},
			{[]BookState{StockCounted}, CloseStocktake, StockClosed, supervisor, nil, true},
			{[]BookState{StockCounting, StockCounted}, CancelStocktake, StockCancelled, people, []Need{NeedReason}, true},
		}},
		{Name: string(BookSeen), States: []BookState{ListKept}, Rows: []Transition[BookState]{
			{[]BookState{"", ListKept}, SeeCards, ListKept, people, nil, true},
		}},
	}, oldCardBooks()...)
}

// oldCardBooks are the book of the old cards and that of the lists by which they
// leave. An old card comes into the book with the command by which it was
// collected: the end of the intake, or the handover of the new card.
func oldCardBooks() []Table[BookState] {
	entered := []BookState{"", OldCardHeld, OldCardGivenBack}
	return []Table[BookState]{
		{Name: string(BookOldCard), States: []BookState{OldCardHeld, OldCardMissing, OldCardHandedIn, OldCardDestroyed, OldCardGivenBack},
			Rows: []Transition[BookState]{
				{entered, FinishCapture, OldCardHeld, people, nil, true},
				{entered, HandOverCard, OldCardHeld, people, nil, true},
				{entered, EnterOldCard, OldCardHeld, people, nil, true},
				{[]BookState{OldCardHeld}, HandInOldCards, OldCardHandedIn, people, nil, true},
				{[]BookState{OldCardHeld}, DestroyOldCards, OldCardDestroyed, supervisor, nil, true},
				{[]BookState{OldCardHeld}, GiveOldCardBack, OldCardGivenBack, people, []Need{NeedReason}, true},
				{[]BookState{OldCardHeld}, MissOldCard, OldCardMissing, people, []Need{NeedReason}, true},
				{[]BookState{OldCardMissing}, FindOldCard, OldCardHeld, people, nil, true},
			}},
		{Name: string(BookOldList), States: []BookState{OldCardHandedIn, OldCardDestroyed}, Rows: []Transition[BookState]{
			{[]BookState{""}, HandInOldCards, OldCardHandedIn, people, nil, true},
			{[]BookState{""}, DestroyOldCards, OldCardDestroyed, supervisor, nil, true},
		}},
	}
}
