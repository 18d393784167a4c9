// Package words turns the errors and codes of the program into sentences for the
// people at the desk. It is the one place where that happens.
package words

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/app/report/figures"
	"carddesk/app/store"
	"carddesk/app/vault"
)

// Message says what happened, what was kept and what to do, in Vietnamese; the
// English line is for whoever comes to help.
type Message struct {
	What    string
	Kept    string
	Do      string
	English string
}

// row is one kind of error.
type row struct {
	err error
	Message
}

var rows = []row{
	{store.ErrWrongPassword, Message{"Tên đăng nhập hoặc mật khẩu không đúng.", "", "Gõ lại. Kiểm tra phím Caps Lock và kiểu gõ tiếng Việt.", "Wrong user or password."}},
	{store.ErrUserDisabled, Message{"Tài khoản này đã bị khóa.", "", "Liên hệ quản trị viên của điểm thu nhận.", "This account is disabled."}},
	{store.ErrNoPassword, Message{"Tài khoản này chưa có mật khẩu trên máy này.", "", "Nhờ quản trị viên của điểm thu nhận cấp mật khẩu.", "No password at this station yet."}},
	{store.ErrMustChange, Message{"Mật khẩu này do quản trị viên cấp, phải đổi trước khi làm việc.", "", "Khóa bàn, đăng nhập lại rồi đặt mật khẩu mới.", "The password must be changed first."}},
	{store.ErrOffShift, Message{"Ngoài giờ trực của tài khoản này.", "", "Đăng nhập trong ca trực, hoặc nhờ quản trị viên sửa lịch trực.", "Outside of the user's shift."}},
	{store.ErrLastAdmin, Message{"Đây là quản trị viên cuối cùng của điểm thu nhận.", "Không có gì thay đổi.", "Thêm quản trị viên khác trước.", "The last administrator must stay."}},
	{store.ErrUserExists, Message{"Tên đăng nhập này đã có người dùng.", "Không có gì thay đổi.", "Chọn tên khác.", "The user exists already."}},
	{store.ErrOwnStation, Message{"Đây là chính máy này.", "Không có gì thay đổi.", "Báo mất từ một máy khác của điểm thu nhận, hoặc báo trung ương.", "A station does not report itself."}},
	{dossier.ErrDuty, Message{"Lịch trực hoặc phân công không hợp lệ.", "Không có gì thay đổi.", "Kiểm tra ngày, giờ và vai trò.", "Assignment or shift cannot be."}},
	{store.ErrLocked, Message{"Bàn đang khóa.", "Mọi việc đã làm đều được lưu.", "Đăng nhập lại.", "The desk is locked."}},
	{store.ErrNotEditable, Message{"Hồ sơ này không còn sửa được.", "Hồ sơ giữ nguyên.", "Nhờ chỉ huy trả lại hồ sơ nếu cần sửa.", "This dossier can no longer be changed."}},
	{store.ErrNumbersSpent, Message{"Dải số giấy hẹn của máy này đã hết.", "Hồ sơ đã lưu.", "Xin trung tâm cấp dải số mới, rồi in giấy hẹn.", "The block of receipt numbers is spent."}},
	{port.ErrRecipients, Message{"Khóa của trung ương không đúng loại mà quy định đòi hỏi.", "Chưa có gì được đóng gói; hồ sơ giữ nguyên.", "Báo trung ương: quy định hoặc khóa của trung ương phải đổi.", "The registry's keys do not satisfy the policy."}},
	{port.ErrStickFull, Message{"USB không đủ chỗ.", "Chưa chép gì; mọi thứ vẫn chờ gửi.", "Dùng USB khác hoặc xoá bớt tệp trên USB.", "Not enough room on the stick."}},
	{desk.ErrStickUnknown, Message{"USB này chưa được đăng ký ở điểm thu nhận.", "Chưa chép, chưa đọc gì.", "Dùng USB đã đăng ký, hoặc nhờ chỉ huy đăng ký USB này (F6, K).", "The stick is not registered."}},
	{desk.ErrNoProof, Message{"Trung ương chưa xác nhận hồ sơ này.", "Không có gì thay đổi.", "Đợi đến khi tình trạng là đã nhận rồi in.", "No proof of receipt yet."}},
	{desk.ErrNoLists, Message{"Bàn này không hỏi được danh sách.", "Không có gì thay đổi.", "", "Lists cannot be asked for."}},
	{desk.ErrNoStick, Message{"Không thấy USB.", "Mọi thứ vẫn chờ gửi.", "Cắm USB, đợi vài giây rồi thử lại, hoặc gõ thư mục.", "No stick."}},
	{store.ErrSpace, Message{"Đĩa sắp đầy, không mở hồ sơ mới.", "Hồ sơ đang làm vẫn làm tiếp được.", "Giải phóng đĩa hoặc gọi người quản trị máy.", "Too little disk space for a new dossier."}},
	{store.ErrDiskFull, Message{"Đĩa đã đầy.", "Phần lưu trước đó còn nguyên.", "Giải phóng đĩa rồi thử lại; đừng tắt chương trình.", "The disk is full."}},
	{store.ErrDisk, Message{"Đĩa báo lỗi khi đọc hoặc ghi.", "Phần lưu trước đó còn nguyên.", "Kiểm tra dây, ổ cắm của đĩa rồi thử lại; nếu vẫn lỗi, sao lưu ngay và gọi hỗ trợ.", "The disk reports an error."}},
	{store.ErrReadOnly, Message{"Không ghi được vào thư mục dữ liệu.", "Phần lưu trước đó còn nguyên.", "Gọi người quản trị máy kiểm tra quyền ghi.", "The data folder cannot be written."}},
	{store.ErrDamaged, Message{"Tệp dữ liệu bị hỏng.", "Chưa có gì bị xóa.", "Ngừng làm việc trên máy này và gọi hỗ trợ.", "The data file is damaged."}},
	{store.ErrBusy, Message{"Tệp dữ liệu đang bị chương trình khác giữ.", "Chưa mất gì.", "Đợi phần mềm diệt virus quét xong rồi thử lại.", "The data file is held by another program."}},
	{store.ErrNewer, Message{"Dữ liệu này do phiên bản mới hơn của chương trình ghi.", "Chưa có gì thay đổi.", "Cài phiên bản mới; đừng mở bằng bản này.", "Written by a newer program."}},
	{vault.ErrMachine, Message{"Khóa của máy này bị mất hoặc là của bàn khác.", "Dữ liệu còn nguyên, chưa ai đọc được.", "Khôi phục bằng khóa của trung ương, hoặc trả lại đúng thư mục dữ liệu.", "The secret of this computer is missing."}},
	{vault.ErrSealed, Message{"Một phần dữ liệu không mở được.", "Phần khác còn nguyên.", "Ngừng làm hồ sơ này và gọi hỗ trợ khám thư mục dữ liệu.", "A sealed value does not open."}},
	{store.ErrDestroyed, Message{"Nội dung hồ sơ này đã hủy vì hết thời hạn lưu.", "Số liệu và nhật ký còn.", "Xem biên bản hủy ở mục Bảo quản dữ liệu.", "The content was destroyed."}},
	{store.ErrInUse, Message{"Thư mục dữ liệu đang do một bàn khác mở.", "Chưa có gì thay đổi.", "Dùng cửa sổ đang mở, hoặc thoát nó trước.", "The data folder is in use."}},
	{store.ErrNotFound, Message{"Không tìm thấy.", "", "Kiểm tra lại số hoặc tên.", "Not found."}},
	{desk.ErrNotFound, Message{"Không tìm thấy.", "", "Kiểm tra lại số hoặc tên.", "Not found."}},
	{desk.ErrNotLoggedIn, Message{"Chưa đăng nhập.", "", "Đăng nhập lại.", "Nobody is logged in."}},
	{desk.ErrIncomplete, Message{"Hồ sơ còn thiếu.", "Phần đã nhập đã lưu.", "Bổ sung các mục ghi ở dòng “Còn thiếu”.", "The dossier is not complete."}},
	{desk.ErrOthersWork, Message{"Hồ sơ này do người khác đang làm.", "Hồ sơ giữ nguyên.", "Quy định không cho tài khoản này làm tiếp; nhờ chỉ huy hoặc chính người đó.", "The work of somebody else."}},
	{desk.ErrNotVerified, Message{"Chưa ghi cách kiểm tra người đến.", "Không có gì thay đổi.", "Kiểm tra giấy tờ hoặc ảnh của người đến rồi chọn lại.", "It was not checked who asks."}},
	{desk.ErrNoFinger, Message{"Không có vân tay cũ đủ rõ để so.", "Không có gì thay đổi.", "So bằng chip thẻ cũ, hoặc ghi là chưa xác thực.", "No finger to compare with."}},
	{desk.ErrNobodyWaits, Message{"Không còn ai chờ.", "Không có gì thay đổi.", "Lấy số cho người mới đến: Ctrl+Q.", "Nobody waits."}},
	{desk.ErrNoDossier, Message{"Số này chưa có hồ sơ.", "Không có gì thay đổi.", "Gọi số rồi mở hồ sơ mới.", "No dossier was begun for this ticket."}},
	{desk.ErrShelf, Message{"Tên ngăn không dùng được.", "Không có gì thay đổi.", "Ghi chữ không dấu, số, gạch nối; nhiều nhất 12 ký tự.", "Not a place on the shelves."}},
	{desk.ErrCounting, Message{"Một lần kiểm kê khác chưa xong.", "Lần đó còn nguyên.", "Làm tiếp hoặc bỏ lần đó trước.", "A counting goes on already."}},
	{desk.ErrUnsettled, Message{"Còn chênh lệch chưa giải quyết.", "Kiểm kê còn nguyên.", "Nhấn Enter trên từng dòng để giải quyết, rồi chốt lại.", "Differences are not settled."}},
	{desk.ErrOffice, Message{"Chưa ghi điểm nhận thẻ.", "Không có gì thay đổi.", "Ghi tên điểm thu nhận mà thẻ chuyển đến.", "The receiving office is not named."}},
	{desk.ErrNoneChosen, Message{"Chưa chọn thẻ nào.", "Không có gì thay đổi.", "Đánh dấu thẻ bằng phím cách.", "No card was chosen."}},
	{desk.ErrTaker, Message{"Chưa ghi người nhận thẻ cũ.", "Không có gì thay đổi.", "Ghi đơn vị hoặc người nhận.", "Who takes the old cards is not named."}},
	{desk.ErrWitnesses, Message{"Biên bản tiêu hủy cần hai người chứng kiến và cách tiêu hủy.", "Không có gì thay đổi.", "Ghi đủ rồi thử lại.", "A destruction needs two witnesses."}},
	{desk.ErrNoCard, Message{"Chưa có thẻ của hồ sơ này tại điểm trả.", "", "Xem trạng thái thẻ; nhận lô thẻ nếu thẻ vừa về.", "No card of this dossier is here."}},
	{desk.ErrRecipient, Message{"Thiếu thông tin của người nhận thay.", "Chưa ghi nhận trả thẻ.", "Ghi đủ họ tên, số định danh 12 chữ số, quan hệ và giấy tờ cho phép nhận thay.", "The recipient of the card is not named in full."}},
	{desk.ErrChipMismatch, Message{"Chip không khớp với hồ sơ.", "Chưa ghi nhận trả thẻ.", "Không trả thẻ này. Báo lỗi thẻ để làm thẻ khác.", "The chip does not fit the dossier."}},
	{desk.ErrUndoTooLate, Message{"Đã quá thời gian hoàn tác.", "Hồ sơ đã duyệt và đang gửi.", "Nếu sai, báo trung tâm để thu hồi.", "Too late to undo."}},
	{desk.ErrNotCompared, Message{"Hồ sơ chưa đối chiếu dân cư.", "Hồ sơ vẫn chờ duyệt.", "Trả lại để cán bộ đối chiếu khi có đường truyền.", "Not compared with the population database."}},
	{desk.ErrNoRemote, Message{"Hồ sơ này không xin điểm khác duyệt được.", "Hồ sơ vẫn chờ duyệt.", "Nhờ chỉ huy khác của điểm thu nhận duyệt.", "No other office is asked."}},
	{desk.ErrAskedAlready, Message{"Đã xin điểm khác duyệt hồ sơ này.", "Hồ sơ vẫn chờ duyệt.", "Đợi trả lời; điểm được giao duyệt thay trả lời qua trung ương.", "Another office was asked already."}},
	{desk.ErrOwnWork, Message{"Người thu nhận không tự duyệt hồ sơ của mình.", "Hồ sơ vẫn chờ duyệt.", "Nhờ chỉ huy khác duyệt.", "Who took a dossier in does not approve it."}},
	{desk.ErrNoBackupFolder, Message{"Chưa chọn nơi sao lưu.", "", "Nhấn T để chọn thư mục trên đĩa khác hoặc USB.", "No folder for backups."}},
	{desk.ErrEnrolCode, Message{"Mã ghi danh không đúng, đã dùng hoặc hết hạn.", "Chưa có gì thay đổi.", "Gõ lại, hoặc xin trung ương mã mới.", "The enrolment code is not taken."}},
	{desk.ErrBackupFolderGone, Message{"Không thấy thư mục sao lưu.", "Dữ liệu của bàn còn nguyên.", "Cắm USB hoặc nối đĩa rồi sao lưu lại.", "The folder for backups is not there."}},
	{store.ErrBackup, Message{"Bản sao lưu không dùng được.", "Dữ liệu của bàn còn nguyên.", "Thử USB hoặc đĩa khác rồi sao lưu lại.", "The backup cannot be used."}},
	{desk.ErrComplaint, Message{"Phản ánh chưa đủ nội dung.", "Chưa ghi gì.", "Ghi đủ người phản ánh, nội dung, ngày hẹn hoặc câu trả lời.", "The complaint is not whole."}},
	{desk.ErrReportLong, Message{"Báo cáo dài quá 2.000 dòng, không in ra giấy được.", "Báo cáo còn trên màn hình.", "Chọn kỳ ngắn hơn hoặc chia ít cột hơn, hoặc nhấn Ctrl+E để xuất ra Excel.", "The report is too long for paper."}},
	{figures.ErrChoice, Message{"Các cột này không đi với nhau.", "Không có gì thay đổi.", "Chọn lại cột hoặc kỳ.", "The report cannot be made of these columns."}},
	{desk.ErrReportBook, Message{"Cài đặt báo cáo không dùng được.", "Báo cáo có sẵn vẫn lập được.", "Đặt lại báo cáo riêng và báo cáo tự lập.", "The settings of reports cannot be used."}},
	{desk.ErrReportFolder, Message{"Không thấy thư mục báo cáo tự lập.", "Bàn sẽ thử lại.", "Nối đĩa hoặc chọn thư mục khác ở Alt+B, Ctrl+L.", "The folder of scheduled reports is not there."}},
	{desk.ErrNotChecked, Message{"Hồ sơ chưa được kiểm tra ở cấp thứ nhất.", "Hồ sơ vẫn chờ duyệt.", "Duyệt cấp thứ nhất trước; cấp thứ hai do người khác duyệt.", "The first of two approvals is missing."}},
	{desk.ErrSample, Message{"Chưa xem đủ hồ sơ của danh sách.", "Chưa duyệt hồ sơ nào.", "Xem thêm vài hồ sơ bằng phím mũi tên, rồi duyệt cả danh sách.", "Too few dossiers of the list were read."}},
	{desk.ErrSingle, Message{"Hồ sơ có điểm cần xem, phải duyệt riêng.", "Hồ sơ vẫn chờ duyệt.", "Mở hồ sơ, xem phần cảnh báo rồi duyệt hoặc trả lại.", "The dossier is to be judged by itself."}},
	{desk.ErrByList, Message{"Quy định yêu cầu duyệt theo danh sách, không duyệt lẻ.", "Hồ sơ vẫn chờ duyệt.", "Xem các hồ sơ bằng phím mũi tên, rồi nhấn D để duyệt cả danh sách.", "Policy wants approval by list."}},
	{desk.ErrUnread, Message{"Hồ sơ có điểm cần xem mà chưa mở xem.", "Hồ sơ vẫn chờ duyệt.", "Mở hồ sơ, xem phần cảnh báo rồi duyệt lại danh sách.", "Something to look at was not read."}},
	{desk.ErrOneLevel, Message{"Quy định hiện hành chỉ có một cấp duyệt.", "Hồ sơ vẫn chờ duyệt.", "Duyệt thẳng hồ sơ.", "Policy wants one approval."}},
	{desk.ErrSourceGone, Message{"Không đọc được tệp này.", "Hồ sơ không đổi.", "Kiểm tra tệp còn ở đó và ổ đĩa còn cắm, rồi chọn lại.", "The file cannot be read."}},
	{desk.ErrSourceLarge, Message{"Tệp lớn hơn 20 MB.", "Hồ sơ không đổi.", "Quét lại ở 150–200 dpi, hoặc chia thành nhiều tệp.", "The file is larger than 20 MB."}},
	{desk.ErrSourceKind, Message{"Tệp này không phải PDF, JPEG, PNG hay TIFF.", "Hồ sơ không đổi.", "Lưu lại thành PDF hoặc JPEG rồi chọn lại.", "Neither PDF, JPEG, PNG nor TIFF."}},
	{desk.ErrDocumentsLarge, Message{"Giấy tờ của hồ sơ nặng hơn mức trung ương nhận.", "Các trang còn trên màn hình, chưa lưu.", "Bỏ bớt trang, hoặc quét lại nhẹ hơn.", "The papers are too large together."}},
	{desk.ErrTooManySheets, Message{"Giấy tờ này có quá 60 trang.", "Hồ sơ không đổi.", "Chỉ lấy những trang cần thiết.", "Too many pages."}},
	{dossier.ErrRole, Message{"Tài khoản này không được làm việc đó.", "Không có gì thay đổi.", "Nhờ người có quyền.", "This role may not do that."}},
	{dossier.ErrTransition, Message{"Hồ sơ không còn ở bước này.", "Không có gì thay đổi.", "Mở lại danh sách để xem trạng thái mới.", "The dossier is no longer at this step."}},
	{port.ErrNoPrinter, Message{"Không có máy in.", "Hồ sơ đã lưu; bản in còn trên màn hình.", "Nối máy in, hoặc bấm Ctrl+E để xuất ra tệp.", "No printer."}},
	{port.ErrPrintService, Message{"Dịch vụ in không trả lời.", "Hồ sơ đã lưu; bản in còn trên màn hình.", "Bật lại dịch vụ in, hoặc bấm Ctrl+E để xuất ra tệp.", "The print service does not answer."}},
	{port.ErrPrinterPaused, Message{"Máy in đang tạm dừng.", "Hồ sơ đã lưu; bản in còn trên màn hình.", "Kiểm tra giấy và mực, cho máy in chạy tiếp rồi in lại.", "The printer is paused."}},
	{port.ErrPrinterRefused, Message{"Máy in không nhận bản in.", "Hồ sơ đã lưu; bản in còn trên màn hình.", "Chọn máy in khác, hoặc bấm Ctrl+E để xuất ra tệp.", "The printer refused the job."}},
	{port.ErrRegistryUnreachable, Message{"Không nối được trung ương.", "Hồ sơ đã lưu, sẽ gửi khi có đường truyền.", "Cứ làm tiếp.", "The registry cannot be reached."}},
	{port.ErrRegistryRefused, Message{"Trung ương từ chối yêu cầu.", "Hồ sơ đã lưu.", "Báo người quản trị máy trạm.", "The registry refused the request."}},
	{port.ErrRenderTooLarge, Message{"Tài liệu quá lớn.", "Hồ sơ không đổi.", "Quét lại ở 200–300 dpi, ít trang hơn.", "The document exceeds the limits."}},
	{port.ErrRenderMalformed, Message{"Không đọc được tài liệu hoặc ảnh này.", "Hồ sơ không đổi.", "Quét hoặc chụp lại.", "The document cannot be read."}},
	{port.ErrRenderTimeout, Message{"Đọc tài liệu quá lâu.", "Hồ sơ không đổi.", "Quét lại với ít trang hơn.", "The document took too long."}},
	{port.ErrRenderDied, Message{"Bộ đọc tài liệu dừng giữa chừng, đã khởi động lại.", "Hồ sơ không đổi.", "Thử lại; nếu vẫn vậy thì quét lại tài liệu.", "The renderer ended while working."}},
	{person.ErrPersonalNumber, Message{"Số định danh cá nhân phải có đúng 12 chữ số.", "", "Gõ lại số trên thẻ hoặc giấy khai sinh.", "Not a personal number."}},
	{context.DeadlineExceeded, Message{"Quá thời gian chờ.", "Phần đã nhập đã lưu.", "Thử lại.", "Timed out."}},
	{context.Canceled, Message{"Đã dừng theo yêu cầu.", "Phần đã nhập đã lưu.", "", "Stopped."}},
}

// Interrupted says that the desk did not end by itself the last time.
var Interrupted = Message{
	What:    "Lần trước bàn tắt đột ngột (mất điện hoặc treo máy).",
	Kept:    "Mọi việc đã báo lưu đều còn nguyên.",
	Do:      "Đăng nhập và làm tiếp.",
	English: "The desk did not end by itself.",
}

// Of says an error in words. Errors it does not know are said to be unexpected;
// their text goes to the technical log, never to the screen.
func Of(err error) Message {
	var (
		device    *port.DeviceError
		card      *port.CardError
		stale     *store.StaleError
		book      *store.StaleBookError
		throttled *store.ThrottledError
		claimed   *store.ClaimedError
		alone     *desk.AloneError
		short     *store.ShortPasswordError
		elsewhere *desk.ElsewhereError
	)
	if gate, ok := desk.IsGate(err); ok {
		what, remedy := Gate(gate)
		return Message{
			What: "Chưa mở được hồ sơ mới: " + what + ".", Kept: "Hồ sơ đang làm vẫn làm tiếp và duyệt được.", Do: remedy + ".",
			English: "A gate of policy is closed.",
		}
	}
	switch {
	case errors.As(err, &device):
		return ofDevice(device)
	case errors.As(err, &card):
		return ofCard(card)
	case errors.As(err, &stale):
		return Message{
			What:    "Phần này vừa được sửa ở nơi khác.",
			Kept:    "Bản của bạn và bản kia đều được giữ.",
			Do:      "Mở lại hồ sơ để xem bản mới rồi nhập tiếp.",
			English: "This section was changed elsewhere.",
		}
	case errors.As(err, &book):
		return Message{
			What:    "Mục này vừa được ghi ở nơi khác.",
			Kept:    "Bản vừa ghi ở đó được giữ.",
			Do:      "Xem lại mục này rồi ghi tiếp nếu còn cần.",
			English: "This entry of a book was changed elsewhere.",
		}
	case errors.As(err, &claimed):
		return Message{
			What:    "Người khác đang làm phần này.",
			Kept:    "Hồ sơ giữ nguyên.",
			Do:      "Làm phần khác trước, hoặc hỏi người đó.",
			English: "Somebody else is working on this section.",
		}
	case errors.As(err, &short):
		return Message{
			What:    fmt.Sprintf("Mật khẩu phải có ít nhất %d ký tự.", short.Least),
			Kept:    "Mật khẩu cũ vẫn dùng được.",
			Do:      "Gõ mật khẩu dài hơn.",
			English: "The password is too short.",
		}
	case errors.As(err, &alone):
		do := "Đợi đến giờ đó rồi duyệt."
		if alone.Remote {
			do = "Đợi đến giờ đó, hoặc nhấn X để xin chỉ huy điểm khác duyệt."
		}
		return Message{
			What:    "Bạn đã thu nhận hồ sơ này; điểm thu nhận không có người khác nên tự duyệt được từ " + alone.From.In(person.Zone()).Format("15:04 ngày 02/01/2006") + ".",
			Kept:    "Hồ sơ vẫn chờ duyệt.",
			Do:      do,
			English: "Who is alone approves own work only after a time.",
		}
	case errors.As(err, &elsewhere):
		return ofElsewhere(elsewhere)
	case errors.As(err, &throttled):
		return Message{
			What:    fmt.Sprintf("Sai mật khẩu nhiều lần. Đợi %s.", duration(throttled.Wait)),
			Do:      "Đợi hết thời gian rồi gõ lại cẩn thận.",
			English: "Too many wrong passwords.",
		}
	}
	for _, r := range slices.Concat(rows, deliveryRows, cashRows, intakeRows) {
		if errors.Is(err, r.err) {
			return r.Message
		}
	}
	return Message{
		What:    "Có lỗi ngoài dự kiến.",
		Kept:    "Phần đã lưu trước đó còn nguyên.",
		Do:      "Thử lại; nếu vẫn lỗi, khởi động lại chương trình và báo hỗ trợ.",
		English: "Unexpected error; see the technical log.",
	}
}

// Line is the message in one line: what happened and what to do.
func (m Message) Line() string {
	line := m.What
	for _, more := range []string{m.Kept, m.Do} {
		if more != "" {
			line += " " + more
		}
	}
	return line
}

func duration(d time.Duration) string {
	if d < time.Minute {
		return fmt.Sprintf("%d giây", int(d.Round(time.Second).Seconds()))
	}
	return fmt.Sprintf("%d phút", int(d.Round(time.Minute).Minutes()))
}
