package report

import (
	"fmt"
	"math"

	"carddesk/app/port"
)

// hands lists the fingers as the table of a form shows them.
var hands = []struct {
	name    string
	fingers []port.Position
}{
	{"Tay phải", []port.Position{port.RightThumb, port.RightIndex, port.RightMiddle, port.RightRing, port.RightLittle}},
	{"Tay trái", []port.Position{port.LeftThumb, port.LeftIndex, port.LeftMiddle, port.LeftRing, port.LeftLittle}},
}

// fingerTable writes the ten fingers with quality or the reason why one was not
// taken, and the irises where the law knows them.
func (s *paper) fingerTable(lines []FingerLine, iris string, withIris bool) {
	s.table(fingerRows(lines))
	if !withIris {
		s.y += 1
		return
	}
	if clean(iris) == "" {
		iris = "chưa thu nhận"
	}
	s.y += 1
	s.paragraph([]run{{"Mống mắt:", regular}, {iris, regular}}, fingerSize)
	s.y += 1
}

const fingerSize = 9.5

// fingerRows is the table of the ten fingers.
func fingerRows(lines []FingerLine) table {
	said := map[port.Position]string{}
	for _, l := range lines {
		said[l.Position] = fingerInWords(l)
	}
	t := table{size: fingerSize, head: []string{"Vân tay", "Ngón cái", "Ngón trỏ", "Ngón giữa", "Ngón nhẫn", "Ngón út"},
		widths: []float64{24, 30.2, 30.2, 30.2, 30.2, 30.2}, align: "LCCCCC"}
	for _, hand := range hands {
		cells := []cell{{text: hand.name, style: bold}}
		for _, f := range hand.fingers {
			text := said[f]
			if text == "" {
				text = "chưa thu nhận"
			}
			cells = append(cells, cell{text: text})
		}
		t.rows = append(t.rows, cells)
	}
	return t
}

// fingerInWords says how a finger was taken.
func fingerInWords(l FingerLine) string {
	if l.Exception != "" {
		return "Không thu nhận được: " + l.Exception
	}
	return fmt.Sprintf("Chất lượng %.0f", math.Floor(l.Quality))
}
