package dossier

import (
	"fmt"
	"slices"

	"carddesk/app/person"
	"carddesk/app/policy"
)

// Source says where a rule comes from and how far it can be relied on. A rule
// that no public source confirms is still data here, marked so, and the page
// docs/rules.md shows it.
type Source struct {
	Article string        // as it is cited, in Vietnamese where it is a Vietnamese text
	Status  policy.Status // confirmed, unconfirmed, chosen
}

// cited is the article that a finding names: only one that is confirmed.
func (s Source) cited() string {
	if s.Status != policy.Confirmed {
		return ""
	}
	return s.Article
}

// Rules is one legal regime as a table: what a request may be, who comes, what
// is taken, which papers and forms belong to it, and who decides. Amounts, days
// and ages that the centre may change are values of app/policy; the table names
// them by their code. Its slices are shared and must not be changed.
type Rules struct {
	Regime   Regime
	Law      string
	From     person.CivilDate // first day; zero: before anything this program knows
	Until    person.CivilDate // last day; zero: still in force
	Card     string           // what the card is called
	Kinds    []KindRule       // in the order of the form
	Bands    []Band           // ascending, without gaps
	Captures []CaptureRule    // in the order in which they are taken
	Reuse    Source           // why held biometrics may be used again; zero: never
	Papers   []PaperRule
	Forms    []FormRule
	Expiry   Source // of the ages in policy at which cards expire
	Lasting  Source // of cards without expiry that were issued before the last of them
	Home     []HomeRule
	Exempt   []ExemptRule
	Account  []AccountRule // ascending; nil: the law knows no such account
	Merge    []MergeRule   // what may be integrated into the card; nil: nothing
	Marks    []MarkRule    // voluntary biometrics, noted only
	Waiting  []WaitingRule
	Approval ApprovalRule
	Archive  ApprovalRule // who allows a search of the paper archive; alternatives, not levels
	Steps    []StepRule   // time limits of the stations of a dossier
}

// KindRule is one kind of request in the words of its law.
type KindRule struct {
	Kind    Kind
	Name    string // Vietnamese, as buttons and forms say it
	Reasons []Reason
}

// Reason is why a card is asked for.
type Reason struct {
	Code       string // of the reason table of app/tables
	Vietnamese string
	English    string
	Article    string
	Status     policy.Status
	Fee        string   // code of the fee
	FromAge    int      // completed years before which the reason cannot hold
	Papers     []string // codes of papers that this reason needs besides the case's
	OldCard    bool     // the holder must be asked for the card being replaced
	Reuse      bool     // held biometrics may be used again when the registry has them
}

// CardRight says whether an age has a right to a card or must have one.
type CardRight string

// Rights to a card.
const (
	NoCard        CardRight = "none"
	CardOnRequest CardRight = "on-request"
	CardMandatory CardRight = "mandatory"
)

// Band is a range of ages with one set of rules.
type Band struct {
	From, Until    int // completed years, both inclusive; Until 0 has no end
	Right          CardRight
	Holder         bool // the holder must come
	Representative bool // a legal representative acts for the holder
	Online         bool // the representative does it online, without coming
	Source         Source
}

// Code names the band as the coarse facts of reports do: "6-13", "60+".
func (b Band) Code() string {
	if b.Until == 0 {
		return fmt.Sprintf("%d+", b.From)
	}
	return fmt.Sprintf("%d-%d", b.From, b.Until)
}

// Holds reports whether an age in completed years is of the band.
func (b Band) Holds(age int) bool { return age >= b.From && (b.Until == 0 || age <= b.Until) }

// HomeRule is one step of the residence fallback: the first place that the
// holder has is printed on the card.
type HomeRule struct {
	Basis  HomeBasis
	Name   string // Vietnamese
	Source Source
}

// ExemptRule frees an age from the fee. Other exemptions hang on papers and are
// rows of the exemption table of app/tables.
type ExemptRule struct {
	Code    string           // of the exemption table
	Below   int              // completed years, exclusive; 0: no limit
	FromAge int              // completed years
	From    person.CivilDate // first day
	Source  Source
}

// AccountRule says which levels of the electronic identity account an age may
// ask for with form TK01.
type AccountRule struct {
	FromAge int
	Levels  []int
	Source  Source
}

// MergeRule is one paper whose content may be integrated into the chip.
type MergeRule struct {
	Code       string
	Vietnamese string
	English    string
	Source     Source
}

// MarkRule is a biometric that the citizen may offer. The desk takes none of
// them, it notes the wish.
type MarkRule struct {
	Code       string // "dna", "voice"
	Vietnamese string
	English    string
	Source     Source
}

// WaitingRule says how long a dossier may wait and for what.
type WaitingRule struct {
	Reason     WaitingReason
	Vietnamese string
	English    string
	Days       int // working days after which it is overdue
	Source     Source
}

// ApprovalRule says who approves, first to last. How many levels a desk uses is
// a value of policy; this is what the law says.
type ApprovalRule struct {
	Levels []ApprovalLevel
	ByList bool // the last level approves lists
	Source Source
}

// ApprovalLevel is one who approves.
type ApprovalLevel struct {
	Vietnamese string
	English    string
}

// StepRule is how long one station of a dossier's way may take. The day on the
// appointment slip is not their sum but the deadline of policy.
type StepRule struct {
	Vietnamese string
	English    string
	Days       int // working days
	Source     Source
}

// Regimes lists the regimes, oldest first.
func Regimes() []Regime { return []Regime{Regime2014, Regime2023} }

// RulesOf returns the table of a regime; false for a regime that there is not.
func RulesOf(regime Regime) (Rules, bool) {
	switch regime {
	case Regime2014:
		return rules2014, true
	case Regime2023:
		return rules2023, true
	}
	return Rules{}, false
}

// Kind returns the row of a kind.
func (r Rules) Kind(kind Kind) (KindRule, bool) {
	i := slices.IndexFunc(r.Kinds, func(k KindRule) bool { return k.Kind == kind })
	if i < 0 {
		return KindRule{}, false
	}
	return r.Kinds[i], true
}

// Band returns the band of an age in completed years; false for a negative,
// unknown age.
func (r Rules) Band(age int) (Band, bool) {
	i := slices.IndexFunc(r.Bands, func(b Band) bool { return b.Holds(age) })
	if i < 0 || age < 0 {
		return Band{}, false
	}
	return r.Bands[i], true
}
