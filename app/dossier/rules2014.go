package dossier

import (
	"carddesk/app/person"
	"carddesk/app/policy"
	"carddesk/app/port"
)

// Sources of the rules of 2014.
var (
	law2014Age      = Source{"Luật 59/2014/QH13, Điều 19", policy.Confirmed}
	law2014Expiry   = Source{"Luật 59/2014/QH13, Điều 21", policy.Confirmed}
	circular60Steps = Source{"Thông tư 60/2021/TT-BCA, Điều 5", policy.Confirmed}
	circular60Rolls = Source{"Thông tư 60/2021/TT-BCA, Điều 5.3", policy.Confirmed}
	circular60List  = Source{"Thông tư 60/2021/TT-BCA, Điều 7.1b", policy.Confirmed}
	circular60Days  = Source{"Thông tư 60/2021/TT-BCA (báo chí tháng 6/2021, tổng cộng tối đa 11 ngày)", policy.Confirmed}
	forms2015       = Source{"Thông tư 66/2015/TT-BCA, sửa đổi bởi Thông tư 41/2019/TT-BCA", policy.Confirmed}
	formCode2015    = Source{"Thông tư 66/2015/TT-BCA (mã mẫu theo trí nhớ)", policy.Unconfirmed}
	lastCard        = Source{"suy ra từ quy tắc 2 năm: thẻ cấp từ đủ 58 tuổi không có thời hạn", policy.Unconfirmed}
	noSource        = Source{"chưa tìm thấy văn bản", policy.Unconfirmed}
	ownChoice       = Source{"lựa chọn của phần mềm, chưa tìm thấy quy định", policy.Chosen}
)

const (
	article23of2014 = "Luật 59/2014/QH13, Điều 23"
	circular59fee   = "Thông tư 59/2019/TT-BTC"
)

var rules2014 = Rules{
	Regime: Regime2014,
	Law:    "Luật Căn cước công dân 59/2014/QH13",
	Until:  person.CivilDate{Year: 2024, Month: 6, Day: 30},
	Card:   "thẻ CCCD",
	Kinds: []KindRule{
		{FirstIssue, "Cấp lần đầu", []Reason{
			{Code: "first", Vietnamese: "Cấp lần đầu", English: "first card",
				Article: "Luật 59/2014/QH13", Status: policy.Confirmed, Fee: "first"},
		}},
		{Exchange, "Đổi thẻ", []Reason{
			{Code: "age", Vietnamese: "Đến tuổi đổi thẻ (25, 40, 60)", English: "age for exchange (25, 40, 60)",
				Article: article23of2014, Status: policy.Confirmed, Fee: "exchange", FromAge: 25, OldCard: true},
			{Code: "damaged", Vietnamese: "Thẻ bị hư hỏng", English: "card damaged",
				Article: article23of2014, Status: policy.Confirmed, Fee: "exchange", OldCard: true},
			{Code: "name", Vietnamese: "Thay đổi họ, chữ đệm, tên", English: "name changed",
				Article: article23of2014, Status: policy.Confirmed, Fee: "exchange", OldCard: true, Papers: []string{PaperChange}},
			{Code: "appearance", Vietnamese: "Thay đổi đặc điểm nhân dạng", English: "identification marks changed",
				Article: article23of2014, Status: policy.Confirmed, Fee: "exchange", OldCard: true},
			{Code: "sex-origin", Vietnamese: "Xác định lại giới tính, quê quán", English: "sex or place of origin re-determined",
				Article: article23of2014, Status: policy.Confirmed, Fee: "exchange", OldCard: true, Papers: []string{PaperChange}},
			{Code: "error", Vietnamese: "Sai sót thông tin trên thẻ", English: "error on the card",
				Article: article23of2014, Status: policy.Confirmed, Fee: "exchange", OldCard: true},
			{Code: "request", Vietnamese: "Theo yêu cầu của công dân", English: "on the citizen's request",
				Article: article23of2014, Status: policy.Confirmed, Fee: "exchange", OldCard: true},
			{Code: "from-cmnd", Vietnamese: "Đổi chứng minh nhân dân sang thẻ CCCD", English: "from the nine-digit identity card",
				Article: circular59fee, Status: policy.Confirmed, Fee: "transfer", OldCard: true},
		}},
		{Reissue, "Cấp lại", []Reason{
			{Code: "lost", Vietnamese: "Mất thẻ", English: "card lost",
				Article: article23of2014, Status: policy.Confirmed, Fee: "reissue"},
			{Code: "nationality", Vietnamese: "Trở lại quốc tịch Việt Nam", English: "Vietnamese nationality regained",
				Article: article23of2014, Status: policy.Confirmed, Fee: "reissue", Papers: []string{PaperNationality}},
		}},
	},
	Bands: []Band{
		{From: 0, Until: 13, Right: NoCard, Source: law2014Age},
		{From: 14, Until: 24, Right: CardMandatory, Holder: true, Source: law2014Age},
		{From: 25, Until: 39, Right: CardMandatory, Holder: true, Source: law2014Age},
		{From: 40, Until: 59, Right: CardMandatory, Holder: true, Source: law2014Age},
		{From: 60, Right: CardMandatory, Holder: true, Source: law2014Age},
	},
	// The circular takes prints before the portrait; the desk begins with the
	// portrait, which needs no device to be cleaned, and keeps the order of the
	// prints.
	Captures: []CaptureRule{
		portraitRule(14, circular60Steps),
		slapRule(port.RightSlap, 14, circular60Rolls),
		slapRule(port.LeftSlap, 14, circular60Rolls),
		slapRule(port.Thumbs, 14, circular60Rolls),
		{Name: "mười ngón lăn", English: "ten rolled fingers", Section: SectionFingerprints, Modality: port.Finger,
			Positions: rolledOrder, Rolled: true, FromAge: 14, Source: circular60Rolls},
	},
	Papers: []PaperRule{
		{PaperLegal, "Giấy tờ pháp lý chứng minh nội dung thông tin nhân thân",
			"legal paper that proves the person's data", WhenUnknown, true, circular60Steps},
		{PaperChange, "Giấy tờ pháp lý chứng minh nội dung thay đổi",
			"legal paper that proves the change", WhenDiffers, true, circular60Steps},
		{PaperNationality, "Giấy tờ chứng minh trở lại quốc tịch Việt Nam",
			"paper that proves the regained nationality", WhenReason, true, noSource},
	},
	Forms: []FormRule{
		{Use: FormApplication, Code: "CC01", Circular: "66/2015/TT-BCA", Title: "Tờ khai căn cước công dân", When: WhenAlways,
			Until: person.CivilDate{Year: 2021, Month: 6, Day: 30}, Source: forms2015},
		{Use: FormDataSlip, Code: "CC02", Circular: "66/2015/TT-BCA", Title: "Phiếu thu nhận thông tin căn cước công dân", When: WhenAlways, Source: formCode2015},
		{Use: FormAppointment, Code: "CC03", Circular: "66/2015/TT-BCA", Title: "Giấy hẹn trả thẻ căn cước công dân", When: WhenAlways, Source: forms2015},
		{Use: FormCollect, Code: "DC01", Circular: "66/2015/TT-BCA", Title: "Phiếu thu thập thông tin dân cư", When: WhenUnknown, Source: forms2015},
		{Use: FormUpdate, Code: "DC02", Circular: "66/2015/TT-BCA", Title: "Phiếu cập nhật, chỉnh sửa thông tin dân cư", When: WhenDiffers, Source: formCode2015},
		{Use: FormList, Code: "CC12", Circular: "66/2015/TT-BCA", Title: "Biên bản giao nhận hồ sơ cấp, đổi, cấp lại", When: WhenTransfer, Source: forms2015},
		{Use: FormNumber, Code: "CC13", Circular: "66/2015/TT-BCA", Title: "Giấy đề nghị xác nhận số chứng minh nhân dân", When: WhenAsked, Source: forms2015},
	},
	Expiry:  law2014Expiry,
	Lasting: lastCard,
	Home: []HomeRule{
		{HomePermanent, "nơi thường trú", Source{"trường in trên thẻ CCCD", policy.Confirmed}},
		{HomePresent, "nơi ở hiện tại", noSource},
	},
	Waiting: waitingRules,
	Approval: ApprovalRule{
		Levels: []ApprovalLevel{
			{"Đội trưởng căn cước kiểm tra", "head of the identity team checks"},
			{"Trưởng phòng phê duyệt danh sách", "head of the department approves the list"},
		},
		ByList: true, Source: circular60List,
	},
	Archive: ApprovalRule{
		Levels: []ApprovalLevel{
			{"Trong tỉnh: Đội trưởng", "within the province: head of the team"},
			{"Ngoài tỉnh: Trưởng Công an huyện", "outside the province: head of the district police"},
		},
		Source: Source{"Thông tư 60/2021/TT-BCA, Điều 6.3", policy.Confirmed},
	},
	Steps: []StepRule{
		{"Nơi thu nhận xử lý và chuyển dữ liệu", "receiving office processes and sends", 2, circular60Days},
		{"C06 xử lý hồ sơ địa phương chuyển lên", "centre processes what provinces send", 3, circular60Days},
		{"C06 xử lý hồ sơ thu nhận tại trung ương", "centre processes what it received itself", 4, circular60Days},
		{"Chuyển thẻ về nơi thu nhận", "cards are sent back", 2, circular60Days},
	},
}

// waitingRules holds for both laws: neither's days were found.
var waitingRules = []WaitingRule{
	{WaitingPapers, "Chờ công dân bổ sung giấy tờ", "waits for more papers", 30, ownChoice},
	{WaitingPopulation, "Chờ cập nhật CSDLQG về dân cư", "waits for the population database", 10, ownChoice},
	{WaitingArchive, "Chờ tra cứu tàng thư", "waits for the archive search", 5, ownChoice},
}
