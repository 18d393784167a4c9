package dossier

import "slices"

// Book is one of the books that an office keeps beside its dossiers: complaints,
// money receipts, lists of cards that are out. What is written in it, an entry,
// has a state, and each book has its table of states as dossiers and cards have.
type Book string

// BookState is where one entry of a book stands.
type BookState string

// BookTables lists the tables of all books; the name of a table is its book.
func BookTables() []Table[BookState] {
	return slices.Concat(complaintBooks(), exceptionBooks(), deliveryBooks(), stockBooks(), cashBooks(), closingBooks())
}

// BookTable returns the table of a book; ok is false for a book that the office
// does not have.
func BookTable(book Book) (table Table[BookState], ok bool) {
	table, ok = bookIndex[book]
	return table, ok
}

var bookIndex = func() map[Book]Table[BookState] {
	index := make(map[Book]Table[BookState])
	for _, t := range BookTables() {
		index[Book(t.Name)] = t
	}
	return index
}()

// bookEntries lists the types of log entries that only books have, each with the
// roles that some row of theirs allows.
func bookEntries(known []EntryKind) []EntryKind {
	var kinds []EntryKind
	for _, table := range BookTables() {
		for _, row := range table.Rows {
			same := func(k EntryKind) bool { return k.Type == row.Command }
			if slices.ContainsFunc(known, same) {
				continue
			}
			i := slices.IndexFunc(kinds, same)
			if i < 0 {
				i = len(kinds)
				kinds = append(kinds, EntryKind{Type: row.Command})
			}
			for _, role := range row.Roles {
				if !slices.Contains(kinds[i].Roles, role) {
					kinds[i].Roles = append(kinds[i].Roles, role)
				}
			}
		}
	}
	return kinds
}
