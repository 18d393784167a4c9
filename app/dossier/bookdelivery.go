package dossier

// Books of the ways by which a card reaches its holder outside the counter.
const (
	// BookCardList holds the lists by which cards leave the office: one entry a
	// list, whether an officer, a school or the post takes it.
	BookCardList Book = "card-list"
	// BookCardItem holds the cards of these lists, one entry a card and list. Each
	// is an entry of its own, so that two stations can sign the cards of one list
	// back at once.
	BookCardItem Book = "card-item"
	// BookContact holds who was called about a card that waits: one entry a call.
	BookContact Book = "contact"
)

// States of a list of cards.
const (
	CardListOpen   BookState = "open"
	CardListClosed BookState = "closed" // every card of it is accounted for
)

// States of one card of a list: where it went by this list. The first two still
// are to be accounted for.
const (
	ItemOut         BookState = "out"
	ItemInPost      BookState = "in-post"
	ItemHandedOver  BookState = "handed-over"
	ItemBack        BookState = "back" // brought back, on the shelf again
	ItemUndelivered BookState = "undelivered"
	ItemLost        BookState = "lost"
	// ItemElsewhere: the card left the list by a command that knows of no list, such
	// as the counter's or the centre's.
	ItemElsewhere BookState = "elsewhere"
)

// ContactNoted is the state of a call; what was said is said.
const ContactNoted BookState = "noted"

// Commands of these books. Cards go out and come back by those of the card table.
const (
	OpenCardList   Command = "open-card-list"
	CloseCardList  Command = "close-card-list"
	SettleCardItem Command = "settle-card-item" // the card has left the list by another way
	NoteContact    Command = "note-contact"
	AmendContact   Command = "amend-contact" // what was noted was noted wrongly
)

func deliveryBooks() []Table[BookState] {
	type state = BookState
	away := []state{ItemOut, ItemInPost}
	return []Table[state]{
		{
			Name: string(BookCardList), States: []state{CardListOpen, CardListClosed},
			Rows: []Transition[state]{
				{[]state{""}, OpenCardList, CardListOpen, people, nil, true},
				// A card goes out by an open list only: the list's own revision moves with it,
				// so that nobody closes it meanwhile.
				{[]state{CardListOpen}, TakeCardOut, CardListOpen, people, nil, true},
				{[]state{CardListOpen}, PostCard, CardListOpen, people, nil, true},
				{[]state{CardListOpen}, CloseCardList, CardListClosed, people, nil, true},
			},
		},
		{
			Name: string(BookCardItem), States: []state{ItemOut, ItemInPost, ItemHandedOver, ItemBack, ItemUndelivered, ItemLost, ItemElsewhere},
			Rows: []Transition[state]{
				{[]state{""}, TakeCardOut, ItemOut, people, nil, true},
				{[]state{""}, PostCard, ItemInPost, people, nil, true},
				{away, HandOverCard, ItemHandedOver, people, nil, true},
				{[]state{ItemOut}, BringCardBack, ItemBack, people, nil, true},
				{away, FailDelivery, ItemUndelivered, people, []Need{NeedReason}, true},
				{away, ReportCardLost, ItemLost, people, []Need{NeedReason}, true},
				{away, SettleCardItem, ItemElsewhere, people, nil, true},
			},
		},
		{
			Name: string(BookContact), States: []state{ContactNoted},
			Rows: []Transition[state]{
				{[]state{""}, NoteContact, ContactNoted, people, nil, true},
				{[]state{ContactNoted}, AmendContact, ContactNoted, people, nil, true},
			},
		},
	}
}
