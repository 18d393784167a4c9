package approval

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/ui/papers"
	"carddesk/ui/words"
)

func (d *fakeDesk) Hold(_ context.Context, id dossier.ID, reason string) error {
	err := d.act("hold "+reason, id)
	if err == nil {
		d.held = append(d.held, id)
	}
	return err
}

func (d *fakeDesk) Release(_ context.Context, id dossier.ID) error {
	d.did = append(d.did, "release "+string(id))
	d.held = slices.DeleteFunc(d.held, func(x dossier.ID) bool { return x == id })
	d.queue = append(d.queue, id)
	return nil
}

// ApproveList approves all but those whose name begins with an x.
func (d *fakeDesk) ApproveList(_ context.Context, ids []dossier.ID, password string) (desk.ApprovalList, error) {
	var list desk.ApprovalList
	if d.err != nil {
		return list, d.err
	}
	for _, id := range slices.Clone(ids) {
		line := desk.ListLine{Dossier: id, Last: true}
		if id[0] == 'x' {
			line.Err = desk.ErrSingle
		} else if err := d.act("list "+password, id); err != nil {
			return list, err
		}
		list.Lines = append(list.Lines, line)
	}
	return list, nil
}

func (d *fakeDesk) ListPaper(_ context.Context, list desk.ApprovalList, why func(error) string) (desk.ReportPaper, error) {
	return desk.ReportPaper{Paper: desk.Paper{Code: fmt.Sprintf("list of %d", len(list.Lines))}}, d.err
}

func (d *fakeDesk) RefusalPaper(_ context.Context, _ dossier.ID, reason, remedy string) (desk.ReportPaper, error) {
	return desk.ReportPaper{Paper: desk.Paper{Code: "refusal " + reason + " " + remedy}}, d.err
}

func (v *fakeView) ShowPaper(_ string, make papers.Maker) {
	paper, err := make(context.Background())
	v.paper = paper.Code
	if err != nil {
		v.paper = err.Error()
	}
}

func (v *fakeView) ShowList(list desk.ApprovalList) { v.list = list }

func TestHoldingAndReleasing(t *testing.T) {
	p, d, v := start(t, "a", "b")
	p.Hold("verify")
	if d.did[0] != "hold verify a" || v.shown != "b" || v.undo == nil {
		t.Fatalf("did %q, shows %q", d.did, v.shown)
	}
	p.Filter(desk.QueueFilter{Held: true})
	if v.shown != "a" {
		t.Fatalf("among those held %q is shown", v.shown)
	}
	p.Approve()
	p.Hold("verify")
	p.ApproveAll("secret")
	if len(d.did) != 1 {
		t.Fatalf("what is held was judged: %q", d.did)
	}
	p.Release()
	if d.did[1] != "release a" || v.nothing != 1 {
		t.Errorf("did %q", d.did)
	}
	p.Filter(desk.QueueFilter{})
	if !slices.Equal(d.queue, []dossier.ID{"b", "a"}) || v.shown != "b" {
		t.Errorf("queue %q, shows %q", d.queue, v.shown)
	}
}

func TestApprovingAList(t *testing.T) {
	p, d, v := start(t, "a", "x", "b")
	p.ApproveAll("secret")
	if !slices.Equal(d.did, []string{"list secret a", "list secret b"}) || v.list.Refused() != 1 || v.shown != "x" {
		t.Fatalf("did %q, refused %d, shows %q", d.did, v.list.Refused(), v.shown)
	}
	p.PrintList(v.list)
	if v.paper != "list of 3" {
		t.Errorf("shows the paper %q", v.paper)
	}
	v.undo()
	if !slices.Equal(d.did[2:], []string{"undo a", "undo b"}) {
		t.Errorf("undone: %q", d.did)
	}
}

func TestListWithTooFewRead(t *testing.T) {
	p, d, v := start(t, "a", "b")
	d.err = desk.ErrSample
	p.ApproveAll("secret")
	if v.undo != nil || v.shown != "a" || len(v.errors) != 1 || v.errors[0] != words.Of(desk.ErrSample) {
		t.Errorf("errors %v", v.errors)
	}
}

// TestFirstOfTwoLevels: the first approval seals nothing, so there is nothing to
// take back.
func TestFirstOfTwoLevels(t *testing.T) {
	p, d, v := start(t, "a", "b")
	d.first = true
	p.Approve()
	if !slices.Equal(d.did, []string{"approve a"}) || v.undo != nil || v.shown != "b" {
		t.Errorf("did %q, shows %q", d.did, v.shown)
	}
}

func TestRefusalIsPrinted(t *testing.T) {
	p, d, v := start(t, "a")
	p.PrintRefusal("why", "how")
	if v.paper != "refusal why how" || v.shown != "a" || len(d.did) != 0 {
		t.Errorf("shows the paper %q, did %q", v.paper, d.did)
	}
}
