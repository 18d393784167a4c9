package kit

import (
	"strconv"

	"fyne.io/fyne/v2"

	"carddesk/ui/kit/datetext"
)

// galleryPaper is a form as long as a real one, to be filled by Enter alone.
type galleryPaper struct {
	scope   *Scope
	entries []paperEntry
	content fyne.CanvasObject
}

// paperEntry is one field of the form and how its value is told.
type paperEntry struct {
	key   string
	field Field
	value func() string
}

// newGalleryPaper makes the form of thirty fields. F11 emits what they hold,
// and Enter in the last one says that the form is at its end.
func newGalleryPaper(g *gallery) *galleryPaper {
	p := &galleryPaper{scope: NewScope("paper")}
	column := Column(
		Row(p.name("name", "1. Họ, chữ đệm và tên khai sinh"), p.name("alias", "2. Tên gọi khác"), p.number("number", "3. Số định danh cá nhân")),
		Row(p.old("old", "4. Số CMND 9 số"), p.date("born", "5. Ngày sinh"),
			p.radio("sex", "6. Giới tính", "Nam", "Nữ"), p.choice("people", "7. Dân tộc", "Kinh", "Tày", "Ê Đê", "Mường")),
		Row(p.choice("faith", "8. Tôn giáo", "Không", "Phật giáo", "Công giáo", "Cao Đài"), p.text("nation", "9. Quốc tịch", 18),
			p.radio("blood", "10. Nhóm máu", "A", "B", "AB", "O"), p.radio("married", "11. Hôn nhân", "Chưa", "Có", "Đã ly hôn")),
		p.address("birthplace", "12. Nơi đăng ký khai sinh"),
		p.address("home", "13. Nơi thường trú"),
		Row(p.text("stay", "14. Nơi tạm trú", 40), p.text("now", "15. Nơi ở hiện tại", 40)),
		Row(p.text("work", "16. Nghề nghiệp", 24), p.phone("phone", "17. Số điện thoại"), p.text("mail", "18. Thư điện tử", 26)),
		Row(p.name("father", "19. Họ tên cha"), p.number("fatherNumber", "20. Số định danh của cha"), p.date("fatherBorn", "21. Năm sinh của cha")),
		Row(p.name("mother", "22. Họ tên mẹ"), p.number("motherNumber", "23. Số định danh của mẹ"), p.date("motherBorn", "24. Năm sinh của mẹ")),
		Row(p.name("spouse", "25. Họ tên vợ hoặc chồng"), p.number("spouseNumber", "26. Số định danh của vợ hoặc chồng")),
		Row(p.date("appointment", "27. Ngày hẹn trả thẻ"), p.money("fee", "28. Lệ phí (đồng)"), p.tick("taken", "29. Thẻ cũ", "Đã thu lại")),
		p.note("note", "30. Ghi chú"),
	)
	p.scope.Chain().OnEnd = func() { g.said(LevelOK, "Hết tờ khai") }
	p.scope.On("F11", "Các giá trị", func() { g.events.Emit("values", p.values()...) })
	p.content = NewFormScroll(p.scope, Card(Inset(3*gap, 2*gap, column)))
	return p
}

// values are the keys of the fields, each followed by its value.
func (p *galleryPaper) values() []any {
	var out []any
	for _, e := range p.entries {
		out = append(out, e.key, e.value())
	}
	return out
}

func (p *galleryPaper) add(key string, f Field, value func() string) fyne.CanvasObject {
	p.entries = append(p.entries, paperEntry{key, f, value})
	p.scope.Fields(f)
	return f
}

func (p *galleryPaper) name(key, label string) fyne.CanvasObject {
	f := NewNameField(label, Width(30))
	return p.add(key, f, f.Value)
}

func (p *galleryPaper) text(key, label string, chars int) fyne.CanvasObject {
	f := NewTextField(label, Width(chars))
	return p.add(key, f, f.Value)
}

func (p *galleryPaper) note(key, label string) fyne.CanvasObject {
	f := NewMultiLine(label, 2)
	return p.add(key, f, f.Value)
}

func (p *galleryPaper) number(key, label string) fyne.CanvasObject {
	f := NewPersonalNumberField(label)
	return p.add(key, f, f.Value)
}

func (p *galleryPaper) old(key, label string) fyne.CanvasObject {
	f := NewOldNumberField(label)
	return p.add(key, f, f.Value)
}

func (p *galleryPaper) phone(key, label string) fyne.CanvasObject {
	f := NewPhoneField(label)
	return p.add(key, f, f.Value)
}

func (p *galleryPaper) money(key, label string) fyne.CanvasObject {
	f := NewMoneyField(label)
	return p.add(key, f, f.Value)
}

// date takes years to come too: the form holds an appointment.
func (p *galleryPaper) date(key, label string) fyne.CanvasObject {
	f := NewDateField(label).AllowPartial()
	return p.add(key, f, func() string { return datetext.Text(f.Value()) })
}

func (p *galleryPaper) radio(key, label string, words ...string) fyne.CanvasObject {
	f := NewRadioRow(label, numbered(words))
	return p.add(key, f, func() string { return f.Value().Text })
}

func (p *galleryPaper) choice(key, label string, words ...string) fyne.CanvasObject {
	f := NewChoiceField(label, numbered(words), Width(14))
	return p.add(key, f, func() string { return f.Value().Text })
}

func (p *galleryPaper) tick(key, label, text string) fyne.CanvasObject {
	f := NewCheckField(label, text)
	return p.add(key, f, func() string { return strconv.FormatBool(f.Value()) })
}

func (p *galleryPaper) address(key, label string) fyne.CanvasObject {
	f := NewAddressField(label, newGalleryPlaces())
	return p.add(key, f, func() string { return f.Value().Street + "|" + f.Value().Place })
}

// numbered makes choices of words; their codes are their numbers.
func numbered(words []string) []Choice {
	choices := make([]Choice, len(words))
	for i, w := range words {
		choices[i] = Choice{Code: strconv.Itoa(i + 1), Text: w}
	}
	return choices
}

// galleryPlaces are a few wards for the address fields.
type galleryPlaces struct {
	choices []Choice
	matcher *matcher
}

func newGalleryPlaces() galleryPlaces {
	choices := []Choice{
		{Code: "01", Text: "Hà Nội"}, {Code: "68", Text: "Lâm Đồng"},
		{Code: "01004", Text: "Ba Đình, Hà Nội"}, {Code: "01877", Text: "Ba Vì, Hà Nội"}, {Code: "01070", Text: "Hoàn Kiếm, Hà Nội"},
		{Code: "68769", Text: "Xuân Hương - Đà Lạt, Lâm Đồng"}, {Code: "68778", Text: "Ba Gia, Lâm Đồng"},
	}
	return galleryPlaces{choices, newMatcher(choices)}
}

// FindPlaces lists what matches; see [PlaceSource].
func (p galleryPlaces) FindPlaces(text, within string, limit int) []Place {
	var found []Place
	for _, i := range p.matcher.find(text) {
		code := p.choices[i].Code
		direct := text != "" || (within == "") == (len(code) == 2)
		if inside := within == "" || len(code) > 2 && code[:2] == within; inside && direct && len(found) < limit {
			found = append(found, p.place(i))
		}
	}
	return found
}

// Place is the place of a code.
func (p galleryPlaces) Place(code string) (Place, bool) {
	for i, c := range p.choices {
		if c.Code == code {
			return p.place(i), true
		}
	}
	return Place{}, false
}

func (p galleryPlaces) place(i int) Place {
	c := p.choices[i]
	return Place{Code: c.Code, Text: c.Text, Open: len(c.Code) == 2}
}
