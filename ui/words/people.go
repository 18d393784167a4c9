package words

import (
	"strings"
	"time"

	"carddesk/app/dossier"
)

var roles = map[dossier.Role]string{
	dossier.RoleClerk: "Cán bộ thu nhận", dossier.RoleSupervisor: "Chỉ huy", dossier.RoleAdministrator: "Quản trị viên",
	dossier.RoleRegistry: "Trung ương", dossier.RoleStation: "Máy trạm",
}

// Role is a role in the words of the office.
func Role(r dossier.Role) string { return roles[r] }

// Officer is an officer as papers and screens name one: rank and full name.
func Officer(rank, name string) string { return strings.TrimSpace(rank + " " + name) }

// Wait is how long to wait, in seconds or minutes.
func Wait(d time.Duration) string { return duration(d) }
