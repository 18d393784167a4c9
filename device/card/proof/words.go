package proof

import "strings"

// Text is a sentence in the two languages of the desk.
type Text struct{ VI, EN string }

// words are the sentences for a clerk, by reason. %s stands for the names of
// data groups.
var words = map[Reason]Text{
	NoSecurityObject:  {"Chip không có dữ liệu ký số (EF.SOD).", "The chip has no signed data (EF.SOD)."},
	ObjectUnreadable:  {"Dữ liệu ký số trên chip (EF.SOD) bị hỏng, không đọc được.", "The signed data on the chip (EF.SOD) is damaged and cannot be read."},
	GroupChanged:      {"Dữ liệu trên chip đã bị thay đổi so với khi phát hành: %s.", "Data on the chip was changed after issue: %s."},
	GroupMissing:      {"Chip thiếu dữ liệu đã được ký: %s.", "Signed data is missing from the chip: %s."},
	GroupUncovered:    {"Chip có dữ liệu không được ký: %s.", "The chip has data that is not signed: %s."},
	WeakHash:          {"Chip dùng thuật toán băm đã lỗi thời (SHA-1).", "The chip uses an outdated hash (SHA-1)."},
	SignatureWrong:    {"Chữ ký số trên chip không đúng.", "The signature on the chip is wrong."},
	DigestWrong:       {"Chữ ký số trên chip là của dữ liệu khác.", "The signature on the chip belongs to other data."},
	NoSigner:          {"Không có chứng thư của bên ký dữ liệu trên chip.", "The certificate of the signer is not at hand."},
	SignerUnusable:    {"Chứng thư của bên ký không dùng được.", "The signer's certificate cannot be used."},
	SignerNotAllowed:  {"Chứng thư của bên ký không được phép ký thẻ.", "The signer's certificate is not for signing cards."},
	UnknownIssuer:     {"Không nhận ra cơ quan phát hành chip.", "The issuer of the chip is not known here."},
	IssuerForged:      {"Chứng thư của bên ký mạo danh cơ quan phát hành.", "The signer's certificate was not made by the issuer that it names."},
	SignerRevoked:     {"Chứng thư của bên ký đã bị thu hồi.", "The signer's certificate was revoked."},
	SignerExpired:     {"Chứng thư của bên ký đã hết hạn.", "The signer's certificate has expired."},
	SignerNotYetValid: {"Chứng thư của bên ký chưa có hiệu lực; xem lại ngày giờ của máy.", "The signer's certificate is not valid yet; check the clock of this PC."},
	IssuerExpired:     {"Chứng thư của cơ quan phát hành đã hết hạn.", "The issuer's certificate has expired."},
	IssuerNotYetValid: {"Chứng thư của cơ quan phát hành chưa có hiệu lực; xem lại ngày giờ của máy.", "The issuer's certificate is not valid yet; check the clock of this PC."},

	NoKey:          {"Chip không có khoá cho phép thử này.", "The chip has no key for this proof."},
	KeyUnproven:    {"Khoá trên chip không được cơ quan phát hành ký, nên phép thử không có giá trị.", "The key on the chip is not signed by the issuer, so this proof does not count."},
	KeyUnreadable:  {"Khoá trên chip bị hỏng, không đọc được.", "The key on the chip is damaged and cannot be read."},
	KeyUnsupported: {"Khoá trên chip thuộc loại chương trình chưa hỗ trợ.", "The key on the chip is of a kind that this program does not know."},
	NotTried:       {"Chưa thử.", "Not tried."},
	ChipRefused:    {"Chip không chứng minh được mình: có thể là bản sao.", "The chip does not prove itself: it may be a copy."},
	AnswerWrong:    {"Chip trả lời sai: có thể là bản sao.", "The chip's answer is wrong: it may be a copy."},
}

// Words returns the sentences for the reason of a [port.Proof], as
// [Outcome.Proof] writes it. An unknown code is returned as it is; no reason
// gives no sentence.
func Words(reason string) Text {
	if reason == "" {
		return Text{}
	}
	code, groups, _ := strings.Cut(reason, ":")
	text, ok := words[Reason(code)]
	if !ok {
		return Text{VI: reason, EN: reason}
	}
	groups = strings.ReplaceAll(groups, ",", ", ")
	return Text{VI: strings.Replace(text.VI, "%s", groups, 1), EN: strings.Replace(text.EN, "%s", groups, 1)}
}
