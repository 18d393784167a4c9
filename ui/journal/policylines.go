package journal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/policy"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// PolicyLine is one value of policy in words.
type PolicyLine struct {
	Name, Value, Unit string
	Status            policy.Status
	Source            string
	From              string // first day, "" always
	Next              string // what comes after it and from when, "" nothing is known
}

// policyLines writes every setting of the policy of a day, a setting with several
// parts as several lines.
func policyLines(s desk.PolicyStanding) []PolicyLine {
	var lines []PolicyLine
	for _, setting := range s.Settings {
		now, next := entriesAround(setting.Entries, s.Day)
		later := map[string]string{}
		if next != nil {
			for _, part := range parts(setting.Key, next.Value) {
				later[part.path] = part.value
			}
		}
		for _, part := range parts(setting.Key, now.Value) {
			said := settingWords[part.path]
			line := PolicyLine{Name: said.name, Unit: said.unit, Value: part.value, Status: now.Status, Source: now.Source}
			if line.Name == "" {
				line.Name = part.path // a setting newer than these words
			}
			if !now.From.IsZero() {
				line.From = now.From.String()
			}
			if next != nil && later[part.path] != part.value {
				line.Next = fmt.Sprintf("%s từ %s", later[part.path], next.From)
			} else if !now.Until.IsZero() && next == nil {
				line.Next = "hết hạn sau " + now.Until.String()
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// entriesAround are the entry that holds on a day, the first one on days before
// all, and the one that begins next.
func entriesAround(entries []policy.Entry, day person.CivilDate) (now policy.Entry, next *policy.Entry) {
	now = entries[0]
	for i, e := range entries {
		switch {
		case day.Before(e.From):
			if next == nil {
				next = &entries[i]
			}
		case e.Until.IsZero() || !day.After(e.Until):
			now = e
		}
	}
	return now, next
}

// part is one value of a setting by its path, "gates.waiting.warn".
type part struct{ path, value string }

// parts takes a setting apart.
func parts(path string, raw json.RawMessage) []part {
	var value any
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	if decoder.Decode(&value) != nil {
		return []part{{path, string(raw)}}
	}
	var all []part
	var walk func(path string, v any)
	walk = func(path string, v any) {
		m, ok := v.(map[string]any)
		if !ok {
			all = append(all, part{path, valueWords(path, v)})
			return
		}
		keys := make([]string, 0, len(m))
		for key := range m {
			keys = append(keys, key)
		}
		sort.Strings(keys)
		// What warns stands before what stops.
		slices.SortStableFunc(keys, func(a, b string) int { return order(a) - order(b) })
		for _, key := range keys {
			walk(path+"."+key, m[key])
		}
	}
	walk(path, value)
	return all
}

func order(key string) int {
	if key == "stop" {
		return 1
	}
	return 0
}

// valueWords writes one value. Lists of a form of their own are written as people
// say them.
func valueWords(path string, v any) string {
	switch v := v.(type) {
	case bool:
		return map[bool]string{true: "Có", false: "Không"}[v]
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return zeroWords(path, int(n))
		}
		return v.String()
	case string:
		return codeWords(path, v)
	case []any:
		if len(v) == 0 {
			return emptyWords(path)
		}
		texts := make([]string, 0, len(v))
		for _, one := range v {
			if m, ok := one.(map[string]any); ok {
				texts = append(texts, itemWords(m))
			} else {
				texts = append(texts, valueWords(path, one))
			}
		}
		return strings.Join(texts, "; ")
	}
	return plain(v)
}

// itemWords writes one fee, deadline or span of a day.
func itemWords(m map[string]any) string {
	text := func(key string) string { return plain(m[key]) }
	number := func(key string) int {
		n, _ := m[key].(json.Number)
		i, _ := n.Int64()
		return int(i)
	}
	switch {
	case m["amount"] != nil:
		return joinBlank(codeWords("fees", text("code")), bracket(codeWords("channel", text("channel")))) + " " + kit.Thousands(number("amount")) + " đ"
	case m["days"] != nil:
		about := joinBlank(codeWords("area", text("area")), codeWords("kind", text("kind")))
		if about == "" {
			about = "mọi hồ sơ"
		}
		return fmt.Sprintf("%s %d ngày làm việc", about, number("days"))
	case m["from"] != nil && m["until"] != nil:
		return text("from") + "–" + text("until")
	}
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	var texts []string
	for _, key := range keys {
		texts = append(texts, key+" "+plain(m[key]))
	}
	return strings.Join(texts, ", ")
}

func joinBlank(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " ")
}

func bracket(text string) string {
	if text == "" {
		return ""
	}
	return "(" + text + ")"
}

// codeWords are words for a code, or the code.
func codeWords(path, code string) string {
	if text := words.Role(dossier.Role(code)); text != "" {
		return text
	}
	if text := policyCodes[path+"/"+code]; text != "" {
		return text
	}
	return code
}

// statusWords say how far a value can be relied on.
func statusWords(s policy.Status) (kit.Level, string) {
	switch s {
	case policy.Confirmed:
		return kit.LevelOK, "Có nguồn"
	case policy.Unconfirmed:
		return kit.LevelWarning, "Chưa kiểm chứng"
	}
	return kit.LevelInfo, "Tự chọn"
}

// policyHead says in one line which policy this is, and what waits behind it.
func policyHead(s desk.PolicyStanding) string {
	head := fmt.Sprintf("Phiên bản %s, số %d", s.Version, s.Serial)
	if s.Since.IsZero() {
		head += ", đi kèm chương trình"
	} else {
		head += ", trung ương gửi, nhận " + s.Since.In(person.Zone()).Format("15:04 02/01/2006")
	}
	switch {
	case s.Next == nil:
		return head + ". Không có phiên bản nào đang chờ."
	case s.Next.State == store.DocumentWanted:
		return head + fmt.Sprintf(". Phiên bản số %d đang chờ tải về.", s.Next.Serial)
	}
	return head + fmt.Sprintf(". Phiên bản số %d đã về nhưng bản chương trình này không dùng được.", s.Next.Serial)
}
