package handover

import (
	"strings"

	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// whys say in a few words why a proof failed or was not offered, by code.
var whys = map[string]string{
	"no-sod":             "không có chữ ký số",
	"sod-unreadable":     "chữ ký số hỏng",
	"group-changed":      "dữ liệu bị sửa",
	"group-missing":      "thiếu dữ liệu đã ký",
	"group-uncovered":    "có dữ liệu không được ký",
	"weak-hash":          "thuật toán đã lỗi thời",
	"signature-wrong":    "chữ ký không đúng",
	"digest-wrong":       "chữ ký của dữ liệu khác",
	"no-signer":          "thiếu chứng thư bên ký",
	"signer-unusable":    "chứng thư bên ký không dùng được",
	"signer-not-allowed": "bên ký không được phép ký thẻ",
	"unknown-issuer":     "không nhận ra cơ quan phát hành",
	"issuer-forged":      "mạo danh cơ quan phát hành",
	"signer-revoked":     "chứng thư bên ký đã thu hồi",
	"signer-expired":     "chứng thư bên ký hết hạn",
	"signer-not-yet":     "chứng thư bên ký chưa hiệu lực",
	"issuer-expired":     "chứng thư phát hành hết hạn",
	"issuer-not-yet":     "chứng thư phát hành chưa hiệu lực",
	"no-key":             "chip không có khóa",
	"key-unproven":       "khóa không được ký",
	"key-unreadable":     "khóa hỏng",
	"key-unsupported":    "loại khóa chưa hỗ trợ",
	"not-tried":          "chưa thử",
	"chip-refused":       "chip từ chối: có thể là bản sao",
	"answer-wrong":       "trả lời sai: có thể là bản sao",
}

// why is the reason of a proof in words, with the files it is about. A code that
// is not known is shown as it came.
func why(reason string) string {
	code, groups, _ := strings.Cut(reason, ":")
	text, ok := whys[code]
	if !ok {
		text = code
	}
	if groups != "" {
		text += " (" + strings.ReplaceAll(groups, ",", ", ") + ")"
	}
	return text
}

// proofLine is one proof as a line with its sign: never by colour alone.
func proofLine(proof port.Proof) *kit.Text {
	text := words.Proof(proof.Name) + ": " + words.Verdict(proof.Verdict)
	if proof.Verdict != port.ProofPassed && proof.Reason != "" {
		text += ", " + why(proof.Reason)
	}
	switch proof.Verdict {
	case port.ProofPassed:
		return kit.NewText("✓ " + text).In(kit.ColorOK)
	case port.ProofFailed:
		return kit.NewText("✕ " + text).In(kit.ColorFault)
	}
	return kit.NewText("○ " + text).In(kit.ColorMuted)
}
