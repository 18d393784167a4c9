package journal

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"sort"
	"strings"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/report/figures"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// columns are those of the list of entries.
var columns = []kit.TableColumn{
	{Key: "time", Title: "Lúc", Chars: 18, NoSort: true},
	{Key: "actor", Title: "Người làm", Chars: 22, NoSort: true},
	{Key: "type", Title: "Việc", Chars: 32, NoSort: true},
	{Key: "name", Title: "Hồ sơ của", Chars: 20, Stretch: true, NoSort: true},
	{Key: "receipt", Title: "Giấy hẹn, số thẻ", Chars: 20, NoSort: true},
	{Key: "seq", Title: "Dòng số", Chars: 9, Right: true, NoSort: true},
}

// cells are the row of an entry.
func cells(l desk.JournalLine, people names) []kit.Cell {
	kind := kit.Cell{Text: TypeName(l.Type)}
	if part := words.Section(l.Section); part != "" {
		kind.Text += ": " + part
	}
	if l.Broken {
		kind.Level = kit.LevelError
	}
	return []kit.Cell{{Text: moment(l)}, {Text: people.of(l.Actor.User)}, kind, whose(l), {Text: cmp.Or(l.Card, l.Row.Receipt)},
		{Text: kit.Thousands(int(l.Seq)), Muted: true}}
}

// TypeName is a type of entry in words.
func TypeName(c dossier.Command) string { return figures.Word(store.ByType, string(c), nil) }

// typeChoices are all types of entries, by the letters of their words.
func typeChoices() []kit.Choice {
	var all []kit.Choice
	for _, k := range dossier.EntryKinds() {
		all = append(all, kit.Choice{Code: string(k.Type), Text: TypeName(k.Type)})
	}
	sort.SliceStable(all, func(a, b int) bool { return kit.Fold(all[a].Text) < kit.Fold(all[b].Text) })
	return all
}

func moment(l desk.JournalLine) string { return l.Time.In(person.Zone()).Format("02/01/2006 15:04:05") }

// whose says whose dossier an entry is of, as long as it is known.
func whose(l desk.JournalLine) kit.Cell {
	if l.Row.Destroyed {
		return kit.Cell{Text: "Nội dung đã hủy", Muted: true}
	}
	return kit.Cell{Text: l.Row.Name}
}

// facts are all that is known of an entry.
func facts(l desk.JournalLine, people names) []kit.Fact {
	list := []kit.Fact{
		{Key: "Lúc", Value: moment(l)},
		{Key: "Người làm", Value: joined(people.of(l.Actor.User), words.Role(l.Actor.Role))},
		{Key: "Việc", Value: TypeName(l.Type)},
	}
	add := func(key, value string) {
		if value != "" {
			list = append(list, kit.Fact{Key: key, Value: value})
		}
	}
	if l.Dossier != "" {
		add("Hồ sơ của", joined(whose(l).Text, words.Number(l.Row.Number), l.Row.Receipt))
		add("Mã hồ sơ", string(l.Dossier))
	}
	add("Thẻ", l.Card)
	if l.Section != "" {
		add("Phần", fmt.Sprintf("%s, bản ghi %d", cmp.Or(words.Section(l.Section), string(l.Section)), l.Revision))
	}
	add("Lý do", l.Reason)
	for _, line := range payload(l.Payload) {
		add(line.Key, line.Value)
	}
	if l.Broken {
		list = append(list, kit.Fact{Key: "Nội dung", Value: "Không mở được: bị sửa hoặc đổi chỗ", Level: kit.LevelError})
	}
	add("Dòng số", kit.Thousands(int(l.Seq)))
	add("Mã dòng trước", grouped(l.Previous))
	add("Mã dòng", grouped(l.Hash))
	return list
}

// Bounds of what is shown of the content of an entry.
const (
	mostPayload = 12
	mostValue   = 90 // letters
)

// payload flattens the content of an entry into lines by its own keys: an
// inspector compares them with the file of the export.
func payload(data json.RawMessage) []kit.Fact {
	if len(data) == 0 || bytes.Equal(data, []byte("null")) {
		return nil
	}
	var value any
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if decoder.Decode(&value) != nil {
		return nil
	}
	var lines []kit.Fact
	var walk func(path string, v any)
	walk = func(path string, v any) {
		if m, ok := v.(map[string]any); ok {
			keys := make([]string, 0, len(m))
			for key := range m {
				keys = append(keys, key)
			}
			sort.Strings(keys)
			for _, key := range keys {
				walk(strings.TrimPrefix(path+"."+key, "."), m[key])
			}
			return
		}
		if text := plain(v); text != "" {
			lines = append(lines, kit.Fact{Key: "· " + cmp.Or(payloadKeys[path], path, "nội dung"), Value: cut(text)})
		}
	}
	walk("", value)
	if len(lines) > mostPayload {
		more := len(lines) - mostPayload
		lines = append(lines[:mostPayload], kit.Fact{Key: "·", Value: fmt.Sprintf("và %d mục nữa, xem trong tệp xuất", more)})
	}
	return lines
}

// payloadKeys are words for what most entries hold.
var payloadKeys = map[string]string{
	"paper": "Giấy tờ", "pages": "Số trang", "copies": "Số bản", "print": "In lần thứ", "count": "Số dòng", "text": "Đã gõ",
	"from": "Từ", "to": "Đến", "list": "Danh sách", "entries": "Số dòng nhật ký", "problems": "Chỗ không khớp", "user": "Tài khoản",
	"role": "Vai trò", "kind": "Loại", "serial": "Số hiệu", "state": "Tình trạng", "note": "Ghi chú", "amount": "Số tiền",
	"actor": "Người làm", "types": "Việc", "figure": "Con số", "first": "Từ trang", "last": "Đến trang",
}

func plain(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case bool:
		return map[bool]string{true: "có", false: "không"}[v]
	case []any:
		parts := make([]string, 0, len(v))
		for _, one := range v {
			parts = append(parts, plain(one))
		}
		return strings.Join(parts, ", ")
	}
	text, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(text)
}

func cut(text string) string {
	if letters := []rune(text); len(letters) > mostValue {
		return string(letters[:mostValue-1]) + "…"
	}
	return text
}

// grouped writes a hash in groups of eight, which an eye can compare.
func grouped(hash string) string {
	var parts []string
	for len(hash) > 8 {
		parts, hash = append(parts, hash[:8]), hash[8:]
	}
	return strings.TrimSpace(strings.Join(append(parts, hash), " "))
}

func joined(parts ...string) string {
	var kept []string
	for _, part := range parts {
		if part != "" {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, " · ")
}
