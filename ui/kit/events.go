package kit

// Events receives the event lines of training mode ("screen-ready", "saved"),
// on which window tests wait instead of sleeping. Attributes alternate key and
// value; values are ids, counts and words, never personal data.
type Events interface {
	Emit(name string, attrs ...any)
}

// NoEvents drops every event line: the release program and most tests.
type NoEvents struct{}

// Emit does nothing.
func (NoEvents) Emit(string, ...any) {}
