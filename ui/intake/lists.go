package intake

// ethnicGroups are the most frequent names; others are typed. The full table
// with its aliases is data of app/tables.
var ethnicGroups = []string{
	"Kinh", "Tày", "Thái", "Hoa", "Khơ-me", "Mường", "Nùng", "HMông", "Dao", "Gia-rai", "Ngái", "Ê-đê", "Ba na", "Xơ-Đăng",
}

// religions are the most frequent names; others are typed.
var religions = []string{"Không", "Phật giáo", "Công giáo", "Tin lành", "Cao Đài", "Phật giáo Hòa Hảo", "Hồi giáo"}
