package store

import "maps"

// Subject is what a tally counts.
type Subject string

// The subjects.
const (
	OfDossiers   Subject = ""           // each dossier once
	OfSeconds    Subject = "seconds"    // each measured step of work of a dossier
	OfQuality    Subject = "quality"    // each scored picture of a dossier
	OfExceptions Subject = "exceptions" // each part that could not be taken
	OfStates     Subject = "states"     // each dossier by the state that it is in now
	OfCards      Subject = "cards"      // each physical card
	OfLog        Subject = "log"        // each entry of the log, by its own time
	OfSpecial    Subject = "special"    // each exception that a supervisor looks at, by the day on which it was noted
	OfComplaints Subject = "complaints" // each complaint, by the day of the call
)

// Step is the step of a dossier whose day puts it into a tally.
type Step string

// The steps that facts are dated by.
const (
	StepTaken        Step = "taken"
	StepCaptured     Step = "captured"
	StepApproved     Step = "approved"
	StepReturned     Step = "returned"
	StepSent         Step = "sent"
	StepAcknowledged Step = "acknowledged"
	StepAccepted     Step = "accepted"
	StepRejected     Step = "rejected"
	StepArrived      Step = "arrived"
	StepHandedOver   Step = "handed-over"
	StepCancelled    Step = "cancelled"
	StepDue          Step = "due" // the day that the slip names
	// StepAny puts everything in, whatever its days: what there is now.
	StepAny Step = "any"
	// StepOpen puts in what is neither handed over nor cancelled, whatever its days.
	StepOpen Step = "open"
	// StepChanged is the day of the last change; only of OfStates.
	StepChanged Step = "changed"
)

var stepColumns = map[Step]string{
	StepTaken: "day_created", StepCaptured: "day_captured", StepApproved: "day_approved",
	StepReturned: "day_returned", StepSent: "day_sent", StepAcknowledged: "day_acknowledged",
	StepAccepted: "day_accepted", StepRejected: "day_rejected", StepArrived: "day_arrived",
	StepHandedOver: "day_handed_over", StepCancelled: "day_cancelled", StepDue: "day_due", StepAny: "", StepOpen: "",
}

// Now tells steps that look at what there is and not at a period.
func (s Step) Now() bool { return s == StepAny || s == StepOpen }

// stillOpen is what the index fact_open is made of.
const stillOpen = "fact.day_handed_over = '' AND fact.day_cancelled = ''"

// Dimension is what a tally is divided by.
type Dimension string

// The dimensions. Those of time divide by the day of the tally's step.
const (
	ByDay       Dimension = "day"     // "2026-11-25"
	ByWeek      Dimension = "week"    // its Monday, "2026-11-23"
	ByMonth     Dimension = "month"   // "2026-11"
	ByQuarter   Dimension = "quarter" // "2026-Q4"
	ByOffice    Dimension = "office"
	ByStation   Dimension = "station"
	ByClerk     Dimension = "clerk" // of the log: who did it
	ByRegime    Dimension = "regime"
	ByKind      Dimension = "kind"
	ByReason    Dimension = "reason"
	ByAgeBand   Dimension = "age-band"
	BySex       Dimension = "sex"
	ByCommune   Dimension = "commune"
	ByHamlet    Dimension = "hamlet"
	ByFee       Dimension = "fee"
	ByRejection Dimension = "rejection"
	ByReached   Dimension = "reached"   // one of Reached
	ByLate      Dimension = "late"      // one of Late, or a band of days
	ByShelfAge  Dimension = "shelf-age" // "none", or a band of days since the card arrived
	ByState     Dimension = "state"     // of OfStates
	ByPart      Dimension = "part"      // of OfSeconds, OfQuality, OfExceptions: which step or finger
	ByException Dimension = "exception" // of OfExceptions: the reason code
	ByCardState Dimension = "card-state"
	ByCardFault Dimension = "card-reason"
	ByHolder    Dimension = "holder" // of OfCards: the officer who has it out
	ByShelf     Dimension = "shelf"
	ByHour      Dimension = "hour"       // of OfLog: "08"
	ByType      Dimension = "type"       // of OfLog
	BySpecial   Dimension = "special"    // of OfSpecial: the kind
	ByBookState Dimension = "book-state" // of OfSpecial, OfComplaints
)

// Reached are the values of ByReached: how far a dossier has come. Every dossier
// has exactly one, so that their counts add up to those taken in.
var Reached = []string{"open", "captured", "approved", "sent", "accepted", "arrived", "handed-over", "rejected", "cancelled"}

// reached decides by the days alone, because they outlive the content. An end
// stands before a way to it; a rejection only counts until a later acceptance.
const reached = `CASE
	WHEN day_handed_over <> '' THEN 'handed-over'
	WHEN day_cancelled <> '' THEN 'cancelled'
	WHEN day_arrived <> '' THEN 'arrived'
	WHEN day_rejected <> '' AND day_rejected > day_accepted THEN 'rejected'
	WHEN day_accepted <> '' THEN 'accepted'
	WHEN day_sent <> '' THEN 'sent'
	WHEN day_approved <> '' THEN 'approved'
	WHEN day_captured <> '' THEN 'captured'
	ELSE 'open' END`

// Late are the values of ByLate beside bands of days ("1-7"): the dossier has
// ended, its card is there, it has no slip, its slip is of a later day or of today.
var Late = []string{"ended", "ready", "none", "not-yet", "today"}

const (
	lateness = `CASE WHEN day_handed_over <> '' OR day_cancelled <> '' THEN 'ended' WHEN day_arrived <> '' THEN 'ready'
		WHEN day_due = '' THEN 'none' WHEN day_due > {today} THEN 'not-yet' WHEN day_due = {today} THEN 'today'
		ELSE {late} END`
	overdueRow = `day_due <> '' AND day_due < {today} AND day_handed_over = '' AND day_cancelled = '' AND day_arrived = ''`
	shelfAge   = `CASE WHEN day_arrived = '' OR day_handed_over <> '' OR day_cancelled <> '' THEN 'none' ELSE {age} END`
)

var timeColumns = map[Dimension]string{
	ByDay:     "{day}",
	ByWeek:    "date({day}, '-6 days', 'weekday 1')",
	ByMonth:   "substr({day}, 1, 7)",
	ByQuarter: "substr({day}, 1, 4) || '-Q' || ((CAST(substr({day}, 6, 2) AS INTEGER) + 2) / 3)",
}

// factColumns are the dimensions of whatever stands beside a row of facts.
var factColumns = map[Dimension]string{
	ByOffice: "fact.office", ByStation: "fact.station", ByClerk: "fact.clerk", ByRegime: "fact.regime",
	ByKind: "fact.kind", ByReason: "fact.reason", ByAgeBand: "fact.age_band", BySex: "fact.sex",
	ByCommune: "fact.commune", ByHamlet: "fact.hamlet", ByFee: "fact.fee_code", ByRejection: "fact.rejection",
	ByReached: reached, ByLate: lateness, ByShelfAge: shelfAge,
}

// Measure is what a tally counts.
type Measure string

// The measures. All are whole numbers that can be added up over groups.
const (
	CountDossiers    Measure = "dossiers"
	SumFees          Measure = "fees"        // đồng
	CountHandedOver  Measure = "handed-over" // of the group, whenever that was
	CountWaiting     Measure = "waiting"     // card arrived, not handed over
	CountAccepted    Measure = "accepted"    // by the registry, whenever that was
	CountRejected    Measure = "rejected"    // and not accepted since
	CountOverdue     Measure = "overdue"     // slip of a day before today, no card yet
	CountExceptions  Measure = "exceptions"  // dossiers with something not taken
	SumSeconds       Measure = "seconds"     // of all steps together
	CountTimed       Measure = "timed"       // dossiers with measured seconds
	CountParts       Measure = "parts"       // steps, pictures, parts of the subject
	SumParts         Measure = "sum"         // of their values: seconds, scores
	CountCards       Measure = "cards"
	CountShelf       Measure = "on-shelf"    // cards that lie here
	CountUncollected Measure = "uncollected" // cards that came and nobody has yet: here, out, in the post, undelivered
	CountEntries     Measure = "entries"
	CountSpecial     Measure = "special"
	CountUnseen      Measure = "unseen" // of OfSpecial: seen by nobody
	CountComplaints  Measure = "complaints"
	CountAnswered    Measure = "answered" // of OfComplaints
	CountUnanswered  Measure = "unanswered"
	CountLate        Measure = "late" // of OfComplaints: the promised day has passed
)

// measure is a sum over rows and the condition of the rows that make it up.
type measure struct{ sum, row string }

// countIf is a measure of the rows that fit a condition.
func countIf(row string) measure { return measure{"sum(" + row + ")", row} }

var everyRow = measure{"count(*)", "1"}

const (
	onShelf     = "card.state = 'arrived'"
	uncollected = "card.state IN ('arrived', 'out', 'in-post', 'undelivered')"
)

// partMeasures are those of a subject whose rows are parts of dossiers.
var partMeasures = map[Measure]measure{CountParts: everyRow, SumParts: {"sum(part.value)", "1"}}

// subject says how one subject is read.
type subject struct {
	from       string
	steps      map[Step]string
	dimensions map[Dimension]string
	measures   map[Measure]measure
	// member names one of those counted: dossier, card, log entry, its instant,
	// actor and type.
	member string
}

const factMember = "fact.dossier, '', 0, 0, '', ''"

// inVietnam are the arguments of SQLite's date functions for a column of
// milliseconds, in the time of Việt Nam, seven hours before UTC.
func inVietnam(column string) string { return "(" + column + " + 25200000) / 1000, 'unixepoch'" }

var subjects = map[Subject]subject{
	OfDossiers: {
		from: "fact", steps: stepColumns, dimensions: factColumns, member: factMember,
		measures: map[Measure]measure{
			CountDossiers:   everyRow,
			SumFees:         {"sum(fee_amount)", "fee_amount <> 0"},
			CountHandedOver: countIf("day_handed_over <> ''"),
			CountWaiting:    countIf(reached + " = 'arrived'"),
			CountAccepted:   countIf("day_accepted <> ''"),
			CountRejected:   countIf(reached + " = 'rejected'"),
			CountOverdue:    countIf("(" + overdueRow + ")"),
			CountExceptions: countIf("exceptions <> '{}'"),
			SumSeconds:      {"sum((SELECT coalesce(sum(value), 0) FROM json_each(seconds)))", "seconds <> '{}'"},
			CountTimed:      countIf("seconds <> '{}'"),
		},
	},
	OfSeconds: {from: "fact, json_each(fact.seconds) part", steps: stepColumns,
		dimensions: withColumns(factColumns, map[Dimension]string{ByPart: "part.key"}), measures: partMeasures, member: factMember},
	OfQuality: {from: "fact, json_each(fact.quality) part", steps: stepColumns,
		dimensions: withColumns(factColumns, map[Dimension]string{ByPart: "part.key"}), measures: partMeasures, member: factMember},
	OfExceptions: {from: "fact, json_each(fact.exceptions) part", steps: stepColumns,
		dimensions: withColumns(factColumns, map[Dimension]string{ByPart: "part.key", ByException: "part.value"}),
		measures:   map[Measure]measure{CountParts: everyRow}, member: factMember},
	OfStates: {
		from: "dossier JOIN fact ON fact.dossier = dossier.id", member: factMember,
		steps: map[Step]string{StepTaken: "day_created", StepAny: "",
			StepChanged: "date(" + inVietnam("dossier.updated") + ")"},
		dimensions: withColumns(factColumns, map[Dimension]string{ByState: "dossier.state"}),
		measures:   map[Measure]measure{CountDossiers: everyRow},
	},
	OfCards: {
		from: "card JOIN fact ON fact.dossier = card.dossier", steps: stepColumns, member: "card.dossier, card.serial, 0, 0, '', ''",
		dimensions: withColumns(factColumns, map[Dimension]string{ByCardState: "card.state", ByCardFault: "card.reason",
			ByHolder: "card.officer", ByShelf: "card.shelf",
			ByShelfAge: "CASE WHEN day_arrived = '' OR NOT (" + uncollected + ") THEN 'none' ELSE {age} END"}),
		measures: map[Measure]measure{CountCards: everyRow, CountShelf: countIf(onShelf), CountUncollected: countIf(uncollected)},
	},
	OfLog: {
		from: "log", steps: map[Step]string{StepTaken: "date(" + inVietnam("log.time") + ")"},
		dimensions: map[Dimension]string{ByClerk: "log.actor", ByStation: "log.station", ByType: "log.type",
			ByHour: "strftime('%H', " + inVietnam("log.time") + ")"},
		measures: map[Measure]measure{CountEntries: everyRow},
		member:   "coalesce(log.dossier, ''), '', log.seq, log.time, log.actor, log.type",
	},
	OfSpecial: bookSubject("exception", "AND amount > 0",
		map[Dimension]string{BySpecial: "substr(book.id, 1, instr(book.id, '/') - 1)"},
		map[Measure]measure{CountSpecial: everyRow, CountUnseen: countIf("book.state = 'new'")}),
	OfComplaints: bookSubject("complaint", "", nil, map[Measure]measure{
		CountComplaints: everyRow, CountAnswered: countIf("book.state = 'answered'"), CountUnanswered: countIf("book.state = 'open'"),
		CountLate: countIf("(book.state = 'open' AND date(book.day, book.amount || ' days') < {today})"),
	}),
}

// bookSubject counts the entries of a book by their own day and who answers for them.
func bookSubject(name, condition string, more map[Dimension]string, measures map[Measure]measure) subject {
	return subject{
		from:       "(SELECT rowid AS entry, * FROM book_entry WHERE book = '" + name + "' " + condition + ") book",
		steps:      map[Step]string{StepTaken: "book.day"},
		dimensions: withColumns(map[Dimension]string{ByClerk: "book.owner", ByBookState: "book.state"}, more), measures: measures,
		member: "coalesce(book.dossier, ''), '', book.entry, book.updated, book.owner, ''",
	}
}

func withColumns(base, more map[Dimension]string) map[Dimension]string {
	joined := maps.Clone(base)
	maps.Copy(joined, more)
	return joined
}
