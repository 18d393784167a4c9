package dossier

// Priorities lists why somebody goes before others, in the order in which they
// are offered. The office may call anybody it likes; the ticket says why.
func Priorities() []Coded {
	return []Coded{
		{"elderly", "Người cao tuổi", "an elderly person"},
		{"pregnant", "Phụ nữ mang thai, có con nhỏ", "a pregnant woman or one with a small child"},
		{"disabled", "Người khuyết tật, người ốm", "a disabled or ill person"},
		{"merit", "Người có công", "a person of merit"},
		{"child", "Trẻ em đi cùng người đại diện", "a child with a representative"},
		{"appointment", "Có hẹn giờ", "an appointment"},
	}
}
