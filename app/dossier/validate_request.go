package dossier

import (
	"fmt"
	"slices"

	"carddesk/app/person"
)

// request judges what is asked for, and the old card that belongs to it.
func (v *validation) request() {
	const s = SectionIdentity
	r := v.Identity.Request
	switch {
	case r.Regime == "":
		v.missing(s, "request.regime", "luật áp dụng", "law that applies")
	case !v.known:
		v.add(s, "request.regime", Blocks, "regime", "Không có luật nào như vậy.", "There is no such law.")
	case !v.rules.From.IsZero() && v.day.Before(v.rules.From):
		v.add(s, "request.regime", Blocks, "regime-early",
			fmt.Sprintf("%s chưa có hiệu lực.", v.rules.Law), "The law is not in force yet.").by(v.rules.Law)
	case !v.rules.Until.IsZero() && v.day.After(v.rules.Until):
		v.add(s, "request.regime", Warning, "regime-over",
			fmt.Sprintf("Hồ sơ lập theo %s, luật này đã hết hiệu lực.", v.rules.Law),
			"The dossier was begun under a law that is no longer in force.").by(v.rules.Law)
	}
	if r.Kind == "" {
		v.missing(s, "request.kind", "loại cấp", "request kind")
		return
	}
	reason, ok := ReasonOf(r)
	if !ok {
		v.missing(s, "request.reason", "lý do cấp", "reason")
	} else if v.age >= 0 && v.age < reason.FromAge {
		v.add(s, "request.reason", Warning, "reason-age",
			fmt.Sprintf("Chưa đến tuổi của lý do này (từ %d tuổi).", reason.FromAge),
			fmt.Sprintf("The holder has not reached the age of this reason (%d).", reason.FromAge)).by(reason.Article)
	}
	v.oldCard(r)
}

// oldCardOutcomes lists what may become of an old card.
var oldCardOutcomes = []string{"", "collected", "cut", "not-collected", "lost", "none"}

func (v *validation) oldCard(r Request) {
	const s = SectionIdentity
	article, lost := "Thông tư 59/2021/TT-BCA, Điều 11.3", article23of2014
	if r.Regime == Regime2023 {
		article, lost = procedureChange.Article, again24
	}
	old := v.Identity.OldCard
	switch {
	case NeedsOldCard(r) && old.Outcome == "":
		v.missing(s, "oldCard", "đã thu thẻ cũ hay chưa", "whether the old card was collected").by(article)
	case !slices.Contains(oldCardOutcomes, old.Outcome):
		v.add(s, "oldCard", Blocks, "old-card-outcome", "Kết quả thu thẻ cũ không rõ.", "The outcome of the old card is not known.")
	case old.Outcome == "cut" && v.values.OldCard != "cut":
		v.add(s, "oldCard", Blocks, "old-card-cut",
			"Thẻ cũ phải thu lại, không cắt góc trả lại.", "The old card is collected, not cut and given back.").by(article)
	case old.Outcome == "not-collected" && empty(old.Why):
		v.missing(s, "oldCard.why", "lý do không thu thẻ cũ", "why the old card was not collected").by(article)
	case old.Outcome == "lost" && r.Kind == Exchange:
		v.add(s, "oldCard", Warning, "lost-is-reissue",
			"Thẻ cũ đã mất: trường hợp này là cấp lại.", "The old card is lost: that is a reissue.").by(lost)
	case old.Outcome == "collected" && r.Kind == Reissue && r.Reason == "lost":
		v.add(s, "oldCard", Warning, "lost-but-collected",
			"Lý do là mất thẻ nhưng thẻ cũ đã thu.", "The reason is a lost card, yet the old card was collected.")
	case r.Kind == FirstIssue && (old.Held || old.Outcome == "collected"):
		v.add(s, "request.kind", Warning, "first-with-card",
			"Cấp lần đầu nhưng đã có thẻ: xem lại loại cấp.", "A first issue, yet there is a card: check the kind.")
	}
}

// right judges whether the age may have a card at all.
func (v *validation) right() {
	if v.banded && v.band.Right == NoCard {
		v.add(SectionIdentity, "birth", Blocks, "too-young",
			fmt.Sprintf("Chưa đủ %d tuổi, chưa được cấp %s.", v.band.Until+1, v.rules.Card),
			fmt.Sprintf("Below %d years there is no card.", v.band.Until+1)).by(v.band.Source.Article)
	}
	if v.banded && v.band.Online {
		v.add(SectionIdentity, "birth", Note, "online",
			"Người dưới 06 tuổi: người đại diện làm thủ tục trên cổng dịch vụ công; tại đây không thu nhận nhân dạng, sinh trắc học.",
			"Under six the representative applies online; no marks or biometrics are taken here.").by(v.band.Source.Article)
	}
}

// representative judges who acts for a holder that cannot.
func (v *validation) representative() {
	if !Represented(v.Identity, v.day) {
		return
	}
	const s = SectionIdentity
	is, article := v.Identity.Representative, law2023Who.Article
	if empty(is.Name) {
		v.missing(s, "representative", "họ tên người đại diện hợp pháp", "name of the legal representative").by(article)
	} else if _, err := person.ParseName(is.Name); err != nil {
		v.add(s, "representative", Blocks, "name-form",
			"Họ tên người đại diện có ký tự không dùng trong tên người.", "The representative's name holds characters that no name has.")
	}
	if empty(is.Number) {
		v.add(s, "representative.number", Warning, "missing",
			"Chưa có số định danh của người đại diện.", "No number of the representative yet.").by(article)
	} else if _, err := person.ParsePersonalNumber(is.Number); err != nil {
		v.add(s, "representative.number", Blocks, "number-form",
			"Số định danh của người đại diện phải có đúng 12 chữ số.", "The representative's number must have exactly 12 digits.")
	} else if is.Number == v.Identity.PersonalNumber {
		v.add(s, "representative.number", Blocks, "number-same",
			"Số của người đại diện trùng số của người được cấp thẻ.", "The representative has the holder's number.")
	}
	if empty(is.Relation) {
		v.add(s, "representative.relation", Warning, "missing",
			"Chưa ghi quan hệ với người đại diện.", "The relation to the representative is not said.")
	}
}

// residence judges the place that will be printed.
func (v *validation) residence() {
	const s = SectionIdentity
	_, basis := Home(v.Identity)
	switch basis {
	case "":
		v.missing(s, "permanent", "nơi cư trú", "residence").by(homeSource.Article)
	case HomePermanent:
	default:
		name := string(basis)
		for _, step := range v.rules.Home {
			if step.Basis == basis {
				name = step.Name
			}
		}
		v.add(s, "permanent", Note, "residence-fallback",
			fmt.Sprintf("Không có nơi thường trú: thẻ ghi %s.", name),
			fmt.Sprintf("No permanent residence: the card shows the %s one.", basis)).by(homeSource.Article)
	}
}

// contact judges how the holder can be reached.
func (v *validation) contact() {
	const s = SectionIdentity
	if empty(v.Identity.Phone) {
		if v.today.PhoneRequired {
			v.missing(s, "phone", "số điện thoại", "phone")
		}
		return
	}
	if _, err := person.ParsePhone(v.Identity.Phone); err != nil {
		v.add(s, "phone", Blocks, "phone-form", "Số điện thoại không đúng.", "The phone number is wrong.")
	}
}

// lookup judges what the population database said.
func (v *validation) lookup() {
	const s = SectionIdentity
	switch v.Identity.Lookup.Status {
	case "", "unreachable":
		v.add(s, "lookup", Warning, "not-looked-up",
			"Chưa đối chiếu dân cư.", "Not compared with the population database.").by(lawPopulation)
	case "differs":
		v.add(s, "lookup", Warning, "lookup-differs",
			"Thông tin khác với CSDLQG về dân cư.", "The values differ from the population database.").by(procedureChange.Article)
	case "unknown":
		v.add(s, "lookup", Warning, "lookup-unknown",
			"Chưa có trong CSDLQG về dân cư: phải thu thập, cập nhật thông tin dân cư trước.",
			"Not in the population database: the data must be entered there first.").by(lawPopulation)
	}
}
