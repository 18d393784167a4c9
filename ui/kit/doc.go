// Package kit is what every screen of the desk is made of: keyboard routing,
// fields with Vietnamese typing, dialogs, tables, status parts and the theme.
//
// Fyne hands a key only to the focused widget, never fires canvas shortcuts
// while an entry is focused, and opens dialogs with no focus at all. A desk is
// worked by keyboard alone, so the kit turns that round: a screen writes its
// verbs into a [Scope], the scopes form a stack in a [Router], and every widget
// of the kit passes on each key it does not use itself. A screen is therefore
// written like this:
//
//	scope := kit.NewScope("intake")
//	name := kit.NewNameField("Họ, chữ đệm và tên khai sinh", kit.Required())
//	born := kit.NewDateField("Ngày sinh", kit.Required())
//	scope.Fields(name, born)                       // order of Enter and Shift+Enter
//	scope.On("F10", "Hoàn tất", s.complete)        // works from inside any field
//	scope.On("Ctrl+Enter", "Phần tiếp theo", s.next)
//	router.Push(scope)                             // when the screen is shown
//
// All functions of the package are called on the UI goroutine unless their
// comment says otherwise; [Runner] brings results of other goroutines back.
package kit
