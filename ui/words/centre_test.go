package words

import (
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
)

func TestCentre(t *testing.T) {
	for want, word := range map[string]desk.CentreWord{
		"Đã nhận bản 2 của hồ sơ": {Kind: port.ChangeAcknowledged, Version: 2},
		"Từ chối hồ sơ, phần Thông tin, Người này còn một hồ sơ khác đang xử lý":           {Kind: port.ChangeRejected, Section: dossier.SectionIdentity, Reason: "person-has-open-dossier"},
		"Yêu cầu thu nhận lại, phần Ảnh, Ảnh chân dung chưa đạt, Chụp lại, không đeo kính": {Kind: port.ChangeRecapture, Section: dossier.SectionPortrait, Reason: "portrait-quality", Note: "Chụp lại, không đeo kính"},
		"Thẻ đã gửi về điểm thu nhận, thùng T-7, niêm phong 88":                            {Kind: port.ChangeShipped, Box: "T-7", Seal: "88"},
		"Tài khoản định danh mức 2: đã duyệt, chờ người dân kích hoạt":                     {Kind: port.ChangeAccount, Reason: "approved"},
		"Tài khoản định danh mức 2: code-of-tomorrow: Gọi 1900":                            {Kind: port.ChangeAccount, Reason: "code-of-tomorrow", Note: "Gọi 1900"},
		"Từ chối hồ sơ, code-of-tomorrow":                                                  {Kind: port.ChangeRejected, Reason: "code-of-tomorrow"},
	} {
		if got := Centre(word); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
