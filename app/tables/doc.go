// Package tables holds the code tables of the desk: provinces, districts and
// wards with the days on which they were what they were, code lists such as
// ethnic groups and reasons, and the calendar of working days. One Set is one
// version of all of them; a newer one comes signed from the centre. A Set is
// given to whoever needs it and looked up At a day; there are no globals.
//
// What the data says carries its status: confirmed by a public source, from
// memory, or the project's own choice.
package tables
