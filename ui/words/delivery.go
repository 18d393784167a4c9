package words

import "carddesk/app/desk"

// deliveryRows are the errors of what reaches its holder outside the counter.
var deliveryRows = []row{
	{desk.ErrContact, Message{"Chưa ghi đủ cách liên hệ, kết quả hoặc ngày hẹn.", "Chưa ghi gì.", "Chọn kết quả; đã hẹn thì ghi ngày từ hôm nay trở đi.", "The contact is not described."}},
	{desk.ErrListClosed, Message{"Danh sách này đã đóng.", "Thẻ vẫn ở chỗ cũ.", "Lập danh sách mới.", "The list of cards is closed."}},
	{desk.ErrListEmpty, Message{"Danh sách chưa có thẻ nào.", "Không có gì thay đổi.", "Chọn thẻ rồi lập danh sách.", "The list has no cards."}},
	{desk.ErrListFull, Message{"Một danh sách không quá 500 thẻ.", "Không có gì thay đổi.", "Chia thành nhiều danh sách, mỗi thôn một danh sách.", "Too many cards for one list."}},
	{desk.ErrListTaker, Message{"Chưa ghi ai nhận thẻ mang đi.", "Không có gì thay đổi.", "Ghi họ tên người nhận, hoặc tên bưu điện.", "The list does not say who takes it."}},
	{desk.ErrCardStopped, Message{"Hồ sơ của thẻ này đã rút, thẻ không còn chờ trả.", "Thẻ vẫn ở kho.", "Gửi thẻ lại trung ương ở F8 Quản lý thẻ.", "The dossier of the card was withdrawn."}},
	{desk.ErrCardAway, Message{"Thẻ này không còn ở kho.", "Thẻ vẫn ở chỗ đang ghi.", "Đọc lại danh sách (F11) để xem thẻ ở đâu.", "The card does not lie on the shelf."}},
	{desk.ErrItemSettled, Message{"Thẻ này đã có kết quả khác trong danh sách.", "Kết quả đã ghi giữ nguyên.", "Đọc lại danh sách (F11); nếu ghi sai, ghi chú vào biên bản đối chiếu và báo chỉ huy.", "The card is accounted for already."}},
	{desk.ErrItemOutcome, Message{"Kết quả của thẻ ghi chưa đủ hoặc chưa đúng ngày.", "Chưa ghi gì.", "Ghi ngày ký từ ngày giao thẻ đến hôm nay, hoặc lý do.", "The outcome is not described."}},
	{desk.ErrPostalTwice, Message{"Số hiệu bưu gửi này đang ghi cho thẻ khác.", "Thẻ vẫn ở kho.", "Quét lại mã vạch trên đúng phong bì của người này.", "The number is on another card."}},
	{desk.ErrPostalNumber, Message{"Không phải số hiệu bưu gửi, hoặc gõ sai một chữ số.", "Thẻ vẫn ở kho.", "Quét lại mã vạch, hoặc gõ lại đủ chữ và số trên phong bì.", "Not the number of a postal item."}},
}
