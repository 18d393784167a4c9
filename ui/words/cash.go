package words

import "carddesk/app/desk"

// cashRows are the errors of fees, receipts, shift change and close of day.
var cashRows = []row{
	{desk.ErrReceiptBook, Message{"Ký hiệu hoặc dãy số của quyển biên lai không hợp lệ.", "Chưa ghi quyển nào.", "Ghi ký hiệu; số đầu và số cuối chỉ gồm chữ số, một quyển nhiều nhất 1.000 số.", "The book of receipts is not possible."}},
	{desk.ErrReceiptBookTwice, Message{"Dãy số này trùng với một quyển đã đăng ký.", "Chưa ghi quyển nào.", "Xem lại ký hiệu và số trên bìa quyển.", "Another book has some of the numbers."}},
	{desk.ErrReceiptUsed, Message{"Số biên lai này đã dùng.", "Chưa ghi khoản thu nào.", "Nhấn B ghi đúng số trên quyển; nếu tờ đã viết hỏng, hủy số đó.", "The number is used already."}},
	{desk.ErrReceiptUnknown, Message{"Số biên lai này không thuộc quyển nào đang dùng.", "Không có gì thay đổi.", "Xem lại ký hiệu và số, hoặc đăng ký quyển ở Thu phí (Alt+T).", "The number is in no registered book."}},
	{desk.ErrReceiptNotYours, Message{"Quyển biên lai này do cán bộ khác giữ.", "Không có gì thay đổi.", "Dùng quyển của mình, hoặc nhận bàn giao quyển ở Thu phí (Alt+T).", "The book is another officer's."}},
	{desk.ErrReceiptElsewhere, Message{"Biên lai này đã ghi cho hồ sơ khác.", "Không có gì thay đổi.", "Hủy biên lai đó ở Thu phí (Alt+T).", "The receipt is another dossier's."}},
	{desk.ErrReceiptKept, Message{"Hồ sơ này đã có biên lai.", "Biên lai cũ giữ nguyên.", "Hủy biên lai cũ (phím H) rồi ghi số mới.", "A receipt was written and is not void."}},
	{desk.ErrReceiptAmount, Message{"Biên lai đã ghi số tiền khác.", "Biên lai cũ giữ nguyên.", "Hủy biên lai cũ (phím H) rồi ghi biên lai mới đúng số tiền.", "The receipt says another amount."}},
	{desk.ErrReceiptGap, Message{"Quyển biên lai có số bỏ cách.", "Chưa ký, chưa chốt.", "Mở Thu phí (Alt+T), hủy số đã bỏ qua hoặc ghi số đó cho đúng hồ sơ.", "Numbers are not accounted for."}},
	{desk.ErrRefund, Message{"Không hoàn được số tiền này.", "Không có gì thay đổi.", "Hoàn nhiều nhất bằng số đã thu, và ghi lý do.", "The amount cannot be given back."}},
	{desk.ErrBoxShort, Message{"Trong quỹ không đủ tiền mặt để trả lại.", "Không có gì thay đổi.", "Đợi thu thêm, hoặc hoàn qua Kho bạc nếu tiền đã nộp.", "Too little cash in the box."}},
	{desk.ErrEmptyBox, Message{"Không có tiền mặt để nộp.", "Không có gì thay đổi.", "", "No cash to be paid in."}},
	{desk.ErrDayClosed, Message{"Ngày hôm nay đã chốt.", "Số liệu đã ký giữ nguyên.", "Chỉ huy mở lại ngày ở Giao ca, chốt ngày (Alt+G), có ghi lý do.", "The day is closed."}},
	{desk.ErrNotClosed, Message{"Ngày hôm nay chưa chốt.", "Không có gì thay đổi.", "", "The day is not closed."}},
	{desk.ErrNotCounted, Message{"Còn mục chưa kiểm đếm.", "Chưa ký, chưa chốt.", "Nhấn D và nhập số đã đếm.", "Not everything was counted."}},
	{desk.ErrNotAgreed, Message{"Có mục không khớp.", "Chưa ký, chưa chốt.", "Xử lý mục đó, hoặc ghi chú vì sao không khớp rồi ký.", "Something does not agree."}},
	{desk.ErrSecondOfficer, Message{"Người nhận phải là cán bộ khác.", "Không có gì thay đổi.", "Chọn cán bộ nhận và để người đó gõ mật khẩu.", "Another officer must sign."}},
}
