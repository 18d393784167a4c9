package kit

import "strings"

// historySteps bounds what a field remembers for undo.
const historySteps = 200

// moment is the content of a field at one time.
type moment struct {
	text   string
	cursor int
}

// history is the undo memory of a field. Letters typed or erased one after the
// other are one step, up to the end of a word: undo takes back a word, not a
// letter and not everything.
type history struct {
	past, future []moment
	now          moment
	grew, shrank bool
}

// begin starts anew from a content that cannot be undone.
func (h *history) begin(m moment) { *h = history{now: m} }

// add takes note of a new content; erased tells that letters were taken away
// (a composed letter may also shorten the text).
func (h *history) add(m moment, erased bool) {
	if m.text == h.now.text {
		h.now.cursor = m.cursor
		return
	}
	grew := !erased
	ends := strings.HasSuffix(h.now.text, " ") && !strings.HasSuffix(m.text, " ")
	if joined := (grew && h.grew && !ends) || (!grew && h.shrank); !joined {
		h.past = append(h.past, h.now)
		if len(h.past) > historySteps {
			h.past = h.past[1:]
		}
	}
	h.now, h.future, h.grew, h.shrank = m, nil, grew, !grew
}

// back gives the content before the last step.
func (h *history) back() (moment, bool) {
	if len(h.past) == 0 {
		return moment{}, false
	}
	h.future = append(h.future, h.now)
	h.now, h.past = h.past[len(h.past)-1], h.past[:len(h.past)-1]
	h.grew, h.shrank = false, false
	return h.now, true
}

// forward gives the content that back left.
func (h *history) forward() (moment, bool) {
	if len(h.future) == 0 {
		return moment{}, false
	}
	h.past = append(h.past, h.now)
	h.now, h.future = h.future[len(h.future)-1], h.future[:len(h.future)-1]
	h.grew, h.shrank = false, false
	return h.now, true
}
