package dossier

// How a citizen confirmed the data slip, in [Review.Confirmed].
const (
	ConfirmedPaper = "signature"  // signed on paper, whose scan comes back
	ConfirmedThumb = "thumbprint" // a thumbprint on paper, before a witness
	ConfirmedPen   = "pen"        // signed with a pen or the mouse on the screen
)

// Pen is a signature written on the screen. It stands for the values of
// [Review.ConfirmedOf] and is kept sealed with the review section, nowhere else.
type Pen struct {
	Strokes string `json:"strokes"` // compact form of app/capture/pen
	Picture []byte `json:"picture"` // PNG, black on white, three times as wide as high
}

// signedOnScreen is the signature on the screen that stands; nil where the
// citizen confirmed in another way, or for other values than the slip's.
func (r Review) signedOnScreen() *Pen {
	if r.Confirmed != ConfirmedPen || r.ConfirmedOf != r.SlipOf {
		return nil
	}
	return r.Pen
}

// SignedPicture is the picture of the signature on the screen as it is printed on
// the data slip with the given values; nil where there is none for them.
func (r Review) SignedPicture(values string) []byte {
	if pen := r.signedOnScreen(); pen != nil && r.ConfirmedOf == values {
		return pen.Picture
	}
	return nil
}
