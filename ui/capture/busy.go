package capture

// Busy reports whether a device is taking a picture.
func (p *Panel) Busy() bool { return p.presenter.once.Busy() }
