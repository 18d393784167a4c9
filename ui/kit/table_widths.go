package kit

import (
	"maps"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Widths are the column widths the user changed, by key, to be kept. They count
// digits of the text size, as [TableColumn.Chars] does, and so hold at any size.
func (t *Table) Widths() map[string]float32 { return maps.Clone(t.widths) }

// SetWidths takes kept widths back. Keys that the table has not are of another
// release and do nothing; a column is never narrower than can be seen.
func (t *Table) SetWidths(widths map[string]float32) {
	t.widths = map[string]float32{}
	for _, c := range t.columns {
		if w, kept := widths[c.Key]; kept {
			t.widths[c.Key] = max(leastColumn, w)
		}
	}
	t.Refresh()
}

// leastColumn is the narrowest column, in digits.
const leastColumn = 4

// digitWidth is the width of a digit at the text size.
func digitWidth() float32 {
	return fyne.MeasureText("0", theme.TextSize(), fyne.TextStyle{}).Width
}

// columnWidths shares the width out between the columns.
func (t *Table) columnWidths(total float32) []float32 {
	digit := digitWidth()
	out := make([]float32, len(t.columns))
	free, takers := total, 0
	for i, c := range t.columns {
		w, kept := t.widths[c.Key]
		if w *= digit; !kept {
			w = digit*float32(c.Chars) + 4*gap
			if c.Stretch {
				takers++
			}
		}
		out[i] = w
		free -= w
	}
	if free > 0 && takers > 0 {
		for i, c := range t.columns {
			if _, kept := t.widths[c.Key]; c.Stretch && !kept {
				out[i] += free / float32(takers)
			}
		}
	}
	return out
}
