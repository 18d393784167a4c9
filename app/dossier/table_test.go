package dossier

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"carddesk/app/port"
)

var update = flag.Bool("update", false, "rewrite docs/states.md")

func TestStatesDocumentIsCurrent(t *testing.T) {
	path := filepath.Join("..", "..", "docs", "states.md")
	want := StatesDocument()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != want {
		t.Errorf("docs/states.md is not what the tables say: run go test ./app/dossier -update")
	}
}

func TestTables(t *testing.T) {
	t.Run("dossier", func(t *testing.T) { walk(t, Dossiers()) })
	t.Run("delivery", func(t *testing.T) { walk(t, Deliveries()) })
	t.Run("card", func(t *testing.T) { walk(t, Cards()) })
}

// walk checks what must hold of every state table.
func walk[S ~string](t *testing.T, table Table[S]) {
	seen := make(map[S]map[Command]bool)
	for _, row := range table.Rows {
		kind, ok := Entry(row.Command)
		if !ok || !kind.Moves {
			t.Errorf("%s is no moving type of the log", row.Command)
		}
		if !row.Logged {
			t.Errorf("%s to %s leaves no entry", row.Command, row.To)
		}
		if len(row.Roles) == 0 || len(row.From) == 0 {
			t.Errorf("%s to %s: nobody may, or from nowhere", row.Command, row.To)
		}
		if !slices.Contains(table.States, row.To) {
			t.Errorf("%s leads to the unknown state %q", row.Command, row.To)
		}
		for _, from := range row.From {
			if from != "" && !slices.Contains(table.States, from) {
				t.Errorf("%s comes from the unknown state %q", row.Command, from)
			}
			if seen[from] == nil {
				seen[from] = make(map[Command]bool)
			}
			if seen[from][row.Command] {
				t.Errorf("%s from %q leads to two states", row.Command, from)
			}
			seen[from][row.Command] = true
		}
	}
	reached := map[S]bool{"": true}
	for range table.States {
		for _, p := range table.Pairs() {
			reached[p.To] = reached[p.To] || reached[p.From]
		}
	}
	for _, state := range table.States {
		if !reached[state] {
			t.Errorf("%q cannot be reached", state)
		}
	}
}

// TestEveryMoveIsUsed finds moving commands that no table has.
func TestEveryMoveIsUsed(t *testing.T) {
	for _, c := range moves() {
		if !Dossiers().Has(c) && !Deliveries().Has(c) && !Cards().Has(c) {
			t.Errorf("%s is in no table", c)
		}
	}
	types := make(map[Command]bool)
	for _, k := range EntryKinds() {
		if types[k.Type] {
			t.Errorf("%s is listed twice", k.Type)
		}
		types[k.Type] = true
	}
}

func TestNext(t *testing.T) {
	for _, c := range []struct {
		name    string
		state   State
		command Command
		role    Role
		want    State
		err     error
	}{
		{"clerk begins", "", CreateDossier, RoleClerk, Draft, nil},
		{"administrator does not begin", "", CreateDossier, RoleAdministrator, "", ErrRole},
		{"supervisor approves", Captured, ApproveDossier, RoleSupervisor, Approved, nil},
		{"clerk does not approve", Captured, ApproveDossier, RoleClerk, Captured, ErrRole},
		{"draft is not approved", Draft, ApproveDossier, RoleSupervisor, Draft, ErrTransition},
		{"registry accepts", Approved, AcceptDossier, RoleRegistry, Accepted, nil},
		{"nobody else accepts", Approved, AcceptDossier, RoleSupervisor, Approved, ErrRole},
		{"withdrawn stays", Withdrawn, AcceptDossier, RoleRegistry, Withdrawn, ErrTransition},
		{"fault after handover", Closed, ReportFault, RoleClerk, Accepted, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Next(Dossiers(), c.state, c.command, c.role)
			if got != c.want || !errors.Is(err, c.err) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

// TestFinalStates: what is over stays over, except a card found faulty.
func TestFinalStates(t *testing.T) {
	for _, state := range States() {
		var out []Command
		for _, role := range append(UserRoles(), RoleRegistry, RoleStation) {
			out = append(out, Allowed(Dossiers(), state, role)...)
		}
		if state.Open() != (len(out) > 0) && state != Closed {
			t.Errorf("%s: open is %v, commands %v", state, state.Open(), out)
		}
	}
	for _, state := range []port.DeliveryState{port.DeliveryDecided, port.DeliverySuperseded} {
		for _, p := range Deliveries().Pairs() {
			if p.From == state {
				t.Errorf("%s leads to %s", p.From, p.To)
			}
		}
	}
}

// TestEditableWithinReach: what can be edited can be finished.
func TestEditableWithinReach(t *testing.T) {
	for _, state := range States() {
		_, direct := Dossiers().Find(state, FinishCapture)
		_, resumed := Dossiers().Find(state, ResumeDossier)
		if state.Editable() != (direct || resumed) {
			t.Errorf("%s: editable is %v, finish %v, resume %v", state, state.Editable(), direct, resumed)
		}
	}
}
