package intake

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/tables"
	"carddesk/ui/kit"
	"carddesk/ui/screen"
)

// bound is a form whose edits go into an identity, as the presenter's do.
type bound struct {
	*form
	identity dossier.Identity
	lookups  int
}

func newBound(t *testing.T) *bound {
	t.Helper()
	test.NewTempApp(t)
	today := person.FromTime(time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC))
	b := &bound{identity: dossier.Identity{Request: dossier.Request{Regime: dossier.Regime2023}}}
	b.form = newForm(kit.NewScope("test"), func() tables.View { return tables.Default().At(today) },
		func(change func(*dossier.Identity)) { change(&b.identity) }, func() { b.lookups++ })
	return b
}

// valued is a field whose value is text.
type valued interface {
	kit.Field
	Value() string
}

func texts(f *form) map[string]valued {
	fields := map[string]valued{}
	for name, field := range f.byName {
		if v, ok := field.(valued); ok {
			fields[name] = v
		}
	}
	return fields
}

// TestEachFieldHasItsOwnValue types into one field after another: what was typed
// must come back in that field of another form, and in no other.
func TestEachFieldHasItsOwnValue(t *testing.T) {
	typed, shown := newBound(t), newBound(t)
	fields := texts(typed.form)
	if len(fields) < 15 {
		t.Fatalf("only %d fields of text: the test looks at the wrong ones", len(fields))
	}
	empty := typed.identity
	for name, field := range fields {
		typed.identity = empty
		typed.Show(empty)
		r := 'A'
		if _, digits := field.(*kit.DigitField); digits {
			r = '7'
		}
		field.Target().TypedRune(r)
		if field.Value() != string(r) {
			t.Errorf("%s: holds %q after %q was typed", name, field.Value(), r)
			continue
		}
		shown.Show(typed.identity)
		for other, field := range texts(shown.form) {
			want := ""
			if other == name {
				want = string(r)
			}
			if field.Value() != want {
				t.Errorf("typing into %s shows %q in %s, want %q", name, field.Value(), other, want)
			}
		}
	}
}

func TestShowDoesNotEdit(t *testing.T) {
	b := newBound(t)
	edits := 0
	b.form.edit = func(func(*dossier.Identity)) { edits++ }
	b.Show(whole())
	if edits != 0 {
		t.Errorf("showing values made %d edits", edits)
	}
	if number := texts(b.form)["personalNumber"].Value(); number != whole().PersonalNumber {
		t.Errorf("the number field shows %q", number)
	}
}

// whole is an identity with a complete value in each field of digits.
func whole() dossier.Identity {
	return dossier.Identity{
		Request:        dossier.Request{Regime: dossier.Regime2023, Kind: dossier.Exchange, Reason: "from-cccd"},
		PersonalNumber: "001190012345", OldNumbers: []string{"012345678"}, Name: "LÊ THỊ MẪU", Birth: "1990-05-04", Sex: "F",
		Phone: "0912345678", Representative: dossier.Relative{Number: "001160012345"}, OldCard: dossier.OldCard{Outcome: "collected"},
	}
}

func TestChoicesAreShown(t *testing.T) {
	b := newBound(t)
	b.Show(whole())
	if b.kind.Code() != "exchange" || b.reason.Code() != "from-cccd" {
		t.Errorf("request is shown as %q for %q", b.kind.Code(), b.reason.Code())
	}
	if outcome := b.byName["oldCard"].(*kit.RadioRow); outcome.Code() != "collected" || !outcome.Required() {
		t.Errorf("the old card is shown as %q", outcome.Code())
	}
	b.identity = whole()
	b.kind.OnChanged(kit.Choice{Code: string(dossier.Reissue)})
	if b.identity.Request.Kind != dossier.Reissue || b.identity.Request.Reason != "" || b.reason.Code() != "" {
		t.Errorf("after changing the kind the request is %+v, shown %q", b.identity.Request, b.reason.Code())
	}
}

func TestWholeNumberIsLookedUp(t *testing.T) {
	b := newBound(t)
	number := b.byName["personalNumber"]
	for i, r := range "001190012345" {
		if b.lookups != 0 {
			t.Fatalf("looked up after %d digits", i)
		}
		number.Target().TypedRune(r)
	}
	if b.lookups != 1 || b.identity.PersonalNumber != "001190012345" {
		t.Errorf("%d lookups of %q", b.lookups, b.identity.PersonalNumber)
	}
}

// TestFindingsStandBesideTheirField gives each field a finding of its own.
func TestFindingsStandBesideTheirField(t *testing.T) {
	b := newBound(t)
	b.Show(whole())
	for name := range b.byName {
		b.ShowFindings([]dossier.Finding{
			{Section: dossier.SectionIdentity, Field: name, Severity: dossier.Blocks, Code: "test", Vietnamese: "Sai."},
			{Section: dossier.SectionIdentity, Field: name, Severity: dossier.Warning, Code: "test", Vietnamese: "Lạ."},
			{Section: dossier.SectionPayment, Field: name, Severity: dossier.Blocks, Code: "test", Vietnamese: "Phần khác."},
		})
		for other, field := range b.byName {
			level, text := field.Message()
			if other == name && (level != kit.LevelError || text != "Sai.") || other != name && level != kit.LevelNone {
				t.Errorf("a finding of %s: beside %s stands %q at level %d", name, other, text, level)
			}
		}
	}
	b.ShowFindings(nil)
	for name, field := range b.byName {
		if level, text := field.Message(); level != kit.LevelNone {
			t.Errorf("%s still says %q", name, text)
		}
	}
}

func TestNobodyIsToldOffInTheMiddle(t *testing.T) {
	b := newBound(t)
	number := b.byName["personalNumber"]
	number.Target().TypedRune('0')
	b.ShowFindings([]dossier.Finding{
		{Section: dossier.SectionIdentity, Field: "personalNumber", Severity: dossier.Blocks, Code: "number-form", Vietnamese: "Sai."},
		{Section: dossier.SectionIdentity, Field: "name", Severity: dossier.Blocks, Code: "missing", Vietnamese: "Thiếu."},
	})
	for _, name := range []string{"personalNumber", "name"} {
		if level, text := b.byName[name].Message(); level != kit.LevelNone {
			t.Errorf("%s says %q while it is being typed", name, text)
		}
	}
}

// TestEveryFindingOfTheFormHasAField: what stops a dossier can be corrected in
// the form. The law is chosen by the desk.
func TestEveryFindingOfTheFormHasAField(t *testing.T) {
	b := newBound(t)
	empty := dossier.Content{Identity: dossier.Identity{Request: dossier.Request{Regime: dossier.Regime2023}}}
	child := empty
	child.Identity.Birth = "2020-05-04"
	exchange := empty
	exchange.Identity.Request.Kind = dossier.Exchange
	exchange.Identity.OldCard.Outcome = "not-collected"
	for name, content := range map[string]dossier.Content{"empty": empty, "child": child, "exchange": exchange} {
		for _, finding := range dossier.Blocking(dossier.Validate(content, time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC))) {
			if finding.Section == dossier.SectionIdentity && b.byName[finding.Field] == nil {
				t.Errorf("%s: %q (%s) has no field in the form", name, finding.Field, finding.Vietnamese)
			}
		}
	}
}

// TestAddressesAreTheirOwn types an address into each address field: it comes back
// in that field of another form, and in no other.
func TestAddressesAreTheirOwn(t *testing.T) {
	typed, shown := newBound(t), newBound(t)
	places := screen.Places{View: typed.areas}.FindPlaces("hoan kiem", "", 5)
	ward := places[len(places)-1]
	want := kit.AddressValue{Code: ward.Code, Place: ward.Text, Street: "Số 7"}
	for _, name := range []string{"permanent", "present", "temporary"} {
		typed.identity = dossier.Identity{}
		typed.byName[name].(*kit.AddressField).OnChanged(want)
		shown.Show(typed.identity)
		for _, other := range []string{"permanent", "present", "temporary"} {
			got := shown.byName[other].(*kit.AddressField).Value()
			if other == name && got != want || other != name && got != (kit.AddressValue{}) {
				t.Errorf("%s typed: %s shows %+v", name, other, got)
			}
		}
	}
}

// TestAddressOfOneText: what an old card says stands whole before a ward that is
// still to be chosen, and is not changed by being shown.
func TestAddressOfOneText(t *testing.T) {
	b := newBound(t)
	b.identity.Permanent = dossier.Address{Text: "Thôn Không Có, Xã Chẳng Đâu, Huyện Xưa"}
	before := b.identity
	b.Show(b.identity)
	if got := b.byName["permanent"].(*kit.AddressField).Value(); got.Code != "" || got.Street != before.Permanent.Text {
		t.Errorf("shown as %+v", got)
	}
	if b.identity.Permanent != before.Permanent {
		t.Errorf("showing it made %+v of it", b.identity.Permanent)
	}
}

// TestOtherOldNumbersStay: who corrects the first of several old numbers loses none
// of the others.
func TestOtherOldNumbersStay(t *testing.T) {
	b := newBound(t)
	b.identity.OldNumbers = []string{"012345678", "111222333"}
	b.Show(b.identity)
	old := b.byName["oldNumbers"].(*kit.DigitField)
	if old.Value() != "012345678" {
		t.Errorf("shown is %q", old.Value())
	}
	for _, typed := range []string{"", "0", "087654321"} {
		old.OnChanged(typed)
		want := []string{typed, "111222333"}
		if typed == "" {
			want = want[1:]
		}
		if !slices.Equal(b.identity.OldNumbers, want) {
			t.Errorf("after typing %q: %q", typed, b.identity.OldNumbers)
		}
	}
}
