package figures

import (
	"strconv"

	"carddesk/app/report/money"
	"carddesk/app/report/sheet"
)

// Show is a cell as Vietnamese papers write it: 1.234, 12,5, 25/11/2026.
func Show(column sheet.Column, cell sheet.Cell) string {
	switch {
	case cell.Empty:
		return ""
	case column.Kind == sheet.Date:
		return cell.Date.String()
	case column.Kind == sheet.Decimal:
		sign, n := "", cell.Number
		if n < 0 {
			sign, n = "-", -n
		}
		return sign + Thousands(n/10) + "," + strconv.FormatInt(n%10, 10)
	case column.Kind == sheet.Number || column.Kind == sheet.Money:
		return Thousands(cell.Number)
	}
	return cell.Text
}

// Thousands writes a whole number with a dot between groups of three digits.
func Thousands(n int64) string { return money.Grouped(n) }
