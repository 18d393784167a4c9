package words

import (
	"fmt"

	"carddesk/app/capture/mrzread"
	"carddesk/app/desk"
)

// intakeRows are the errors of reading an old card from a picture and of signing
// on the screen.
var intakeRows = []row{
	{mrzread.ErrNoZone, Message{"Không thấy ba dòng MRZ trong ảnh.", "Hồ sơ không đổi.", "Chụp hoặc quét lại mặt sau thẻ cho rõ, đủ cả ba dòng; hoặc nhấn Ctrl+M để gõ.", "No zone in the picture."}},
	{mrzread.ErrCheckDigits, Message{"Thấy ba dòng MRZ nhưng đọc không chắc: số kiểm tra không khớp.", "Hồ sơ không đổi.", "Chụp lại gần hơn, tránh lóa; hoặc nhấn Ctrl+M để gõ.", "The check digits do not hold."}},
	{mrzread.ErrPicture, Message{"Ảnh quá nhỏ hoặc quá lớn để đọc dòng MRZ.", "Hồ sơ không đổi.", "Quét mặt sau thẻ ở 200–300 dpi rồi chọn lại.", "The picture is too small or too large."}},
	{desk.ErrNoHeldPrint, Message{"Trung ương không có vân tay của người này để so.", "Hồ sơ không đổi.", "So bằng chip thẻ cũ, hoặc ghi lý do chưa xác thực được (Ctrl+I).", "The registry holds no print to compare with."}},
	{desk.ErrNoInk, Message{"Nét ký quá ngắn.", "Chưa nhận chữ ký.", "Đề nghị công dân ký lại vào khung.", "Too little ink."}},
}

// ofElsewhere says where a ticket was given and what to do: stations do not share
// their queues yet.
func ofElsewhere(e *desk.ElsewhereError) Message {
	t := e.Ticket
	if e.OtherOffice {
		return Message{
			What:    fmt.Sprintf("Số %d này của điểm thu nhận %s, ngày %s.", t.Number, t.Office, t.Day),
			Kept:    "Không có gì thay đổi.",
			Do:      "Lấy số mới cho công dân ở đây (Ctrl+Q).",
			English: "The ticket is another office's.",
		}
	}
	return Message{
		What:    fmt.Sprintf("Số %d ngày %s do máy %02d phát; hồ sơ của số này nằm ở máy %02d.", t.Number, t.Day, t.Station, t.Station),
		Kept:    "Hồ sơ ở máy đó giữ nguyên.",
		Do:      fmt.Sprintf("Mời công dân sang máy %02d. Máy đó nghỉ hoặc hỏng thì nhấn Ctrl+N, lập hồ sơ mới ở đây.", t.Station),
		English: "The ticket was given at another station, which has its dossier.",
	}
}
