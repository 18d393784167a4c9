package dossier

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"carddesk/app/person"
	"carddesk/app/policy"
	"carddesk/app/tables"
)

func regimeDay(regime Regime) person.CivilDate {
	if regime == Regime2014 {
		return person.CivilDate{Year: 2024, Month: 6, Day: 30}
	}
	return person.CivilDate{Year: 2026, Month: 11, Day: 25}
}

// TestReasonsAreThoseOfTheTables: the rules in code and the reason table, which
// the centre can replace, know the same reasons, fees and words.
func TestReasonsAreThoseOfTheTables(t *testing.T) {
	for _, regime := range Regimes() {
		view := tables.Default().At(regimeDay(regime))
		for _, kind := range Kinds() {
			if row, ok := view.Code(tables.Kind, string(kind)); !ok || row.Name != KindName(regime, kind) {
				t.Errorf("%s %s: table says %q, rules %q", regime, kind, row.Name, KindName(regime, kind))
			}
			rows := view.Below(tables.Reason, string(kind))
			reasons := Reasons(regime, kind)
			if len(rows) != len(reasons) {
				t.Errorf("%s %s: %d reasons in the table, %d in the rules", regime, kind, len(rows), len(reasons))
				continue
			}
			for i, row := range rows {
				reason := reasons[i]
				if row.Code != reason.Code || row.Name != reason.Vietnamese || row.Fee != reason.Fee || row.Source != reason.Article {
					t.Errorf("%s %s: table %s %q fee %s (%s), rules %s %q fee %s (%s)", regime, kind,
						row.Code, row.Name, row.Fee, row.Source, reason.Code, reason.Vietnamese, reason.Fee, reason.Article)
				}
			}
		}
		for _, rule := range mustRules(t, regime).Exempt {
			if _, ok := view.Code(tables.Exemption, rule.Code); !ok {
				t.Errorf("exemption %s is in no table", rule.Code)
			}
		}
	}
}

func mustRules(t *testing.T, regime Regime) Rules {
	t.Helper()
	rules, ok := RulesOf(regime)
	if !ok {
		t.Fatalf("no rules for %s", regime)
	}
	return rules
}

// TestRulesAgreeWithPolicy: ages stand in both; they must not part.
func TestRulesAgreeWithPolicy(t *testing.T) {
	for _, regime := range Regimes() {
		rules, values := mustRules(t, regime), policy.Default().At(regimeDay(regime))
		if values.Regime != string(regime) {
			t.Fatalf("policy has %s on the day of %s", values.Regime, regime)
		}
		first, iris := 1000, 0
		for _, c := range rules.Captures {
			first = min(first, c.FromAge)
			if c.Section == SectionIris {
				iris = c.FromAge
			}
		}
		if first != values.BiometricsFromAge || iris != values.IrisFromAge {
			t.Errorf("%s: biometrics from %d, iris from %d; policy %d, %d", regime, first, iris, values.BiometricsFromAge, values.IrisFromAge)
		}
		for _, b := range rules.Bands {
			if (b.Right == CardMandatory) != (b.From >= values.CardMandatoryAge) {
				t.Errorf("%s: band %s is %s, mandatory from %d in policy", regime, b.Code(), b.Right, values.CardMandatoryAge)
			}
		}
		for _, kind := range rules.Kinds {
			for _, reason := range kind.Reasons {
				if _, ok := values.Fee(reason.Fee); !ok {
					t.Errorf("%s: fee %s of %s is not in policy", regime, reason.Fee, reason.Code)
				}
				if reason.Code == "age" && !slices.Contains(values.Milestones, reason.FromAge) {
					t.Errorf("%s: age reason from %d, milestones %v", regime, reason.FromAge, values.Milestones)
				}
			}
		}
	}
}

func TestBands(t *testing.T) {
	for _, c := range []struct {
		regime         Regime
		age            int
		code           string
		right          CardRight
		holder, other  bool
		online, exists bool
	}{
		{Regime2014, 13, "0-13", NoCard, false, false, false, true},
		{Regime2014, 14, "14-24", CardMandatory, true, false, false, true},
		{Regime2014, 100, "60+", CardMandatory, true, false, false, true},
		{Regime2023, 0, "0-5", CardOnRequest, false, true, true, true},
		{Regime2023, 5, "0-5", CardOnRequest, false, true, true, true},
		{Regime2023, 6, "6-13", CardOnRequest, true, true, false, true},
		{Regime2023, 13, "6-13", CardOnRequest, true, true, false, true},
		{Regime2023, 14, "14-24", CardMandatory, true, false, false, true},
		{Regime2023, 24, "14-24", CardMandatory, true, false, false, true},
		{Regime2023, 25, "25-39", CardMandatory, true, false, false, true},
		{Regime2023, 59, "40-59", CardMandatory, true, false, false, true},
		{Regime2023, 60, "60+", CardMandatory, true, false, false, true},
		{Regime2023, -1, "0+", "", false, false, false, false},
	} {
		b, ok := mustRules(t, c.regime).Band(c.age)
		if ok != c.exists || b.Code() != c.code || b.Right != c.right || b.Holder != c.holder ||
			b.Representative != c.other || b.Online != c.online {
			t.Errorf("%s, %d: %+v, %v", c.regime, c.age, b, ok)
		}
	}
}

// TestBandsHaveNoGaps: every age is of exactly one band.
func TestBandsHaveNoGaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rules, _ := RulesOf(rapid.SampledFrom(Regimes()).Draw(t, "regime"))
		age := rapid.IntRange(0, 150).Draw(t, "age")
		n := 0
		for _, b := range rules.Bands {
			if b.Holds(age) {
				n++
			}
		}
		if n != 1 {
			t.Fatalf("age %d is of %d bands", age, n)
		}
	})
}

func TestReasonsMoved(t *testing.T) {
	for _, c := range []struct {
		regime  Regime
		kind    Kind
		reason  string
		fee     string
		oldCard bool
		known   bool
	}{
		{Regime2014, Exchange, "damaged", "exchange", true, true}, // exchange in 2014 …
		{Regime2023, Exchange, "damaged", "", true, false},
		{Regime2023, Reissue, "damaged", "reissue", true, true}, // … reissue in 2023
		{Regime2014, Reissue, "damaged", "", false, false},
		{Regime2023, Reissue, "lost", "reissue", false, true},
		{Regime2023, Exchange, "from-cccd", "transfer", true, true},
		{Regime2014, Exchange, "from-cmnd", "transfer", true, true},
		{Regime2023, FirstIssue, "first", "first", false, true},
		{"2099", Exchange, "age", "", true, false},
	} {
		r := Request{Regime: c.regime, Kind: c.kind, Reason: c.reason}
		reason, ok := ReasonOf(r)
		if ok != c.known || reason.Fee != c.fee || NeedsOldCard(r) != c.oldCard {
			t.Errorf("%+v: %+v, %v, old card %v", r, reason, ok, NeedsOldCard(r))
		}
	}
	if got := KindName(Regime2014, Exchange) + "/" + KindName(Regime2023, Exchange); got != "Đổi thẻ/Cấp đổi" {
		t.Error(got)
	}
	if got := CardName(Regime2014) + "/" + CardName(Regime2023); got != "thẻ CCCD/thẻ căn cước" {
		t.Error(got)
	}
}

// TestEverySourceIsSaid: no rule stands without where it comes from.
func TestEverySourceIsSaid(t *testing.T) {
	for _, regime := range Regimes() {
		r := mustRules(t, regime)
		sources := []Source{r.Expiry, r.Lasting, r.Approval.Source}
		for _, x := range r.Steps {
			sources = append(sources, x.Source)
		}
		for _, k := range r.Kinds {
			for _, reason := range k.Reasons {
				sources = append(sources, Source{reason.Article, reason.Status})
				if reason.English == "" || reason.Vietnamese == "" {
					t.Errorf("%s: words of %s", regime, reason.Code)
				}
				for _, code := range reason.Papers {
					if !slices.ContainsFunc(r.Papers, func(p PaperRule) bool { return p.Code == code }) {
						t.Errorf("%s: reason %s wants the unknown paper %s", regime, reason.Code, code)
					}
				}
			}
		}
		for _, x := range r.Bands {
			sources = append(sources, x.Source)
		}
		for _, x := range r.Captures {
			sources = append(sources, x.Source)
		}
		for _, x := range r.Papers {
			sources = append(sources, x.Source)
		}
		for _, x := range r.Forms {
			sources = append(sources, x.Source)
		}
		for _, x := range r.Home {
			sources = append(sources, x.Source)
		}
		for _, x := range r.Waiting {
			sources = append(sources, x.Source)
		}
		for _, x := range r.Account {
			sources = append(sources, x.Source)
		}
		for i, s := range sources {
			if s.Article == "" || !slices.Contains([]policy.Status{policy.Confirmed, policy.Unconfirmed, policy.Chosen}, s.Status) {
				t.Errorf("%s: source %d is %+v", regime, i, s)
			}
		}
	}
}

// TestUnsourcedIsMarked: what the facts call from memory or not found must never
// be shown as confirmed.
func TestUnsourcedIsMarked(t *testing.T) {
	old, now := mustRules(t, Regime2014), mustRules(t, Regime2023)
	form := func(r Rules, code string) FormRule {
		i := slices.IndexFunc(r.Forms, func(f FormRule) bool { return f.Code == code })
		if i < 0 {
			t.Fatalf("no form %s", code)
		}
		return r.Forms[i]
	}
	for what, source := range map[string]Source{
		"code of the old data slip":               form(old, "CC02").Source,
		"code of the old update form":             form(old, "DC02").Source,
		"title of the new number confirmation":    form(now, "CC04").Source,
		"flat 4-4-2 under the law of 2023":        now.Captures[1].Source,
		"approval under the law of 2023":          now.Approval.Source,
		"paper of a change under the law of 2023": now.Papers[1].Source,
	} {
		if source.Status != policy.Unconfirmed {
			t.Errorf("%s is %s", what, source.Status)
		}
		if source.cited() != "" {
			t.Errorf("%s would be cited in a finding", what)
		}
	}
	for _, w := range now.Waiting {
		if w.Source.Status == policy.Confirmed {
			t.Errorf("days of %s are said to be confirmed", w.Reason)
		}
	}
	var days []int
	for _, step := range old.Steps {
		days = append(days, step.Days)
	}
	if !slices.Equal(days, []int{2, 3, 4, 2}) || len(now.Steps) > 0 {
		t.Errorf("stations %v in 2014, %d in 2023: the old limits are not copied over", days, len(now.Steps))
	}
	if n := len(old.Approval.Levels); n != 2 || !old.Approval.ByList {
		t.Errorf("2014: %d levels", n)
	}
}
