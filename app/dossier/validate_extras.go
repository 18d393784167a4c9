package dossier

import (
	"fmt"
	"slices"

	"carddesk/app/person"
)

// extras judges what may be asked for besides the card: the electronic identity
// account, papers integrated into the chip, voluntary biometrics.
func (v *validation) extras() {
	v.account()
	const s = SectionIdentity
	for _, wish := range v.Identity.Integrations {
		if !slices.ContainsFunc(v.rules.Merge, func(m MergeRule) bool { return m.Code == wish.Code }) {
			v.add(s, "integrations", Blocks, "integration",
				"Giấy tờ này không tích hợp được vào thẻ.", "This paper cannot be integrated into the card.").by(law2023Merge.Article)
			continue
		}
		if empty(wish.Number) {
			v.add(s, "integrations", Warning, "integration-number",
				"Chưa có số của giấy tờ cần tích hợp.", "The paper to be integrated has no number.").by(law2023Merge.Article)
		}
	}
	for _, code := range v.Identity.Voluntary {
		if !slices.ContainsFunc(v.rules.Marks, func(m MarkRule) bool { return m.Code == code }) {
			v.add(s, "voluntary", Blocks, "voluntary",
				"Loại sinh trắc học này không có trong luật áp dụng.", "The law that applies knows no such biometric.")
		}
	}
}

func (v *validation) account() {
	wish := v.Identity.Account
	if wish == nil {
		return
	}
	const s = SectionIdentity
	article := decision5709.Article
	levels := AccountLevels(v.Identity.Request.Regime, v.age, v.today)
	switch {
	case len(levels) == 0 && v.age >= 0:
		v.add(s, "account", Blocks, "account",
			"Chưa có thủ tục cấp tài khoản định danh điện tử cho hồ sơ này.",
			"There is no electronic identity account for this dossier.").by(article)
	case v.age >= 0 && !slices.Contains(levels, wish.Level):
		v.add(s, "account.level", Blocks, "account-level",
			fmt.Sprintf("Độ tuổi này chỉ được đề nghị tài khoản mức độ %s.", join(texts(levels))),
			fmt.Sprintf("This age may only ask for level %s.", join(texts(levels)))).by(article)
	}
	if empty(wish.Phone) && empty(v.Identity.Phone) {
		v.missing(s, "account.phone", "số điện thoại của tài khoản", "phone of the account").by(article)
	} else if !empty(wish.Phone) {
		if phone, err := person.ParsePhone(wish.Phone); err != nil || !phone.Mobile() {
			v.add(s, "account.phone", Blocks, "phone-form",
				"Tài khoản cần số điện thoại di động đúng.", "The account needs a mobile number that is right.").by(article)
		}
	}
}

func texts(numbers []int) []string {
	out := make([]string, len(numbers))
	for i, n := range numbers {
		out[i] = fmt.Sprint(n)
	}
	return out
}

// documents judges whether the papers of the case are there.
func (v *validation) documents() {
	for _, paper := range PapersFor(v.Identity, v.day) {
		if slices.ContainsFunc(v.Documents.Items, func(d Document) bool { return d.Code == paper.Code }) {
			continue
		}
		severity := Warning
		if paper.Must && v.judge.Attach {
			severity = Blocks
		}
		v.add(SectionDocuments, paper.Code, severity, "paper",
			"Chưa có: "+paper.Vietnamese+".", "Not there yet: "+paper.English+".").by(paper.Source.cited())
	}
}

// review judges the acts of the counter: read-back, data slip, confirmation.
func (v *validation) review() {
	const s = SectionReview
	r := v.Review
	if r.ReadBackAt.IsZero() {
		v.missing(s, "readBackAt", "đọc lại với công dân", "read-back with the citizen")
	}
	if r.SlipPrintedAt.IsZero() {
		v.missing(s, "slipPrintedAt", "in phiếu thu nhận", "printing of the data slip").by(v.slipArticle())
	} else if !r.ConfirmedAt.IsZero() && r.SlipPrintedAt.After(r.ConfirmedAt) && r.signedOnScreen() == nil { // else the print shows the signature
		v.add(s, "slipPrintedAt", Warning, "slip-again",
			"Phiếu thu nhận được in lại sau khi công dân đã ký.", "The data slip was printed again after it was signed.").by(v.slipArticle())
	}
	switch r.Confirmed {
	case "":
		v.missing(s, "confirmed", "chữ ký của công dân trên phiếu thu nhận", "the citizen's signature on the data slip").by(v.slipArticle())
	case ConfirmedPaper:
	case ConfirmedPen:
		if r.Pen == nil || len(r.Pen.Picture) == 0 {
			v.missing(s, "confirmed", "chữ ký của công dân trên màn hình", "the citizen's signature on the screen").by(v.slipArticle())
		}
	case ConfirmedThumb:
		if empty(r.Witness) {
			v.missing(s, "witness", "người làm chứng điểm chỉ", "witness of the thumbprint")
		}
		if empty(r.ThumbReason) {
			v.add(s, "thumbReason", Warning, "missing",
				"Chưa ghi lý do điểm chỉ thay chữ ký.", "Why a thumbprint stands for the signature is not said.")
		}
	default:
		v.add(s, "confirmed", Blocks, "confirmed", "Cách xác nhận không rõ.", "The way of confirming is not known.")
	}
	v.corrected()
}

func (v *validation) slipArticle() string {
	if v.Identity.Request.Regime == Regime2014 {
		return circular60Steps.Article
	}
	return "Luật 26/2023/QH15, Điều 23.1"
}

// payment judges the fee. What was paid is judged by the day of the payment.
func (v *validation) payment() {
	const s = SectionPayment
	p := v.Payment
	if p.FeeCode == "" {
		v.missing(s, "feeCode", "lệ phí", "fee")
		return
	}
	day := v.day
	if !p.At.IsZero() {
		day = person.FromTime(p.At)
	}
	code, due, ok := v.judge.FeeDue(v.Identity.Request, day)
	source := fee73
	if v.Identity.Request.Regime == Regime2014 {
		source = circular59fee
	}
	switch {
	case ok && p.FeeCode != code:
		v.add(s, "feeCode", Blocks, "fee-code",
			"Lệ phí đã ghi theo lý do trước: thu, ghi lại theo lý do hiện tại.",
			"The fee is not that of the present reason: record it anew.").by(source)
	case p.Exemption != "" && v.exemptionGone(p.Exemption, day):
		v.add(s, "exemption", Blocks, "fee-exempt-age",
			"Miễn lệ phí theo tuổi không còn đúng: thu, ghi lại lệ phí.",
			"The age does not exempt from the fee: record it anew.").by(source)
	case ok && p.Exemption == "" && p.Amount > due:
		v.add(s, "amount", Warning, "fee-high",
			"Số tiền cao hơn mức thu.", "More was taken than the fee.").by(source)
	case ok && p.Exemption == "" && p.Amount < due:
		v.add(s, "exemption", Warning, "fee-low",
			"Số tiền thấp hơn mức thu mà không ghi lý do miễn.", "Less was taken than the fee, and no exemption is given.").by(source)
	case p.Exemption != "" && p.Amount > 0:
		v.add(s, "amount", Warning, "fee-exempt",
			"Được miễn lệ phí nhưng vẫn thu tiền.", "Exempt from the fee, yet money was taken.").by(source)
	}
	if _, exempt := ExemptByAge(v.Identity.Request.Regime, AgeOf(v.Identity, day), day); exempt && p.Amount > 0 && p.Exemption == "" {
		v.add(s, "exemption", Blocks, "fee-age",
			"Trẻ em dưới 16 tuổi và người từ đủ 60 tuổi được miễn lệ phí.",
			"Children under 16 and people of 60 and over are exempt from the fee.").by(exempt73)
	}
}

// exemptionGone reports whether an exemption is one that the age alone gives, and
// under the law of the request the age on the day of the payment does not give it.
func (v *validation) exemptionGone(code string, day person.CivilDate) bool {
	now, _ := ExemptByAge(v.Identity.Request.Regime, AgeOf(v.Identity, day), day)
	return now != code && ExemptByAgeAlone(code)
}
