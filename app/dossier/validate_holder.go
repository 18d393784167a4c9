package dossier

import (
	"slices"
	"strings"

	"carddesk/app/person"
)

const (
	lawNumber     = "Thông tư 59/2021/TT-BCA, Điều 4"
	lawPopulation = "Luật 26/2023/QH15, Điều 23.1a"
	// oldestAge is the age from which a birth date is more likely mistyped.
	oldestAge = 110
)

// holder judges who the person is: number, name, birth, sex and the like.
func (v *validation) holder() {
	const s = SectionIdentity
	id := v.Identity
	number, numberErr := person.ParsePersonalNumber(id.PersonalNumber)
	switch {
	case empty(id.PersonalNumber):
		v.missing(s, "personalNumber", "số định danh cá nhân", "personal number").by(lawNumber)
	case numberErr != nil:
		v.add(s, "personalNumber", Blocks, "number-form",
			"Số định danh cá nhân phải có đúng 12 chữ số.", "The personal number must have exactly 12 digits.").by(lawNumber)
	}
	v.name()
	birth, birthErr := person.ParseCivilDate(id.Birth)
	v.birth(birth, birthErr)
	sex := person.Sex(id.Sex)
	if !sex.Valid() {
		v.missing(s, "sex", "giới tính", "sex")
	}
	if numberErr == nil && birthErr == nil {
		v.compareNumber(number.Check(birth, sex))
	}
	v.oldNumbers()
	citizens := ""
	if id.Request.Regime == Regime2014 {
		citizens = law2014Age.Article
	}
	if !empty(id.Nationality) && !strings.Contains(person.Fold(id.Nationality), "viet nam") {
		v.add(s, "nationality", Warning, "not-citizen",
			"Quốc tịch không phải Việt Nam: thẻ chỉ cấp cho công dân Việt Nam.",
			"The nationality is not Vietnamese: cards are for Vietnamese citizens.").by(citizens)
	}
	v.wanted("ethnic", id.Ethnic, "dân tộc", "ethnic group")
	// The card of 2014 prints the place of origin, that of 2023 the place of
	// birth registration.
	if id.Request.Regime == Regime2014 {
		v.wanted("origin", id.Origin.Text, "quê quán", "place of origin")
	} else {
		v.wanted("birthPlace", id.BirthPlace.Text, "nơi đăng ký khai sinh", "place of birth registration")
	}
	v.mark()
}

// wanted warns of a value that the population database usually gives. It has
// the code of all that is missing: screens count it and do not scold for it.
func (v *validation) wanted(field, value, name, english string) {
	if empty(value) {
		v.add(SectionIdentity, field, Warning, "missing", "Chưa có "+name+".", "No "+english+" yet.")
	}
}

func (v *validation) name() {
	const s = SectionIdentity
	if empty(v.Identity.Name) {
		v.missing(s, "name", "họ, chữ đệm và tên", "name")
	} else if name, err := person.ParseName(v.Identity.Name); err != nil {
		v.add(s, "name", Blocks, "name-form",
			"Họ tên có ký tự không dùng trong tên người.", "The name holds characters that no name has.")
	} else if len(name.Words()) == 1 {
		v.add(s, "name", Warning, "name-one-word",
			"Họ tên chỉ có một từ: kiểm tra theo giấy khai sinh.", "The name is a single word: check the birth certificate.")
	}
	if !empty(v.Identity.OtherName) {
		if _, err := person.ParseName(v.Identity.OtherName); err != nil {
			v.add(s, "otherName", Blocks, "name-form",
				"Tên gọi khác có ký tự không dùng trong tên người.", "The other name holds characters that no name has.")
		}
	}
	relatives := []struct {
		field, name, english string
		is                   Relative
	}{
		{"father", "họ tên cha", "father's name", v.Identity.Father},
		{"mother", "họ tên mẹ", "mother's name", v.Identity.Mother},
		{"spouse", "họ tên vợ/chồng", "spouse's name", v.Identity.Spouse},
		{"householder", "họ tên chủ hộ", "name of the head of household", v.Identity.Householder},
	}
	for _, r := range relatives {
		v.relative(r.field, r.name, r.english, r.is)
	}
}

// relative warns of a name or number of another person that cannot be right. It
// does not stop the dossier: it is not that person's.
func (v *validation) relative(field, name, english string, is Relative) {
	if !empty(is.Name) {
		if _, err := person.ParseName(is.Name); err != nil {
			v.add(SectionIdentity, field, Warning, "name-form",
				capital(name)+" có ký tự không dùng trong tên người.", capital(english)+" holds characters that no name has.")
		}
	}
	if empty(is.Number) {
		return
	}
	_, err := person.ParsePersonalNumber(is.Number)
	if _, old := person.ParseOldNumber(is.Number); err != nil && old != nil {
		v.add(SectionIdentity, field+".number", Warning, "number-form",
			"Số giấy tờ ("+name+") phải có 12 hoặc 9 chữ số.", "The number ("+english+") must have 12 or 9 digits.")
	}
}

func (v *validation) birth(birth person.CivilDate, err error) {
	const s = SectionIdentity
	switch {
	case empty(v.Identity.Birth):
		v.missing(s, "birth", "ngày sinh", "birth date")
	case err != nil:
		v.add(s, "birth", Blocks, "date-form", "Ngày sinh không phải là một ngày có thật.", "The birth date is no real date.")
	case !birth.Full():
		v.add(s, "birth", Blocks, "date-partial",
			"Ngày sinh thiếu ngày hoặc tháng: phải cập nhật CSDLQG về dân cư trước khi gửi.",
			"The birth date lacks day or month: the population database must be updated first.").by(lawPopulation)
	case v.day.Before(birth):
		v.add(s, "birth", Blocks, "date-future", "Ngày sinh sau ngày hôm nay.", "The birth date is after today.")
	case v.age >= oldestAge:
		v.add(s, "birth", Warning, "age-high", "Tuổi rất cao: kiểm tra lại năm sinh.", "A very high age: check the year of birth.")
	}
}

// compareNumber shows what of the number disagrees, once for the person and once
// for the place: corrected records exist, so nothing of it stops the dossier.
func (v *validation) compareNumber(warnings []person.Warning) {
	disagrees := false
	for _, w := range warnings {
		if w.Code == person.WarnProvince {
			v.add(SectionIdentity, "personalNumber", Warning, w.Code, w.VI, w.EN).by(lawNumber)
			continue
		}
		disagrees = true
	}
	if disagrees {
		v.add(SectionIdentity, "personalNumber", Warning, "number-disagrees",
			"Số định danh không khớp giới tính hoặc năm sinh. Kiểm tra lại; hồ sơ vẫn nộp được.",
			"The personal number disagrees with sex or year of birth. Check it; the dossier can still go on.").by(lawNumber)
	}
}

// oldNumbers judges the nine-digit numbers; a holder may have had several.
func (v *validation) oldNumbers() {
	const s = SectionIdentity
	var seen []person.OldNumber
	for _, text := range v.Identity.OldNumbers {
		if empty(text) {
			continue
		}
		number, err := person.ParseOldNumber(text)
		switch {
		case err != nil:
			v.add(s, "oldNumbers", Blocks, "old-number-form",
				"Số CMND cũ phải có đúng 9 chữ số.", "An old identity card number must have exactly 9 digits.")
		case slices.Contains(seen, number):
			v.add(s, "oldNumbers", Warning, "old-number-twice",
				"Một số CMND cũ được ghi hai lần.", "An old identity card number is listed twice.")
		}
		seen = append(seen, number)
	}
}

// mark judges the identification mark. Under six none is taken.
func (v *validation) mark() {
	const s = SectionIdentity
	text := v.Identity.Mark
	switch {
	case v.banded && !v.band.Holder:
	case empty(text):
		v.add(s, "mark", Warning, "missing",
			"Chưa mô tả đặc điểm nhân dạng.", "No identification mark yet.").by(circular60Steps.Article)
	default:
		if _, err := ParseMark(text); err != nil {
			v.add(s, "mark", Note, "mark-form",
				"Đặc điểm nhân dạng thường ghi như: Nốt ruồi C:3cm trên sau mép trái.",
				"A mark is usually written like: Nốt ruồi C:3cm trên sau mép trái.")
		}
	}
}
