package today

import (
	"fmt"
	"time"

	"carddesk/app/desk"
	"carddesk/app/report/figures"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// funnelRows are how far the dossiers have come, with the share of the first line.
func funnelRows(funnel []desk.Door) [][]kit.Cell {
	rows := make([][]kit.Cell, len(funnel))
	for i, door := range funnel {
		share := "–"
		if first := funnel[0].Count; first > 0 {
			share = fmt.Sprintf("%d %%", (100*door.Count+first/2)/first)
		}
		rows[i] = []kit.Cell{{Text: door.Name}, {Text: figures.Thousands(door.Count), Bold: true}, {Text: share}}
	}
	return rows
}

// waitingRows are the states with the one that waits longest, then the slips.
func waitingRows(p desk.TodayPage, now time.Time) (rows [][]kit.Cell, doors []desk.Door) {
	for _, w := range p.Waiting {
		door := w.Door
		door.Name = words.State(w.State)
		rows = append(rows, []kit.Cell{{Text: door.Name}, {Text: figures.Thousands(door.Count), Bold: true}, {Text: waited(now.Sub(w.Since))}})
		doors = append(doors, door)
	}
	for _, s := range p.Slips {
		cell := kit.Cell{Text: figures.Thousands(s.Count), Bold: true}
		if s.Count > 0 {
			cell.Level = kit.LevelWarning
		}
		rows = append(rows, []kit.Cell{{Text: s.Name}, cell, {}})
		doors = append(doors, s)
	}
	return rows, doors
}

// waited is how long something waits, in the largest unit that says enough.
func waited(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "vừa xong"
	case d < time.Hour:
		return fmt.Sprintf("%d phút", int(d/time.Minute))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d giờ", int(d/time.Hour))
	}
	return fmt.Sprintf("%d ngày", int(d/(24*time.Hour)))
}

// lineRows are what was done by whom; the number that is stood on is in bold.
func lineRows(lines []desk.DayLine, column int) [][]kit.Cell {
	rows := make([][]kit.Cell, len(lines))
	for i, line := range lines {
		row := []kit.Cell{{Text: line.Clerk, Bold: i == len(lines)-1}, {Text: line.Station}}
		for j, door := range line.Doors {
			row = append(row, kit.Cell{Text: figures.Thousands(door.Count), Bold: j == column, Muted: door.Count == 0 && j != column})
		}
		rows[i] = row
	}
	return rows
}
