package dossier

// Role is what an actor may do. Clerk, supervisor and administrator are people;
// registry and station are the actors of entries that no person caused.
type Role string

// Roles.
const (
	RoleClerk         Role = "clerk"
	RoleSupervisor    Role = "supervisor"
	RoleAdministrator Role = "administrator"
	RoleRegistry      Role = "registry" // a change received through the feed
	RoleStation       Role = "station"  // the program itself: transport, housekeeping
)

// UserRoles lists the roles that a person can have.
func UserRoles() []Role {
	return []Role{RoleClerk, RoleSupervisor, RoleAdministrator}
}

// User is an officer of the desk. ID is what is typed at login; Name and Rank
// are what forms and the frame of the window show.
type User struct {
	ID       string
	Role     Role
	Name     string // full name
	Rank     string // as printed, for example "Đại úy"
	Disabled bool
	// MustChange: the password was given by an administrator. Nothing is done
	// with it but choosing another one.
	MustChange bool
}

// Actor is who does a command.
type Actor struct {
	User string // user id; station id or "registry" where no person acts
	Role Role
}
