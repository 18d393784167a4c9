package intake

import (
	"carddesk/app/dossier"
	"carddesk/app/tables"
	"carddesk/ui/kit"
)

// details is where the person lives and comes from, and how to reach them.
func (f *form) details() {
	phone := f.digits("phone", kit.NewPhoneField("Điện thoại", kit.Required(), kit.Width(14)),
		func(id *dossier.Identity) *string { return &id.Phone })
	f.group(lineDetails, "Thông tin", kit.Column(
		f.address("permanent", "Nơi thường trú", func(id *dossier.Identity) *dossier.Address { return &id.Permanent }, kit.Required()),
		f.address("present", "Nơi ở hiện tại (nếu khác)", func(id *dossier.Identity) *dossier.Address { return &id.Present }),
		kit.Row(
			f.place("origin", "Quê quán", func(id *dossier.Identity) *dossier.Address { return &id.Origin }),
			f.place("birthPlace", "Nơi đăng ký khai sinh", func(id *dossier.Identity) *dossier.Address { return &id.BirthPlace })),
		kit.Row(
			f.text("father", "Họ tên cha", func(id *dossier.Identity) *string { return &id.Father.Name }, kit.Width(22)),
			f.text("mother", "Họ tên mẹ", func(id *dossier.Identity) *string { return &id.Mother.Name }, kit.Width(22)),
			f.text("spouse", "Họ tên vợ/chồng", func(id *dossier.Identity) *string { return &id.Spouse.Name }, kit.Width(22))),
		kit.Row(phone,
			f.text("mark", "Đặc điểm nhân dạng", func(id *dossier.Identity) *string { return &id.Mark }, kit.Width(34))),
	), "permanent", "present", "origin", "birthPlace", "father", "mother", "spouse", "phone", "mark")
}

// oldCard is what became of the card that is replaced.
func (f *form) oldCard() {
	outcome := kit.NewRadioRow("Thẻ cũ", []kit.Choice{
		{Code: "collected", Text: "Đã thu"}, {Code: "not-collected", Text: "Không thu"},
		{Code: "lost", Text: "Đã mất"}, {Code: "none", Text: "Không có"},
	})
	outcome.OnChanged = func(c kit.Choice) { f.edit(func(id *dossier.Identity) { id.OldCard.Outcome = c.Code }) }
	f.show = append(f.show, func(id dossier.Identity) {
		if outcome.Code() != id.OldCard.Outcome {
			outcome.SetCode(id.OldCard.Outcome)
		}
		outcome.SetRequired(dossier.NeedsOldCard(id.Request))
	})
	f.group(lineOldCard, "Thẻ cũ", kit.Row(f.add("oldCard", outcome),
		f.text("oldCard.why", "Lý do không thu", func(id *dossier.Identity) *string { return &id.OldCard.Why }, kit.Width(28))),
		"oldCard", "oldCard.why")
}

// more is what the paper asks besides and most people leave empty; it stands
// last, so that Enter does not lead through it.
func (f *form) more() {
	f.group(lineDetails, "Thông tin khác", kit.Column(
		kit.Row(
			f.name("otherName", "Tên gọi khác", func(id *dossier.Identity) *string { return &id.OtherName }, kit.Width(22)),
			f.coded("maritalStatus", "Hôn nhân", tables.Marital, func(id *dossier.Identity) *string { return &id.MaritalStatus }, kit.Width(12)),
			f.coded("bloodGroup", "Nhóm máu", tables.Blood, func(id *dossier.Identity) *string { return &id.BloodGroup }, kit.Width(8))),
		kit.Row(
			f.text("occupation", "Nghề nghiệp", func(id *dossier.Identity) *string { return &id.Occupation }, kit.Width(22)),
			f.text("education", "Trình độ học vấn", func(id *dossier.Identity) *string { return &id.Education }, kit.Width(22))),
		f.address("temporary", "Nơi tạm trú", func(id *dossier.Identity) *dossier.Address { return &id.Temporary }),
		kit.Row(
			f.name("householder", "Họ tên chủ hộ", func(id *dossier.Identity) *string { return &id.Householder.Name }, kit.Width(28)),
			f.coded("householder.relation", "Quan hệ với chủ hộ", tables.Relation,
				func(id *dossier.Identity) *string { return &id.Householder.Relation }, kit.Width(16))),
		f.text("delivery", "Địa chỉ nhận thẻ qua bưu điện (để trống: nhận tại đây)",
			func(id *dossier.Identity) *string { return &id.Delivery }, kit.Width(60)),
	), "otherName", "maritalStatus", "bloodGroup", "occupation", "education", "temporary",
		"householder", "householder.relation", "delivery")
}
