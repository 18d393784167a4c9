package desk_test

import (
	"testing"
	"time"

	"carddesk/app/policy/signed"
	"carddesk/app/port"
)

// Messages are shown newest first and until their day; what is not readable is not.
func TestMessages(t *testing.T) {
	c := newConfigured(t)
	say := func(kind, name, body string) {
		c.publish(signed.Document{Kind: kind, Name: name, Serial: 1, Body: []byte(body)})
		c.clock.pass(time.Hour)
	}
	say(port.DocumentMessage, "a", `{"format":1,"title":"Nghỉ lễ","text":"Nghỉ ngày 2/9","until":"2026-11-25"}`)
	say(port.DocumentMessage, "b", `{"format":1,"title":"Tập huấn"}`)
	say(port.DocumentMessage, "c", `{"format":9,"title":"Mai sau"}`)
	say(port.DocumentMessage, "d", `không phải JSON`)
	say(port.DocumentUpdate, "", `{"format":1,"version":"2.0","title":"Có bản mới"}`)
	titles := func() (all []string) {
		messages, err := c.Messages(t.Context())
		c.must(err)
		for _, m := range messages {
			all = append(all, m.Title)
		}
		return all
	}
	if got := titles(); len(got) != 3 || got[0] != "Có bản mới" || got[1] != "Tập huấn" || got[2] != "Nghỉ lễ" {
		t.Errorf("%q", got)
	}
	c.clock.pass(24 * time.Hour)
	if got := titles(); len(got) != 2 || got[1] != "Tập huấn" {
		t.Errorf("a day later %q", got)
	}
}
