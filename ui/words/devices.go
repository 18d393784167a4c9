package words

import "carddesk/app/port"

const retryKept = "Hồ sơ và các ảnh đã thu đã lưu."

var deviceFaults = map[port.DeviceFault]Message{
	port.FaultUnreachable:  {"Không kết nối được thiết bị thu nhận.", retryKept, "Kiểm tra cáp USB và dịch vụ của thiết bị, rồi nhấn R để thu lại.", "Device service unreachable."},
	port.FaultTimeout:      {"Thiết bị không trả lời kịp.", retryKept, "Nhấn R để thu lại; nếu vẫn vậy, rút cắm lại thiết bị.", "The device did not answer in time."},
	port.FaultBusy:         {"Thiết bị đang bận.", retryKept, "Đợi vài giây rồi nhấn R.", "The device is busy."},
	port.FaultNotReady:     {"Thiết bị chưa sẵn sàng.", retryKept, "Đợi đèn thiết bị sáng rồi nhấn R.", "The device is not ready."},
	port.FaultUnregistered: {"Thiết bị chưa được đăng ký.", retryKept, "Dùng thiết bị khác; báo người quản trị.", "The device is not registered."},
	port.FaultNoBiometric:  {"Không thấy ngón tay hoặc khuôn mặt.", retryKept, "Đặt lại đúng vị trí rồi nhấn R.", "Nothing on the sensor."},
	port.FaultWrongCount:   {"Số ngón tay trên mặt kính không đúng.", retryKept, "Đặt đủ các ngón được yêu cầu rồi nhấn R; ngón không thu được thì nhấn M.", "Other fingers than asked for."},
	port.FaultMalformed:    {"Dữ liệu thiết bị gửi về bị hỏng.", retryKept, "Nhấn R để thu lại.", "The device's answer could not be read."},
	port.FaultUntrusted:    {"Chữ ký của thiết bị không hợp lệ.", retryKept, "Không dùng thiết bị này; báo người quản trị.", "The device's signature was refused."},
	port.FaultTampered:     {"Dữ liệu thiết bị gửi về không khớp lần thu này.", retryKept, "Nhấn R để thu lại; nếu lặp lại, báo người quản trị.", "The device's answer does not belong to this capture."},
	port.FaultClock:        {"Đồng hồ của thiết bị lệch quá 5 phút.", retryKept, "Chỉnh giờ máy tính và thiết bị rồi nhấn R.", "The device's clock is off."},
	port.FaultScore:        {"Thiết bị báo điểm chất lượng vô lý.", retryKept, "Nhấn R để thu lại.", "The quality score makes no sense."},
	port.FaultRefused:      {"Thiết bị từ chối thu nhận.", retryKept, "Nhấn R để thu lại; nếu vẫn vậy, rút cắm lại thiết bị.", "The device refused."},
	port.FaultCancelled:    {"Đã dừng thu nhận.", retryKept, "Nhấn phím cách để thu lại.", "Stopped."},
	port.FaultNoDevice:     {"Không thấy thiết bị thu nhận loại này.", retryKept, "Cắm thiết bị và bật dịch vụ của nó, rồi nhấn R.", "No device of this kind answers."},
	port.FaultNotRolled:    {"Thiết bị chỉ thu được ngón phẳng, không lăn được.", retryKept, "Nhấn M để ghi nhận thiết bị không lăn được.", "The device takes flat fingers only."},
	port.FaultSubsystem:    {"Phần thu nhận của chương trình gặp lỗi.", retryKept, "Nhấn R để thu lại.", "The capture side failed."},
}

func ofDevice(e *port.DeviceError) Message {
	if m, ok := deviceFaults[e.Fault]; ok {
		return m
	}
	return deviceFaults[port.FaultRefused]
}

const cardKept = "Chưa ghi nhận trả thẻ."

var cardFaults = map[port.CardFault]Message{
	port.CardNoService:   {"Dịch vụ đầu đọc thẻ không chạy.", cardKept, "Bật dịch vụ Smart Card (pcscd) rồi đặt lại thẻ.", "The smart card service is not running."},
	port.CardNoReader:    {"Không thấy đầu đọc thẻ.", cardKept, "Cắm đầu đọc vào cổng USB.", "No card reader."},
	port.CardAbsent:      {"Không có thẻ trên đầu đọc.", cardKept, "Đặt thẻ lên đầu đọc.", "No card on the reader."},
	port.CardRemoved:     {"Thẻ bị nhấc ra khi đang đọc.", cardKept, "Đặt lại thẻ và giữ yên đến khi đọc xong.", "The card was removed while reading."},
	port.CardInUse:       {"Chương trình khác đang dùng thẻ.", cardKept, "Đóng chương trình đọc thẻ khác rồi đặt lại thẻ.", "Another program holds the card."},
	port.CardNotVisa:     {"Đây không phải thẻ căn cước gắn chip.", cardKept, "Đặt đúng thẻ của hồ sơ.", "Not an identity card."},
	port.CardAccess:      {"Chip không mở được bằng dữ liệu của hồ sơ này.", cardKept, "Kiểm tra có phải thẻ của người khác không.", "The keys of this dossier do not open the chip."},
	port.CardTimeout:     {"Chip không trả lời.", cardKept, "Nhấc thẻ lên, đặt lại; nếu vẫn vậy, báo lỗi thẻ.", "The chip does not answer."},
	port.CardProtocol:    {"Chip trả lời sai quy tắc.", cardKept, "Đặt lại thẻ; nếu vẫn vậy, báo lỗi thẻ.", "The chip breaks the protocol."},
	port.CardTooLarge:    {"Chip khai độ dài dữ liệu vô lý.", cardKept, "Không trả thẻ này; báo lỗi thẻ.", "A length on the chip is out of bounds."},
	port.CardFaultCancel: {"Đã dừng đọc thẻ.", cardKept, "", "Stopped."},
	port.CardUnreadable:  {"Dữ liệu trên chip không đọc được.", cardKept, "Không trả thẻ này; báo lỗi thẻ.", "A file of the chip cannot be read."},
}

func ofCard(e *port.CardError) Message {
	if m, ok := cardFaults[e.Fault]; ok {
		return m
	}
	return cardFaults[port.CardProtocol]
}

// DeviceStatus is a device's own word on itself, in the clerk's words.
func DeviceStatus(s port.DeviceStatus) string {
	switch s {
	case port.DeviceReady:
		return "sẵn sàng"
	case port.DeviceBusy:
		return "đang bận"
	case port.DeviceNotReady:
		return "chưa sẵn sàng"
	case port.DeviceNotRegistered:
		return "chưa đăng ký"
	}
	return "không rõ trạng thái"
}
