package kit

import (
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
	"golang.org/x/text/unicode/norm"

	"carddesk/ui/kit/compose"
)

// edit is the entry inside every text field. It differs from Fyne's in that it
// gives away the keys it does not use, composes Vietnamese, keeps its text in
// NFC, and can reshape the text after each change.
type edit struct {
	widget.Entry
	scope *Scope

	// onChord sees every chord first; true means it was used.
	onChord func(Chord) bool
	// mapRune changes a typed rune; 0 drops it.
	mapRune func(rune) rune
	// shape reshapes the text after a change; cursor counts runes.
	shape func(text string, cursor int) (string, int)
	// separator tells runes that shape puts in by itself.
	separator func(rune) bool
	// noCompose keeps the composer out of fields of digits.
	noCompose bool
	// raw keeps the text as given (passwords).
	raw bool

	onText  func(string)
	onFocus func(bool)
	onRing  func() // draws the focus

	word    compose.Word
	history history
	erasing bool // the change in work takes letters away
	quiet   bool
	focused bool
}

func newEdit() *edit {
	e := &edit{}
	e.Wrapping = fyne.TextWrap(fyne.TextTruncateClip)
	e.Entry.OnChanged = e.changed
	e.ExtendBaseWidget(e)
	return e
}

func (e *edit) setScope(s *Scope) { e.scope = s }

func (e *edit) router() *Router {
	if e.scope == nil {
		return nil
	}
	return e.scope.router
}

func (e *edit) mods() fyne.KeyModifier {
	if r := e.router(); r != nil {
		return r.mods()
	}
	return heldModifiers()
}

// AcceptsTab takes Tab away from Fyne, whose order is that of the layout; the
// scope moves the focus in the order of the paper.
func (e *edit) AcceptsTab() bool { return true }

// FocusGained remembers the focus and tells the field.
func (e *edit) FocusGained() {
	e.focused = true
	e.Entry.FocusGained()
	e.drawRing()
	if e.onFocus != nil {
		e.onFocus(true)
	}
}

// FocusLost ends the word in work and tells the field.
func (e *edit) FocusLost() {
	e.focused = false
	e.finishWord()
	e.Entry.FocusLost()
	e.drawRing()
	if e.onFocus != nil {
		e.onFocus(false)
	}
}

func (e *edit) drawRing() {
	if e.onRing != nil {
		e.onRing()
	}
}

// KeyDown ends the repeats of a key that was held when the focus came here.
func (e *edit) KeyDown(event *fyne.KeyEvent) {
	e.letGo()
	e.Entry.KeyDown(event)
}

// KeyUp does the same.
func (e *edit) KeyUp(event *fyne.KeyEvent) {
	e.letGo()
	e.Entry.KeyUp(event)
}

func (e *edit) letGo() {
	if r := e.router(); r != nil {
		r.held = 0
	}
}

// TypedKey edits the text or gives the key away.
func (e *edit) TypedKey(event *fyne.KeyEvent) {
	c := chordOf(event, e.mods())
	if r := e.router(); r != nil && r.burstKey(e, c.Key) {
		return
	}
	if e.onChord != nil && e.onChord(c) {
		return
	}
	if isPrintable(c.Key) || isModifierKey(c.Key) {
		return // arrives as a rune, or says nothing by itself
	}
	if e.edits(c) {
		e.erasing = c.Key == fyne.KeyBackspace || c.Key == fyne.KeyDelete
		e.skipSeparator(c.Key)
		e.noteErase(c.Key)
		e.Entry.TypedKey(event)
		return
	}
	if e.scope != nil {
		e.finishWord() // the verb may read the value
		e.scope.HandleChord(c)
	}
}

// TypedShortcut edits the text or gives the chord away.
func (e *edit) TypedShortcut(shortcut fyne.Shortcut) {
	c, ok := chordOfShortcut(shortcut)
	if ok && e.onChord != nil && e.onChord(c) {
		return
	}
	if ok && !isEditingChord(c) {
		if e.MultiLine && c == (Chord{Key: fyne.KeyReturn, Mods: fyne.KeyModifierAlt}) {
			e.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
			return
		}
		e.finishWord()
		if e.scope != nil && e.scope.HandleChord(c) {
			return
		}
	}
	e.erasing = c.Key == fyne.KeyX || c.Key == fyne.KeyBackspace || c.Key == fyne.KeyDelete
	switch shortcut.(type) {
	case *fyne.ShortcutUndo:
		e.step(e.history.back())
	case *fyne.ShortcutRedo:
		e.step(e.history.forward())
	default:
		e.Entry.TypedShortcut(shortcut)
	}
}

// TypedRune writes a rune, through the composer where that is on.
func (e *edit) TypedRune(r rune) {
	if e.Disabled() {
		return
	}
	e.erasing = false
	router := e.router()
	if router != nil && router.repeats(r) {
		return
	}
	if router != nil {
		router.burstRune(e, r)
		router.typing.noteRune(r, router.now())
	}
	if e.mapRune != nil {
		if r = e.mapRune(r); r == 0 {
			return
		}
	}
	if router == nil || e.noCompose || e.Password || !router.typing.active() || e.SelectedText() != "" {
		e.word.Reset()
		e.Entry.TypedRune(r)
		return
	}
	if !router.typing.composes(r) {
		e.finishWord()
		e.Entry.TypedRune(r)
		return
	}
	e.composeRune(r, router.typing)
}

// composeRune lets the composer change the letters before the cursor.
func (e *edit) composeRune(r rune, t *Typing) {
	before := e.letters()
	if e.word.String() != before {
		e.word = compose.Load(before)
	}
	after := e.word.Type(r, t.Method, t.Style)
	e.replaceBefore([]rune(before), []rune(after))
}

// finishWord gives back the keys of a word that is no Vietnamese after all.
func (e *edit) finishWord() {
	r := e.router()
	if r == nil || e.noCompose || !r.typing.active() {
		e.word.Reset()
		return
	}
	before := e.letters()
	if e.word.String() == before && before != "" {
		e.replaceBefore([]rune(before), []rune(e.word.Finish()))
	}
	e.word.Reset()
}

// letters are the letters directly before the cursor.
func (e *edit) letters() string {
	runes := []rune(e.Text)
	end := min(e.CursorTextOffset(), len(runes))
	start := end
	for start > 0 && compose.IsWordRune(runes[start-1]) {
		start--
	}
	return string(runes[start:end])
}

// replaceBefore turns the runes before the cursor from old into new with as
// few edits as can be, as one change to the owner.
func (e *edit) replaceBefore(old, new []rune) {
	same := 0
	for same < len(old) && same < len(new) && old[same] == new[same] {
		same++
	}
	if same == len(old) && same == len(new) {
		return
	}
	e.quiet = true
	for range old[same:] {
		e.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	}
	for _, r := range new[same:] {
		e.Entry.TypedRune(r)
	}
	e.quiet = false
	e.changed(e.Text)
}

// changed is the one place through which every edit passes: typing, paste,
// undo, cut.
func (e *edit) changed(text string) {
	if e.quiet {
		return
	}
	shaped, cursor := text, e.CursorTextOffset()
	if !e.raw && !norm.NFC.IsNormalString(text) {
		shaped, cursor = nfcWithCursor(text, cursor)
	}
	if e.shape != nil {
		shaped, cursor = e.shape(shaped, cursor)
	}
	if shaped != text {
		e.put(shaped, cursor)
	}
	e.history.add(moment{shaped, cursor}, e.erasing)
	if e.onText != nil {
		e.onText(shaped)
	}
}

// put sets text and cursor without telling the owner.
func (e *edit) put(text string, cursor int) {
	e.quiet = true
	e.Entry.SetText(text)
	e.quiet = false
	e.setCursor(cursor)
}

// load is put for a value that comes from the program: undo does not go back
// behind it.
func (e *edit) load(text string, cursor int) {
	e.put(text, cursor)
	e.history.begin(moment{text, cursor})
}

// step goes back or forward in the history of the field.
func (e *edit) step(m moment, ok bool) {
	if !ok {
		return
	}
	e.word.Reset()
	e.put(m.text, m.cursor)
	if e.onText != nil {
		e.onText(m.text)
	}
}

// setCursor places the cursor of a one-line field, or at the end of a
// multi-line one.
func (e *edit) setCursor(cursor int) {
	n := len([]rune(e.Text))
	cursor = max(0, min(cursor, n))
	if e.MultiLine {
		row, col := 0, 0
		for _, r := range []rune(e.Text)[:cursor] {
			col++
			if r == '\n' {
				row, col = row+1, 0
			}
		}
		e.CursorRow, e.CursorColumn = row, col
	} else {
		e.CursorRow, e.CursorColumn = 0, cursor
	}
	e.Refresh()
}

// skipSeparator steps over a separator that shape would put back.
func (e *edit) skipSeparator(key fyne.KeyName) {
	if e.separator == nil || e.SelectedText() != "" {
		return
	}
	runes, at := []rune(e.Text), e.CursorTextOffset()
	switch {
	case key == fyne.KeyBackspace && at > 0 && e.separator(runes[at-1]):
		e.CursorColumn--
	case key == fyne.KeyDelete && at < len(runes) && e.separator(runes[at]):
		e.CursorColumn++
	}
}

// noteErase tells the typing state of a backspace, by which a system input
// method is recognised, and lets the composer forget the erased letter.
func (e *edit) noteErase(key fyne.KeyName) {
	if key != fyne.KeyBackspace {
		return
	}
	if r := e.router(); r != nil {
		r.typing.noteErase(r.now())
	}
	if e.word.String() == e.letters() {
		e.word.Backspace()
	}
}

// edits tells the keys an entry uses itself.
func (e *edit) edits(c Chord) bool {
	switch c.Key {
	case fyne.KeyBackspace, fyne.KeyDelete, fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyEnd:
		return !e.Disabled()
	case fyne.KeyUp, fyne.KeyDown, fyne.KeyPageUp, fyne.KeyPageDown:
		return e.MultiLine && !e.Disabled()
	}
	return false
}

// isEditingChord tells the chords that belong to the text and never to the
// screen while a field is focused.
func isEditingChord(c Chord) bool {
	ctrl := fyne.KeyModifierShortcutDefault
	switch c.Key {
	case fyne.KeyZ, fyne.KeyY, fyne.KeyX, fyne.KeyC, fyne.KeyV, fyne.KeyA:
		return c.Mods == ctrl
	case fyne.KeyLeft, fyne.KeyRight:
		return c.Mods == ctrl || c.Mods == ctrl|fyne.KeyModifierShift
	case fyne.KeyBackspace, fyne.KeyDelete:
		return c.Mods == ctrl
	}
	return false
}

// isPrintable tells key names whose character follows as a rune. Keys Fyne has
// no name for are among them: they give the letters of other layouts.
func isPrintable(name fyne.KeyName) bool {
	switch name {
	case fyne.KeyUnknown, fyne.KeySpace:
		return true
	}
	return len(name) == 1 && unicode.IsPrint(rune(name[0]))
}

// nfcWithCursor composes the text and keeps the cursor behind the same letters.
func nfcWithCursor(text string, cursor int) (string, int) {
	runes := []rune(text)
	head := norm.NFC.String(string(runes[:min(cursor, len(runes))]))
	return norm.NFC.String(text), len([]rune(head))
}
