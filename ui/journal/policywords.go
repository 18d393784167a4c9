package journal

import "carddesk/ui/kit"

// said is a setting in words: what it is, and in what it is counted.
type said struct{ name, unit string }

// settingWords are the settings of policy by their paths.
var settingWords = map[string]said{
	"regime":            {"Luật áp dụng", ""},
	"fees":              {"Mức lệ phí đầy đủ", ""},
	"feePercent":        {"Phần lệ phí phải thu", "% mức đầy đủ"},
	"milestones":        {"Mốc tuổi thẻ hết hạn", "tuổi"},
	"milestoneLead":     {"Cấp trước mốc bao lâu thì dùng đến mốc sau", "năm"},
	"deadlines":         {"Thời hạn trả thẻ", ""},
	"oldCard":           {"Thẻ cũ", ""},
	"issuer":            {"Nơi cấp ghi trên thẻ", ""},
	"biometricsFromAge": {"Thu sinh trắc từ tuổi", "tuổi"},
	"irisFromAge":       {"Thu mống mắt từ tuổi", "tuổi"},
	"cardMandatoryAge":  {"Phải có thẻ từ tuổi", "tuổi"},
	"accountFromAge":    {"Tài khoản định danh mức 2 từ tuổi", "tuổi"},

	"quality.finger":  {"Chất lượng ít nhất: ngón tay", "điểm 0–100"},
	"quality.thumb":   {"Chất lượng ít nhất: ngón cái", "điểm 0–100"},
	"quality.rolled":  {"Chất lượng ít nhất: vân tay lăn", "điểm 0–100"},
	"quality.iris":    {"Chất lượng ít nhất: mống mắt", "điểm 0–100"},
	"quality.face":    {"Chất lượng ít nhất: ảnh mặt", "điểm 0–100"},
	"attempts.finger": {"Số lần thu: vân tay", "lần"},
	"attempts.iris":   {"Số lần thu: mống mắt", "lần"},
	"attempts.face":   {"Số lần thu: ảnh mặt", "lần"},
	"captureSeconds":  {"Thời gian cho một lần thu", "giây"},
	"weakAllowed":     {"Giữ bản tốt nhất khi vẫn dưới ngưỡng", ""},
	"compareFingers":  {"So từng ngón với chín ngón kia", ""},
	"heldBiometrics":  {"Dùng lại sinh trắc trung ương đang giữ", ""},

	"approvalLevels": {"Số cấp duyệt", "cấp"},
	"approvalByList": {"Duyệt theo danh sách, không duyệt lẻ", ""},
	"lookupRequired": {"Phải đối chiếu dân cư mới được duyệt", ""},
	"selfApproval":   {"Người thu nhận được tự duyệt", ""},
	"resumeOthers":   {"Được làm tiếp hồ sơ người khác mở", ""},
	"chipOverride":   {"Được trả thẻ khi chip không khớp", ""},
	"soloHours":      {"Một mình: tự duyệt sau", "giờ"},
	"remoteApproval": {"Một mình: xin điểm khác duyệt", ""},
	"undoSeconds":    {"Hoàn tác duyệt trong", "giây"},
	"phoneRequired":  {"Bắt buộc có số điện thoại", ""},

	"lock.idleSeconds":    {"Tự khóa khi không dùng", "giây"},
	"lock.warnSeconds":    {"Báo trước khi tự khóa", "giây"},
	"lock.passwords":      {"Số lần sai mật khẩu", "lần"},
	"lock.lockOutMinutes": {"Chờ lâu nhất sau khi sai", "phút"},
	"lock.passwordLength": {"Mật khẩu dài ít nhất", "ký tự"},

	"gates.contactDays.warn":   {"Cảnh báo: chưa nối trung ương", "ngày"},
	"gates.contactDays.stop":   {"Dừng nhận mới: chưa nối trung ương", "ngày"},
	"gates.waiting.warn":       {"Cảnh báo: gói chưa được xác nhận", "gói"},
	"gates.waiting.stop":       {"Dừng nhận mới: gói chưa được xác nhận", "gói"},
	"gates.approvalCount.warn": {"Cảnh báo: hồ sơ chờ duyệt", "hồ sơ"},
	"gates.approvalCount.stop": {"Dừng nhận mới: hồ sơ chờ duyệt", "hồ sơ"},
	"gates.approvalDays.warn":  {"Cảnh báo: chờ duyệt lâu nhất", "ngày"},
	"gates.approvalDays.stop":  {"Dừng nhận mới: chờ duyệt lâu nhất", "ngày"},
	"gates.policyDays.warn":    {"Cảnh báo: quy định chưa xác nhận lại", "ngày"},
	"gates.policyDays.stop":    {"Dừng nhận mới: quy định chưa xác nhận lại", "ngày"},
	"gates.freeDiskMB.warn":    {"Cảnh báo: đĩa trống dưới", "MB"},
	"gates.freeDiskMB.stop":    {"Dừng nhận mới: đĩa trống dưới", "MB"},
	"gates.clockSeconds.warn":  {"Cảnh báo: đồng hồ lệch trung ương", "giây"},
	"gates.clockSeconds.stop":  {"Dừng nhận mới: đồng hồ lệch trung ương", "giây"},
	"gates.logUnsent.warn":     {"Cảnh báo: dòng nhật ký chưa gửi mã", "dòng"},
	"gates.logUnsent.stop":     {"Dừng nhận mới: dòng nhật ký chưa gửi mã", "dòng"},

	"line.kbitsPerSecond": {"Giới hạn đường truyền", "kbit/giây"},
	"line.hours":          {"Giờ được truyền gói", ""},
	"sticks.registered":   {"Chỉ dùng USB đã đăng ký", ""},

	"retention.draft":     {"Giữ hồ sơ nháp không ai động đến", "ngày"},
	"retention.content":   {"Giữ nội dung sau khi trả thẻ", "ngày"},
	"retention.withdrawn": {"Giữ nội dung sau khi rút hoặc từ chối", "ngày"},
	"uncollectedDays":     {"Liệt kê thẻ chưa trả sau", "ngày"},
	"faultyErasureDays":   {"Trung ương xóa hồ sơ trả lại sau", "ngày"},
	"postQuantum":         {"Niêm phong chống máy tính lượng tử", ""},
	"removeImports":       {"Xóa tệp đã nhận khỏi thư mục quét", ""},
	"documentsKB":         {"Giấy tờ của một hồ sơ nặng nhiều nhất", "KB"},
	"handoverHours":       {"Giờ trả thẻ ngày làm việc", ""},
}

// policyCodes are words for codes, by the path of their setting.
var policyCodes = map[string]string{
	"regime/2014": "Luật Căn cước công dân 2014", "regime/2023": "Luật Căn cước 2023",
	"oldCard/cut": "Cắt góc, trả lại", "oldCard/collect": "Thu lại",
	"fees/first": "Cấp lần đầu", "fees/transfer": "Chuyển từ CMND, CCCD", "fees/exchange": "Cấp đổi", "fees/reissue": "Cấp lại",
	"channel/desk": "tại điểm", "channel/online": "trực tuyến", "channel/mobile": "lưu động",
	"area/city": "thành phố", "area/remote": "vùng cao, biên giới, hải đảo", "area/other": "nơi khác",
	"kind/first": "cấp lần đầu", "kind/exchange": "cấp đổi", "kind/reissue": "cấp lại",
}

// zeroMeans are settings whose 0 is no number but a word.
var zeroMeans = map[string]string{
	"irisFromAge": "Không thu", "accountFromAge": "Không cấp", "soloHours": "Không bao giờ", "line.kbitsPerSecond": "Không giới hạn",
	"retention.draft": "Chưa đặt, không hủy", "retention.content": "Chưa đặt, không hủy", "retention.withdrawn": "Chưa đặt, không hủy",
	"faultyErasureDays": "Không xóa",
}

// zeroWords writes a number.
func zeroWords(path string, n int) string {
	if n != 0 {
		return kit.Thousands(n)
	}
	if text := zeroMeans[path]; text != "" {
		return text
	}
	if len(path) > 6 && path[:6] == "gates." {
		return "Tắt"
	}
	return "0"
}

// emptyWords says what a list without any entry means.
func emptyWords(path string) string {
	switch path {
	case "line.hours":
		return "Mọi giờ"
	case "chipOverride", "resumeOthers":
		return "Không ai"
	}
	return "Không có"
}
