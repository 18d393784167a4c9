package dossier

import (
	"errors"
	"fmt"
	"slices"
)

// ErrTransition is wrapped by every refusal of a state table.
var ErrTransition = errors.New("transition not allowed")

// ErrRole is wrapped when the transition exists but not for this role.
var ErrRole = errors.New("role may not do this")

// Need names what must hold before a transition, beyond its state and role. The
// table only names it: needs that lie in the command itself (reason, deadline,
// section) are checked by the store, the others by the use-case.
type Need string

// Needs of transitions.
const (
	NeedComplete     Need = "complete"      // every section that the regime wants is there
	NeedOneLevel     Need = "one-level"     // policy wants one approval for this dossier
	NeedTwoLevels    Need = "two-levels"    // policy wants two
	NeedOtherPerson  Need = "other-person"  // not the one who captured or checked it
	NeedUndoTime     Need = "undo-time"     // the packet's not-before has not passed
	NeedReason       Need = "reason"        // a reason code in the command
	NeedDeadline     Need = "deadline"      // a deadline in the command
	NeedSection      Need = "section"       // the section to be corrected in the command
	NeedPacket       Need = "packet"        // the sealed version in the command
	NeedSetAside     Need = "set-aside"     // the newest version was refused for good
	NeedBox          Need = "box"           // the box in the command
	NeedChipRead     Need = "chip-read"     // the chip was read and fits, or an override
	NeedReplacement  Need = "replacement"   // the number of the new card in the command
	NeedOfficerList  Need = "officer-list"  // officer and list in the command
	NeedPostalNumber Need = "postal-number" // the number of the item in the command
)

// Transition is one row of a state table: in any state of From, Command by one
// of Roles leads to To, if all Needs hold. The empty state in From is "not yet".
type Transition[S ~string] struct {
	From    []S
	Command Command
	To      S
	Roles   []Role
	Needs   []Need
	Logged  bool // leaves one entry in the log; true for every row
}

// Table is one state table as data.
type Table[S ~string] struct {
	Name   string
	States []S
	Rows   []Transition[S]
}

// Find returns the row by which command leaves state, whatever the role.
func (t Table[S]) Find(state S, command Command) (Transition[S], bool) {
	for _, row := range t.Rows {
		if row.Command == command && slices.Contains(row.From, state) {
			return row, true
		}
	}
	return Transition[S]{}, false
}

// Has reports whether the table has any row for command.
func (t Table[S]) Has(command Command) bool {
	return slices.ContainsFunc(t.Rows, func(r Transition[S]) bool { return r.Command == command })
}

// Next returns the state to which command by role leads from state. Errors wrap
// [ErrTransition] or [ErrRole].
func Next[S ~string](t Table[S], state S, command Command, role Role) (S, error) {
	row, ok := t.Find(state, command)
	if !ok {
		return state, fmt.Errorf("%s %q: %s: %w", t.Name, state, command, ErrTransition)
	}
	if !slices.Contains(row.Roles, role) {
		return state, fmt.Errorf("%s %q: %s as %s: %w", t.Name, state, command, role, ErrRole)
	}
	return row.To, nil
}

// Allowed lists the commands that role may give in state, in table order:
// buttons come from it.
func Allowed[S ~string](t Table[S], state S, role Role) []Command {
	var commands []Command
	for _, row := range t.Rows {
		if slices.Contains(row.From, state) && slices.Contains(row.Roles, role) {
			commands = append(commands, row.Command)
		}
	}
	return commands
}

// Pair is one permitted change of state, whatever the command.
type Pair[S ~string] struct{ From, To S }

// Pairs lists every permitted change of state once, in table order; the store
// writes its triggers from it. Pairs that change nothing are left out.
func (t Table[S]) Pairs() []Pair[S] {
	var pairs []Pair[S]
	for _, row := range t.Rows {
		for _, from := range row.From {
			p := Pair[S]{from, row.To}
			if p.From != p.To && !slices.Contains(pairs, p) {
				pairs = append(pairs, p)
			}
		}
	}
	return pairs
}
