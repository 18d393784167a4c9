package dossier

import "time"

// Books of the fees that a desk takes.
const (
	// BookReceipts holds the books of money receipts themselves: series, numbers, and
	// who answers for each.
	BookReceipts Book = "receipt-book"
	// BookReceipt holds one entry for each number that was used. Its id is made of
	// the series and the number, so that no number can be used twice.
	BookReceipt Book = "receipt"
	// BookCash holds every amount of cash that was taken or given back, in đồng, what
	// was given back as a negative one. What is in the state [CashTaken] is in the box.
	BookCash Book = "cash"
	// BookNonCash holds the same of transfers, and of fees that were not due.
	BookNonCash Book = "fee-other"
	// BookDeposit holds what was paid in at the treasury or the bank.
	BookDeposit Book = "deposit"
)

// States of these books.
const (
	ReceiptBookOpen   BookState = "open"
	ReceiptBookClosed BookState = "closed" // every number is accounted for, or the rest was given back

	ReceiptIssued   BookState = "issued"
	ReceiptVoid     BookState = "void"
	ReceiptRefunded BookState = "refunded"

	CashTaken     BookState = "taken"
	CashDeposited BookState = "deposited"
	FeeNoted      BookState = "noted"
	DepositMade   BookState = "made"
)

// Commands of these books. A receipt is issued, and a fee taken, by the command that
// saves the payment of its dossier.
const (
	RegisterReceiptBook Command = "register-receipt-book"
	HandReceiptBook     Command = "hand-receipt-book" // over to another officer
	CloseReceiptBook    Command = "close-receipt-book"
	VoidReceipt         Command = "void-receipt"
	RefundFee           Command = "refund-fee"
	DepositCash         Command = "deposit-cash"
)

// Refund is a fee, or a part of one, that was given back.
type Refund struct {
	Amount int       `json:"amount"` // đồng
	Reason string    `json:"reason"` // in words
	By     string    `json:"by"`     // user id
	At     time.Time `json:"at"`
}

// Kept is what the office keeps of a payment, in đồng: the fee without what was
// given back.
func (p Payment) Kept() int {
	kept := p.Amount
	for _, refund := range p.Refunds {
		kept -= refund.Amount
	}
	return kept
}

func cashBooks() []Table[BookState] {
	type state = BookState
	return []Table[state]{
		{Name: string(BookReceipts), States: []state{ReceiptBookOpen, ReceiptBookClosed}, Rows: []Transition[state]{
			{[]state{""}, RegisterReceiptBook, ReceiptBookOpen, people, nil, true},
			{[]state{ReceiptBookOpen}, HandReceiptBook, ReceiptBookOpen, people, nil, true},
			{[]state{ReceiptBookOpen}, CloseReceiptBook, ReceiptBookClosed, people, []Need{NeedReason}, true},
		}},
		{Name: string(BookReceipt), States: []state{ReceiptIssued, ReceiptVoid, ReceiptRefunded}, Rows: []Transition[state]{
			{[]state{""}, SaveSection, ReceiptIssued, people, nil, true},
			// A number that nobody used can be spoiled too.
			{[]state{"", ReceiptIssued}, VoidReceipt, ReceiptVoid, people, []Need{NeedReason}, true},
			{[]state{ReceiptIssued}, RefundFee, ReceiptRefunded, supervisor, []Need{NeedReason}, true},
		}},
		{Name: string(BookCash), States: []state{CashTaken, CashDeposited}, Rows: []Transition[state]{
			{[]state{""}, SaveSection, CashTaken, people, nil, true},
			{[]state{""}, RefundFee, CashTaken, supervisor, []Need{NeedReason}, true},
			{[]state{CashTaken}, HandShiftOver, CashTaken, people, nil, true},
			{[]state{CashTaken}, DepositCash, CashDeposited, people, nil, true},
		}},
		{Name: string(BookNonCash), States: []state{FeeNoted}, Rows: []Transition[state]{
			{[]state{""}, SaveSection, FeeNoted, people, nil, true},
			{[]state{""}, RefundFee, FeeNoted, supervisor, []Need{NeedReason}, true},
		}},
		{Name: string(BookDeposit), States: []state{DepositMade}, Rows: []Transition[state]{
			{[]state{""}, DepositCash, DepositMade, people, nil, true},
		}},
	}
}
