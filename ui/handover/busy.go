package handover

// Busy reports whether a chip is being read or a finger compared: the desk does
// not lock itself then.
func (s *Screen) Busy() bool { return s.presenter.reading.Busy() || s.presenter.acting.Busy() }
