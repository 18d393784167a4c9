package dossier

import "carddesk/app/person"

// Visit says that the holder cannot come to the desk and that officers go there.
type Visit struct {
	Why   string `json:"why"`           // code of [VisitReasons]
	Where string `json:"where"`         // as one would tell a driver
	Day   string `json:"day,omitempty"` // ISO date; "" is not agreed on yet
}

// VisitReasons lists why a holder cannot come.
func VisitReasons() []Coded {
	return []Coded{
		{"ill", "Ốm, bệnh nặng, đang điều trị", "ill or in treatment"},
		{"old", "Già yếu", "old and frail"},
		{"disabled", "Khuyết tật, không đi lại được", "disabled, cannot move about"},
		{"held", "Đang bị tạm giữ, tạm giam, chấp hành án", "in custody"},
		{"far", "Vùng sâu, vùng xa, hải đảo", "lives far off"},
	}
}

// visit tells the supervisor that officers go to the holder.
func (v *validation) visit() {
	is := v.Identity.Visit
	if is == nil {
		return
	}
	const s = SectionIdentity
	if empty(is.Where) {
		v.missing(s, "visit", "nơi đến thu nhận", "where officers go to")
	}
	day, err := person.ParseISODate(is.Day)
	if err != nil || !day.Full() {
		v.add(s, "visit", Warning, "visit-day", "Thu nhận tận nơi: chưa hẹn ngày.", "Officers go to the holder; the day is not agreed on.")
		return
	}
	v.add(s, "visit", Note, "visit", "Thu nhận tận nơi ngày "+day.String()+".", "Officers go to the holder on "+day.ISO()+".")
}
