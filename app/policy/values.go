package policy

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Values are all settings as they hold on one day. The JSON names are the keys
// of the settings in a policy document.
type Values struct {
	Regime            string   `json:"regime"`            // law that dossiers are judged by: "2014", "2023"
	Fees              []Fee    `json:"fees"`              // full amounts
	FeePercent        int      `json:"feePercent"`        // share of the full amount that is due, 100 without a reduction
	Milestones        []int    `json:"milestones"`        // ages at which cards expire, years
	MilestoneLead     int      `json:"milestoneLead"`     // a card issued so many years before a milestone lasts to the next
	Deadlines         []Due    `json:"deadlines"`         // from a complete dossier to the card
	OldCard           string   `json:"oldCard"`           // what becomes of the old card: "cut", "collect"
	Issuer            string   `json:"issuer"`            // text of the issuing authority on the card
	BiometricsFromAge int      `json:"biometricsFromAge"` // completed years
	IrisFromAge       int      `json:"irisFromAge"`       // completed years, 0: no iris is taken
	CardMandatoryAge  int      `json:"cardMandatoryAge"`  // completed years
	AccountFromAge    int      `json:"accountFromAge"`    // level-2 electronic identity account, completed years, 0: none
	Quality           Quality  `json:"quality"`
	Attempts          Attempts `json:"attempts"`
	CaptureSeconds    int      `json:"captureSeconds"` // time a device is given for one capture
	WeakAllowed       bool     `json:"weakAllowed"`    // the best capture may be kept when all attempts stay below the threshold
	CompareFingers    bool     `json:"compareFingers"` // every captured finger is compared with the other nine
	HeldBiometrics    bool     `json:"heldBiometrics"` // biometrics the registry holds may be reused when it says so
	ApprovalLevels    int      `json:"approvalLevels"` // 1 or 2
	ApprovalByList    bool     `json:"approvalByList"` // the last level approves lists, not single dossiers
	LookupRequired    bool     `json:"lookupRequired"` // a dossier that was not compared with the population database is not approved
	SelfApproval      bool     `json:"selfApproval"`   // who took a dossier in may approve it
	ChipOverride      []string `json:"chipOverride"`   // roles that may hand over a card whose chip did not match, as far as the log's table lets them; none: nobody
	ResumeOthers      []string `json:"resumeOthers"`   // roles that may go on with a draft that somebody else began
	SoloHours         int      `json:"soloHours"`      // who has no colleague approves their own work so long after it, 0: never
	RemoteApproval    bool     `json:"remoteApproval"` // who has no colleague may ask the office that the centre has named
	UndoSeconds       int      `json:"undoSeconds"`    // an approval can be taken back for so long
	PhoneRequired     bool     `json:"phoneRequired"`  // a dossier without a phone cannot be submitted
	Lock              Lock     `json:"lock"`
	Gates             Gates    `json:"gates"`
	Line              Line     `json:"line"`   // bounds of what is sent over the line
	Sticks            Sticks   `json:"sticks"` // USB sticks that carry batches
	Retention         Retain   `json:"retention"`
	UncollectedDays   []int    `json:"uncollectedDays"`   // ages at which a card not handed over is listed, days
	FaultyErasureDays int      `json:"faultyErasureDays"` // a returned dossier is erased centrally after so many days, 0: never
	PostQuantum       bool     `json:"postQuantum"`       // all recipients of the registry have hybrid post-quantum keys
	RemoveImports     bool     `json:"removeImports"`     // files of a watched folder are removed after the durable copy
	DocumentsKB       int      `json:"documentsKB"`       // what the attached papers of one dossier may weigh together, KiB
	HandoverHours     []Span   `json:"handoverHours"`     // when cards are handed over on working days
}

// Fee is the full amount of one fee. Fees can depend on the way in: one with a
// Channel is for requests that came by it, one without for all others.
type Fee struct {
	Code    string `json:"code"`              // of the fee table: "first", "transfer", "exchange", "reissue"
	Channel string `json:"channel,omitempty"` // of the channel table: "desk", "online", "mobile"
	Amount  int    `json:"amount"`            // đồng
}

// Due is one deadline. Area is "city", "remote" (highland, border, island) or
// "other", Kind a request kind; empty means any.
type Due struct {
	Area string `json:"area,omitempty"`
	Kind string `json:"kind,omitempty"`
	Days int    `json:"days"` // working days
}

// Quality holds the least scores, 0 to 100, as devices give them.
type Quality struct {
	Finger int `json:"finger"` // flat, each finger of a slap
	Thumb  int `json:"thumb"`
	Rolled int `json:"rolled"`
	Iris   int `json:"iris"`
	Face   int `json:"face"`
}

// Attempts says how often a capture is tried before the best one may be kept.
type Attempts struct {
	Finger int `json:"finger"`
	Iris   int `json:"iris"`
	Face   int `json:"face"`
}

// Lock says when the desk locks itself and how often a password may be wrong.
type Lock struct {
	IdleSeconds    int `json:"idleSeconds"`
	WarnSeconds    int `json:"warnSeconds"` // so long before locking it is announced
	Passwords      int `json:"passwords"`   // wrong ones before the user is locked out
	LockOutMinutes int `json:"lockOutMinutes"`
	PasswordLength int `json:"passwordLength"` // characters at least
}

// Gate is a measured quantity that warns, then stops new dossiers. 0 switches
// that step off.
type Gate struct {
	Warn int `json:"warn"`
	Stop int `json:"stop"`
}

// Gates are looked at when a dossier is begun, never in the middle of one.
type Gates struct {
	ContactDays   Gate `json:"contactDays"`   // days since the registry was last reached
	Waiting       Gate `json:"waiting"`       // packets not yet acknowledged
	ApprovalCount Gate `json:"approvalCount"` // dossiers waiting for approval
	ApprovalDays  Gate `json:"approvalDays"`  // age of the oldest of them
	PolicyDays    Gate `json:"policyDays"`    // days since policy and tables were last confirmed
	FreeDiskMB    Gate `json:"freeDiskMB"`    // free space: warns and stops when lower
	ClockSeconds  Gate `json:"clockSeconds"`  // offset to the registry's clock, either way
	LogUnsent     Gate `json:"logUnsent"`     // log entries whose hashes the registry does not have
}

// Line bounds what is sent over the line to the registry. Events, decisions and
// whatever is small always go.
type Line struct {
	KBitsPerSecond int    `json:"kbitsPerSecond"` // of packets on their way up, 0: no bound
	Hours          []Span `json:"hours"`          // when packets may go up, none: always
}

// Sticks says which USB sticks carry batches.
type Sticks struct {
	Registered bool `json:"registered"` // only those that a supervisor has registered at this desk
}

// Contains reports whether a time of day, "15:04", lies in the span. One that
// ends before it begins goes over midnight.
func (s Span) Contains(clock string) bool {
	if s.From <= s.Until {
		return clock >= s.From && clock < s.Until
	}
	return clock >= s.From || clock < s.Until
}

// check refuses what is no time of day.
func (s Span) check() error {
	for _, text := range []string{s.From, s.Until} {
		if at, err := time.Parse("15:04", text); err != nil || at.Format("15:04") != text {
			return fmt.Errorf("%.10q is no time of day", text)
		}
	}
	return nil
}

// Retain says how long content is kept, in days; 0: until someone decides.
type Retain struct {
	Draft     int `json:"draft"`     // untouched draft
	Content   int `json:"content"`   // after the card was handed over
	Withdrawn int `json:"withdrawn"` // after withdrawal or rejection
}

// Span is a time of day from and until, "07:30".
type Span struct {
	From  string `json:"from"`
	Until string `json:"until"`
}

// Fee returns the full amount of a fee of requests that come by no channel of
// their own.
func (v Values) Fee(code string) (Fee, bool) { return v.FeeBy("", code) }

// FeeBy returns the full amount of a fee of requests that came by a channel: the
// channel's own where it has one.
func (v Values) FeeBy(channel, code string) (Fee, bool) {
	for _, by := range []string{channel, ""} {
		i := slices.IndexFunc(v.Fees, func(f Fee) bool { return f.Code == code && f.Channel == by })
		if i >= 0 {
			return v.Fees[i], true
		}
	}
	return Fee{}, false
}

// FeeDue returns what is to be paid for a fee after the reduction of the day,
// in đồng; false when the fee is not known.
func (v Values) FeeDue(code string) (int, bool) { return v.FeeDueBy("", code) }

// FeeDueBy is FeeDue of requests that came by a channel.
func (v Values) FeeDueBy(channel, code string) (int, bool) {
	f, ok := v.FeeBy(channel, code)
	return f.Amount * v.FeePercent / 100, ok
}

// WorkingDays returns the deadline for a kind of request in an area: the first
// entry that fits both.
func (v Values) WorkingDays(area, kind string) (int, bool) {
	for _, d := range v.Deadlines {
		if (d.Area == "" || d.Area == area) && (d.Kind == "" || d.Kind == kind) {
			return d.Days, true
		}
	}
	return 0, false
}

// State says what a gate makes of a quantity.
type State int

// States of a gate.
const (
	GateOpen State = iota
	GateWarns
	GateStops
)

// Over judges a quantity that is bad when it is high.
func (g Gate) Over(quantity int) State {
	switch {
	case g.Stop > 0 && quantity >= g.Stop:
		return GateStops
	case g.Warn > 0 && quantity >= g.Warn:
		return GateWarns
	}
	return GateOpen
}

// Under judges a quantity that is bad when it is low.
func (g Gate) Under(quantity int) State {
	switch {
	case g.Stop > 0 && quantity < g.Stop:
		return GateStops
	case g.Warn > 0 && quantity < g.Warn:
		return GateWarns
	}
	return GateOpen
}

// validate refuses values that no law or centre can mean.
func (v Values) validate() error {
	var errs []error
	within := func(what string, value, least, most int) {
		if value < least || value > most {
			errs = append(errs, fmt.Errorf("%s is %d, not %d to %d", what, value, least, most))
		}
	}
	oneOf := func(what, value string, choices ...string) {
		if !slices.Contains(choices, value) {
			errs = append(errs, fmt.Errorf("%s is none of %v", what, choices))
		}
	}
	oneOf("regime", v.Regime, "2014", "2023")
	oneOf("oldCard", v.OldCard, "cut", "collect")
	for _, role := range v.ChipOverride {
		oneOf("chipOverride", role, "clerk", "supervisor", "administrator")
	}
	for _, role := range v.ResumeOthers {
		oneOf("resumeOthers", role, "clerk", "supervisor")
	}
	within("feePercent", v.FeePercent, 0, 100)
	for _, f := range v.Fees {
		within("fee "+f.Code, f.Amount, 0, 10_000_000)
	}
	for _, d := range v.Deadlines {
		within("deadline", d.Days, 1, 365)
		oneOf("area", d.Area, "", "city", "remote", "other")
	}
	if !slices.IsSorted(v.Milestones) {
		errs = append(errs, errors.New("milestones do not ascend"))
	}
	within("milestoneLead", v.MilestoneLead, 0, 10)
	within("irisFromAge", v.IrisFromAge, 0, 120)
	within("biometricsFromAge", v.BiometricsFromAge, 0, 120)
	within("cardMandatoryAge", v.CardMandatoryAge, 0, 120)
	within("accountFromAge", v.AccountFromAge, 0, 120)
	for what, q := range map[string]int{"finger": v.Quality.Finger, "thumb": v.Quality.Thumb, "rolled": v.Quality.Rolled,
		"iris": v.Quality.Iris, "face": v.Quality.Face} {
		within("quality "+what, q, 0, 100)
	}
	for what, n := range map[string]int{"finger": v.Attempts.Finger, "iris": v.Attempts.Iris, "face": v.Attempts.Face} {
		within("attempts "+what, n, 1, 10)
	}
	within("captureSeconds", v.CaptureSeconds, 1, 120)
	within("approvalLevels", v.ApprovalLevels, 1, 2)
	within("documentsKB", v.DocumentsKB, 256, 20<<10)
	within("soloHours", v.SoloHours, 0, 30*24)
	within("undoSeconds", v.UndoSeconds, 0, 600)
	within("lock.idleSeconds", v.Lock.IdleSeconds, 30, 24*3600)
	within("lock.passwords", v.Lock.Passwords, 1, 100)
	within("lock.passwordLength", v.Lock.PasswordLength, 4, 128)
	within("gates.freeDiskMB.stop", v.Gates.FreeDiskMB.Stop, 0, 1<<20)
	within("line.kbitsPerSecond", v.Line.KBitsPerSecond, 0, 10_000_000)
	for _, span := range slices.Concat(v.HandoverHours, v.Line.Hours) {
		errs = append(errs, span.check())
	}
	return errors.Join(errs...)
}
