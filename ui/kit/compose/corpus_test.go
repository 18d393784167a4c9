package compose_test

import (
	"testing"

	"carddesk/ui/kit/compose"
)

// typeKeys types a line of keys the way a text field does: the word before the
// cursor is taken up again where it was left, and "<" is a backspace.
func typeKeys(keys string, m compose.Method, s compose.Style) string {
	text, w := "", compose.Word{}
	for _, k := range keys {
		head, word := cutWord(text)
		if w.String() != word {
			w = compose.Load(word)
		}
		switch {
		case k == '<':
			if word != "" {
				w.Backspace()
				text = head + w.String()
			} else if head != "" {
				r := []rune(head)
				text = string(r[:len(r)-1])
			}
		case compose.IsWordRune(k) || m == compose.VNI && k >= '0' && k <= '9':
			text = head + w.Type(k, m, s)
		default:
			text = head + w.Finish() + string(k)
			w.Reset()
		}
	}
	head, word := cutWord(text)
	if w.String() == word {
		word = w.Finish()
	}
	return head + word
}

// cutWord cuts the letters off the end of a text.
func cutWord(text string) (head, word string) {
	r := []rune(text)
	i := len(r)
	for i > 0 && compose.IsWordRune(r[i-1]) {
		i--
	}
	return string(r[:i]), string(r[i:])
}

type sequence struct{ keys, want string }

func check(t *testing.T, m compose.Method, s compose.Style, list []sequence) {
	t.Helper()
	for _, c := range list {
		if got := typeKeys(c.keys, m, s); got != c.want {
			t.Errorf("%q gives %q, want %q", c.keys, got, c.want)
		}
	}
}

func TestTelexWords(t *testing.T) {
	check(t, compose.Telex, compose.Old, []sequence{
		// names
		{"Nguyeenx Vawn An", "Nguyễn Văn An"}, {"Nguyeexn", "Nguyễn"}, {"Nguyenxe", "Nguyễn"}, {"NGUYEENX", "NGUYỄN"},
		{"Traanf", "Trần"}, {"Tranaf", "Trần"}, {"Leef", "Lề"}, {"Lee", "Lê"}, {"Phamj", "Phạm"}, {"Hoangf", "Hoàng"},
		{"Huynhf", "Huỳnh"}, {"Phan", "Phan"}, {"Vux", "Vũ"}, {"Vox", "Võ"}, {"Ddawngj", "Đặng"}, {"DDawngj", "Đặng"},
		{"DDAWNGJ", "ĐẶNG"}, {"Buif", "Bùi"}, {"Ddoox", "Đỗ"}, {"Hoof", "Hồ"}, {"Ngoo", "Ngô"}, {"Duwowng", "Dương"},
		{"Duowng", "Dương"}, {"Lys", "Lý"}, {"Thij", "Thị"}, {"Huowngf", "Hường"}, {"Hwowngf", "Hường"}, {"Thuyr", "Thủy"},
		{"Thuys", "Thúy"}, {"Thuyf", "Thùy"}, {"Hoaf", "Hòa"}, {"Toanf", "Toàn"}, {"Khoer", "Khỏe"}, {"Loan", "Loan"},
		{"Quynhf", "Quỳnh"}, {"Quys", "Quý"}, {"Quyeets", "Quyết"}, {"Quangs", "Quáng"}, {"Quoocs", "Quốc"}, {"Giangf", "Giàng"},
		{"Gia", "Gia"}, {"Gias", "Giá"}, {"Gif", "Gì"}, {"Giuwx", "Giữ"}, {"Giowf", "Giờ"}, {"Gieengs", "Giếng"},
		{"Nghiax", "Nghĩa"}, {"Khuee", "Khuê"}, {"Hueej", "Huệ"}, {"Tueej", "Tuệ"}, {"Ddieeuf", "Điều"}, {"Yeens", "Yến"},
		{"Uyeen", "Uyên"}, {"Xuaan", "Xuân"}, {"Luaanj", "Luận"}, {"Thuaanj", "Thuận"}, {"Ddoanf", "Đoàn"}, {"Maauj", "Mậu"},
		{"Ddwcs", "Đức"}, {"DDuwcs", "Đức"}, {"Duwcsd", "Đức"}, {"Hieeus", "Hiếu"}, {"Hieuse", "Hiếu"}, {"Tuaans", "Tuấn"},
		// places
		{"Haf Nooij", "Hà Nội"}, {"HAF NOOIJ", "HÀ NỘI"}, {"ddawsk lawsk", "đắk lắk"}, {"Ddawk", "Đăk"}, {"Kroong", "Krông"},
		{"Buoon Ma Thuootj", "Buôn Ma Thuột"}, {"Pleiku", "Pleiku"}, {"Huees", "Huế"}, {"Ddaf Nawngx", "Đà Nẵng"},
		{"Vuxng Tauf", "Vũng Tàu"}, {"Caanf Thow", "Cần Thơ"}, {"Quarng Ngaix", "Quảng Ngãi"}, {"Phus Yeen", "Phú Yên"},
		{"Thuwaf Thieen", "Thừa Thiên"}, {"Quy Nhown", "Quy Nhơn"}, {"Soc Trawng", "Soc Trăng"}, {"Baf Rija", "Bà Rịa"},
		{"Mwowngf Teef", "Mường Tề"}, {"Cuw Juts", "Cư Jút"}, {"Niee", "Niê"}, {"Bloo", "Blô"}, {"Hraw", "Hră"}, {"Kpaw", "Kpă"},
		{"EEban", "Êban"}, {"Alawng", "Alăng"}, {"EEnuool", "Ênuôl"}, {"Kbuoorr", "Kbuôr"}, {"Mnoong", "Mnông"}, {"Xeej", "Xệ"},
		// tones wherever they are typed
		{"toansz", "toan"}, {"toasn", "toán"}, {"tosan", "toán"}, {"hoaf", "hòa"}, {"hofa", "hòa"}, {"hoafn", "hoàn"},
		{"thuongwf", "thường"}, {"thuwowngf", "thường"}, {"thwowngf", "thường"}, {"truowfng", "trường"}, {"truwongf", "trường"},
		{"nguwowif", "người"}, {"nguowif", "người"}, {"nguoifw", "người"}, {"ngwowif", "người"}, {"ruwowuj", "rượu"}, {"ruouwj", "rượu"},
		{"muas", "múa"}, {"muaw", "mưa"}, {"muwaf", "mừa"}, {"mias", "mía"}, {"mays", "máy"}, {"maays", "mấy"}, {"cuar", "của"},
		{"cuawr", "cửa"}, {"quar", "quả"}, {"quawnf", "quằn"}, {"khuyur", "khuỷu"}, {"khuyrnh", "khuỷnh"}, {"ngoeof", "ngoèo"},
		{"ngoaif", "ngoài"}, {"xoays", "xoáy"}, {"xoawns", "xoắn"}, {"hoawcj", "hoặc"}, {"khuaays", "khuấy"}, {"tuyeetj", "tuyệt"},
		{"tuyetje", "tuyệt"}, {"yeeus", "yếu"}, {"ieeu", "iêu"}, {"uoongs", "uống"}, {"uongos", "uống"}, {"oongs", "ống"},
		{"thuow", "thuơ"}, {"thuowr", "thuở"}, {"thuowng", "thương"}, {"huow", "huơ"}, {"huowu", "hươu"}, {"khuow", "khuơ"},
		{"muown", "mươn"}, {"muownj", "mượn"}, {"uow", "ươ"}, {"quow", "quơ"}, {"quowr", "quở"}, {"tuw", "tư"}, {"tw", "tư"},
		{"w", "ư"}, {"W", "Ư"}, {"wng", "ưng"}, {"uw", "ư"}, {"ow", "ơ"}, {"aw", "ă"}, {"awn", "ăn"}, {"aan", "ân"}, {"een", "ên"},
		{"huuw", "hưu"}, {"huwu", "hưu"}, {"luwuj", "lựu"}, {"guwir", "gửi"}, {"guiwr", "gửi"}, {"ngoawtj", "ngoặt"},
		// another mark on the same letter
		{"aaw", "ă"}, {"awa", "â"}, {"oow", "ơ"}, {"owo", "ô"}, {"uoow", "ươ"}, {"uowo", "uô"}, {"tuowoi", "tuôi"},
		{"casr", "cả"}, {"carf", "cà"}, {"tienes", "tiến"}, {"tieesnf", "tiền"},
		// the key again takes back
		{"ass", "as"}, {"asss", "ass"}, {"aff", "af"}, {"arr", "ar"}, {"axx", "ax"}, {"ajj", "aj"}, {"aaa", "aa"}, {"aaaa", "aaa"},
		{"eee", "ee"}, {"ooo", "oo"}, {"ddd", "dd"}, {"dddd", "ddd"}, {"aww", "aw"}, {"oww", "ow"}, {"uww", "uw"}, {"ww", "w"},
		{"www", "ww"}, {"WWW", "WW"}, {"uoww", "uow"}, {"toansss", "toanss"}, {"toanss", "toans"}, {"DDD", "DD"}, {"twW", "tW"},
		{"muaww", "muaw"}, {"xooong", "xoong"}, {"gooongf", "goòng"}, {"sooocs", "soóc"}, {"maasss", "mâss"},
		{"az", "az"}, {"asz", "a"}, {"aszz", "az"}, {"zalo", "zalo"},
		// words that are not Vietnamese
		{"Windows", "Windows"}, {"data", "data"}, {"email", "email"}, {"google", "google"}, {"facebook", "facebook"},
		{"user", "user"}, {"offfice", "office"}, {"class", "class"}, {"view", "view"}, {"new", "new"}, {"world", "world"},
		{"passsword", "password"}, {"excel", "excel"}, {"word", "word"}, {"internet", "internet"}, {"yahoo", "yahoo"},
		{"banana", "banana"}, {"David", "David"}, {"dead", "dead"}, {"add", "add"}, {"about", "about"}, {"again", "again"},
		{"awesome", "awesome"}, {"asia", "asia"}, {"tweet", "tweet"}, {"swift", "swift"}, {"flow", "flow"}, {"wow", "wow"},
		{"QR", "QR"}, {"USB", "USB"}, {"UBND", "UBND"}, {"HDDND", "HĐND"}, {"QDD", "QĐ"}, {"NDD-CP", "NĐ-CP"}, {"QDDD", "QDD"}, {"dd", "đ"}, {"VNeID", "VNeID"}, {"CCCD", "CCCD"}, {"SCIC", "SCIC"}, {"x", "x"}, {"ff", "ff"}, {"sr", "sr"},
		{"data datas", "data dất"}, {"Windows Nawm", "Windows Năm"},
		// stops take acute and dot only
		{"bacf", "bacf"}, {"bats", "bát"}, {"batj", "bạt"}, {"saachs", "saachs"}, {"sachs", "sách"}, {"heets", "hết"}, {"heetj", "hệt"},
		{"caapf", "caapf"}, {"hopj", "họp"}, {"howpj", "hợp"}, {"daats", "dất"}, {"ddaats", "đất"}, {"ddats", "đát"},
		// backspace and going on
		{"toans<", "toá"}, {"toans<<", "to"}, {"toans<m", "toám"}, {"nguyeenxm<", "nguyễn"}, {"vieetj<<et", "viet"}, {"hoa<<s", "hs"},
		{"as<", ""}, {"dd<", ""}, {"uow<", "ư"}, {"thuowng<<<w", "thuw"}, {"a <s", "á"}, {"hoaf<", "hò"}, {"hoaf<a", "hòa"},
		// capitals
		{"ddOOX", "đỖ"}, {"HOAF", "HÒA"}, {"Hoaf", "Hòa"}, {"THUWOWNGF", "THƯỜNG"}, {"AAN", "ÂN"}, {"Aan", "Ân"}, {"aAN", "âN"},
		{"OWN", "ƠN"}, {"Own", "Ơn"}, {"DDI", "ĐI"}, {"Ddi", "Đi"}, {"dDi", "đi"}, {"Uwng", "Ưng"}, {"UWNG", "ƯNG"},
	})
}

func TestTelexNewStyle(t *testing.T) {
	check(t, compose.Telex, compose.New, []sequence{
		{"hoaf", "hoà"}, {"hofa", "hoà"}, {"khoer", "khoẻ"}, {"thuys", "thuý"}, {"huyr", "huỷ"}, {"quys", "quý"}, {"toans", "toán"},
		{"toaf", "toà"}, {"loas", "loá"}, {"muas", "múa"}, {"mias", "mía"}, {"cuar", "của"}, {"hoais", "hoái"}, {"ngoeof", "ngoèo"},
		{"khuyur", "khuỷu"}, {"tuyf", "tuỳ"}, {"Thuyr", "Thuỷ"}, {"THUYR", "THUỶ"}, {"xoef", "xoè"}, {"gias", "giá"}, {"quaf", "quà"},
	})
}

func TestVNIWords(t *testing.T) {
	check(t, compose.VNI, compose.Old, []sequence{
		{"Nguye6n4 Va8n An", "Nguyễn Văn An"}, {"Nguyen64", "Nguyễn"}, {"Nguye64n", "Nguyễn"}, {"NGUYE6N4", "NGUYỄN"},
		{"Tra62n", "Trần"}, {"Tran62", "Trần"}, {"D9a85ng", "Đặng"}, {"Dang985", "Đặng"}, {"D9o64", "Đỗ"}, {"Do64 D9u7c1", "Dỗ Đức"},
		{"Huong72", "Hường"}, {"Hu7o7ng2", "Hường"}, {"Hu7o72ng", "Hường"}, {"Huo7ng2", "Hường"}, {"Ha2 No65i", "Hà Nội"},
		{"d9a81k la81k", "đắk lắk"}, {"Kro6ng", "Krông"}, {"thuo73", "thuở"}, {"thuo7ng", "thương"}, {"u7", "ư"}, {"o7", "ơ"}, {"a8", "ă"},
		{"a6", "â"}, {"e6", "ê"}, {"o6", "ô"}, {"d9", "đ"}, {"D9", "Đ"}, {"a1", "á"}, {"a2", "à"}, {"a3", "ả"}, {"a4", "ã"}, {"a5", "ạ"},
		{"a10", "a"}, {"a0", "a0"}, {"a11", "a1"}, {"a66", "a6"}, {"d99", "d9"}, {"o77", "o7"}, {"a88", "a8"}, {"uo77", "uo7"},
		{"hoa2", "hòa"}, {"toan1", "toán"}, {"to1an", "toán"}, {"quy1", "quý"}, {"gia1", "giá"}, {"gi2", "gì"}, {"muo75n", "mượn"},
		{"ruou75", "rượu"}, {"ru7o75u", "rượu"}, {"tuye65t", "tuyệt"}, {"tuyet65", "tuyệt"}, {"xua6n", "xuân"}, {"xuan6", "xuân"},
		{"dat6", "dat6"}, {"dat61", "dất"}, {"so 12", "so 12"}, {"12", "12"}, {"B12", "B12"}, {"so2 12", "sò 12"}, {"Windows", "Windows"},
		{"data", "data"}, {"Nguye6n4m<", "Nguyễn"}, {"a1<", ""}, {"bac2", "bac2"}, {"mu7a", "mưa"}, {"mua7", "mưa"}, {"luu75", "lựu"},
		{"hoa8c5", "hoặc"}, {"khoa81n", "khoắn"}, {"a68", "ă"}, {"a86", "â"}, {"o67", "ơ"}, {"o76", "ô"}, {"uo76", "uô"}, {"Y1", "Ý"},
	})
}

func TestOffLeavesKeysAlone(t *testing.T) {
	for _, keys := range []string{"Nguyeenx", "a1", "dd", "ww"} {
		if got := typeKeys(keys, compose.Off, compose.Old); got != keys {
			t.Errorf("%q gives %q", keys, got)
		}
	}
}
