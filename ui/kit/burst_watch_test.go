package kit

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"carddesk/app/person"
	"carddesk/ui/kit/compose"
)

const cardCode = "001090000002|012345678|Đỗ Đức Mậu|01071990|Nam|Thôn Đông, Ba Vì|31122021"

func TestBurstIsTakenOutOfAnyField(t *testing.T) {
	for name, make := range map[string]func() Field{
		"text":   func() Field { f := NewTextField("a"); f.SetValue("trước"); return f },
		"name":   func() Field { f := NewNameField("a"); f.SetValue("AN"); return f },
		"number": func() Field { f := NewPersonalNumberField("a"); f.SetValue("001"); return f },
		"date":   func() Field { f := NewDateField("a"); f.SetValue(person.CivilDate{Year: 1990}); return f },
		"choice": func() Field { f := NewChoiceField("a", sampleProvinces()); f.SetCode("48"); return f },
		"tick":   func() Field { return NewCheckField("", "a") },
		"radio":  func() Field { f := NewRadioRow("a", sampleProvinces()[:3]); f.SetCode("48"); return f },
	} {
		t.Run(name, func(t *testing.T) {
			d := telexDesk(t)
			got, letters := "", 0
			d.router.OnBurst(func(text string) bool { got = text; return true })
			d.scope.OnLetter('m', "Không thu được", func() { letters++ })
			f, next := make(), NewTextField("next")
			d.fields(f, next)
			before := shown(f)
			d.clock = d.clock.Add(time.Second)
			d.scan(cardCode)
			if got != cardCode {
				t.Errorf("delivered %q", got)
			}
			if shown(f) != before {
				t.Errorf("the field was %q and is %q", before, shown(f))
			}
			if d.focused(next) || letters != 0 {
				t.Errorf("Enter of the scanner moved on %v, letters acted %d times", d.focused(next), letters)
			}
		})
	}
}

func shown(f Field) string {
	switch f := f.(type) {
	case *TextField:
		return f.edit.Text
	case *DigitField:
		return f.edit.Text
	case *DateField:
		return f.edit.Text
	case *ChoiceField:
		return f.edit.Text
	case *RadioRow:
		return f.Code()
	case *CheckField:
		return map[bool]string{true: "x"}[f.Value()]
	}
	return "?"
}

func TestBurstWithNothingFocused(t *testing.T) {
	d := newDesk(t)
	got, acted := "", 0
	d.router.OnBurst(func(text string) bool { got = text; return true })
	d.scope.On("Space", "Chụp", func() { acted++ })
	d.scope.OnLetter('m', "Không thu được", func() { acted++ })
	d.scan(cardCode)
	if got != cardCode || acted != 0 {
		t.Errorf("delivered %q, verbs acted %d times", got, acted)
	}
	d.press("Space")
	d.typed("m")
	if acted != 2 {
		t.Errorf("keys of a hand acted %d times", acted)
	}
}

func TestRefusedBurstStaysAsTyped(t *testing.T) {
	d := newDesk(t)
	d.router.OnBurst(func(string) bool { return false })
	f, next := NewTextField("a"), NewTextField("b")
	d.fields(f, next)
	d.typed("xa ")
	d.clock = d.clock.Add(time.Second)
	d.scan("Ba Vi, Ha Noi")
	if f.Value() != "xa Ba Vi, Ha Noi" || !d.focused(next) {
		t.Errorf("value %q, moved on %v", f.Value(), d.focused(next))
	}
}

func TestRefusedBurstIsFinishedAsAWord(t *testing.T) {
	d := telexDesk(t)
	d.router.OnBurst(func(string) bool { return false })
	f := NewTextField("a")
	d.fields(f, NewTextField("b"))
	d.scan("tieengs Windows")
	if f.Value() != "tiếng Windows" {
		t.Errorf("value %q", f.Value())
	}
}

func TestFastTypistKeepsEveryKey(t *testing.T) {
	d := newDesk(t)
	d.router.SetTyping(&Typing{Method: compose.Telex})
	d.router.OnBurst(func(text string) bool { t.Errorf("a hand was taken for a scanner: %q", text); return true })
	f, next := NewNameField("a"), NewTextField("b")
	d.fields(f, next)
	d.typedEvery(55*time.Millisecond, "nguyeenx thij huowngf")
	d.clock = d.clock.Add(60 * time.Millisecond)
	d.deliver(Chord{Key: fyne.KeyReturn})
	if f.Value() != "NGUYỄN THỊ HƯỜNG" || !d.focused(next) {
		t.Errorf("value %q, moved on %v", f.Value(), d.focused(next))
	}
}
