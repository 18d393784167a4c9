package store

// Facts is the coarse, plain description of a dossier from which reports are
// made. It outlives the content. Zero values leave what is there; the days of
// the steps are kept by the store itself.
type Facts struct {
	Clerk      string // user id; default the creator
	Regime     string
	Kind       string
	Reason     string // code
	AgeBand    string // "0-5", "6-13", "14-24", "25-39", "40-59", "60+"
	Sex        string
	Commune    string         // code
	Hamlet     string         // code of the hamlet or the school
	Seconds    map[string]int // seconds per step: "intake", "portrait", …
	Quality    map[string]int // scores by position, the face as "Face"
	Exceptions map[string]string
	FeeCode    string
	FeeAmount  *int // đồng; nil leaves it
	Rejection  string
	Due        string // day that the slip names, "2026-12-04"
}

// FactRow is one dossier in a report. Days are dates of the office ("2026-11-25"),
// "" where the step has not happened.
type FactRow struct {
	Dossier string
	Office  string
	Station string
	Facts
	Fee  int
	Days Days
}

// Days are the days of the steps, the latest where a step was repeated.
type Days struct {
	Created, Captured, Approved, Returned, Sent, Acknowledged string
	Accepted, Rejected, Arrived, HandedOver, Cancelled, Due   string
}

// Figure counts what was done of one clerk's dossiers of one kind on the days
// asked for, by the station that took them in. Steps are counted on their own day,
// whenever the dossier was taken in.
type Figure struct {
	Clerk, Station                                                            string
	Kind                                                                      string
	Taken, Captured, Approved, Returned, Sent, Accepted, Rejected, HandedOver int
	Fees                                                                      int // đồng, of the dossiers taken in
}

// Plus adds the counts of another figure; whose it is stays.
func (f Figure) Plus(o Figure) Figure {
	f.Taken += o.Taken
	f.Captured += o.Captured
	f.Approved += o.Approved
	f.Returned += o.Returned
	f.Sent += o.Sent
	f.Accepted += o.Accepted
	f.Rejected += o.Rejected
	f.HandedOver += o.HandedOver
	f.Fees += o.Fees
	return f
}
