package dossier

import (
	"slices"
	"testing"
)

func TestPresence(t *testing.T) {
	unverified := &Presence{Result: PresenceUnverified, Reason: "chip-dead"}
	different := Presence{How: PresenceFinger, Result: PresenceDifferent}.After(nil)
	hidden := Presence{Result: PresenceUnverified, Reason: "worn"}.After(&different)
	cleared := Presence{How: PresenceFinger, Result: PresenceSame}.After(&hidden)
	for _, c := range []struct {
		name     string
		content  Content
		presence *Presence
		want     string // code of the finding, "" is none
	}{
		{"nobody looked", full(), nil, "presence-unverified"},
		{"could not be compared", full(), unverified, "presence-unverified"},
		{"another person", full(), &different, "presence-different"},
		{"another person, then called unverified", full(), &hidden, "presence-different"},
		{"the same after all", full(), &cleared, ""},
		{"a first issue has nothing to compare with", child(), nil, ""},
		{"but what was found is said", child(), &different, "presence-different"},
		{"of an infant nobody comes", func() Content {
			c := infant()
			c.Identity.Request = Request{Regime: Regime2023, Kind: Exchange, Reason: "from-cccd"}
			return c
		}(), nil, ""},
	} {
		c.content.Review.Presence = c.presence
		var got []string
		for _, f := range Validate(c.content, noon) {
			if f.Field == "presence" {
				got = append(got, f.Code)
				if f.Severity == Blocks {
					t.Errorf("%s: it stops the intake", c.name)
				}
			}
		}
		want := []string{c.want}
		if c.want == "" {
			want = nil
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", c.name, got, want)
		}
	}
}
