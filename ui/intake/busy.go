package intake

// Busy reports whether a citizen is being captured or a paper read: the desk
// does not lock itself then.
func (s *Screen) Busy() bool {
	return s.stage == atCapture && s.capture.Busy() || s.stage == atDocuments && s.papers.Presenter().Busy()
}

// Settle saves what is typed and calls then when it is on the disk, or cannot
// be.
func (s *Screen) Settle(then func(error)) { s.presenter.Flush(then) }
