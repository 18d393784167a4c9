package desk

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"carddesk/app/dossier"
	"carddesk/app/report"
)

// Codes of the papers of lists, by which their prints are counted.
const (
	paperCardList  = "danh-sach-tra-the"
	paperPostList  = "bang-ke-buu-gui"
	paperCardsBack = "doi-chieu-the"
	paperCalls     = "goi-nhan-the"
)

// CardListPaper makes the list that goes with the cards: holders sign on that of an
// officer or a school, the post on that of a posting. One with more cards is another
// paper than the one before.
func (d *Desk) CardListPaper(ctx context.Context, list string) (ReportPaper, error) {
	view, err := d.CardListView(ctx, list)
	if err != nil {
		return ReportPaper{}, err
	}
	same := []string{view.ID}
	for _, item := range view.Items {
		same = append(same, item.Serial, item.Number)
	}
	if view.Kind == dossier.ListPost {
		return d.listPaper(ctx, paperPostList, same, func(w io.Writer, print report.Print) error {
			return report.WritePostList(w, d.postPaper(view, print))
		})
	}
	return d.listPaper(ctx, paperCardList, same, func(w io.Writer, print report.Print) error {
		return report.WriteHandoverList(w, d.handoverPaper(view, print))
	})
}

// listPaper makes a counted paper; same are the texts that make it the same paper when
// it is printed again.
func (d *Desk) listPaper(ctx context.Context, code string, same []string, write func(io.Writer, report.Print) error) (ReportPaper, error) {
	return d.bookPaper(ctx, code, code+"/"+digestOf(same...), func(print report.Print) ([]byte, error) {
		var pdf bytes.Buffer
		err := write(&pdf, print)
		return pdf.Bytes(), err
	})
}

func (d *Desk) handoverPaper(view CardListView, print report.Print) report.Handing {
	// The paper that comes back signed must say which list it is.
	place := strings.TrimSpace(view.Unit + " (danh sách số " + view.ID + ")")
	p := report.Handing{Print: print, Place: place, Giver: d.officer(), Taker: report.Officer{Name: view.Taker}, Supervisor: d.supervisor()}
	for _, item := range view.Items {
		p.Rows = append(p.Rows, report.Holder{
			report.FieldName: strings.ToUpper(item.Holder.Name), report.FieldBirth: showDate(item.Holder.Birth),
			report.FieldCardNumber: groupedNumber(item.Holder.Number), report.FieldReceipt: item.Holder.Receipt,
		})
	}
	return p
}

func (d *Desk) postPaper(view CardListView, print report.Print) report.PostList {
	p := report.PostList{Print: print, Number: view.ID, Post: view.Taker, Giver: d.officer()}
	for _, item := range view.Items {
		p.Rows = append(p.Rows, report.PostRow{Number: item.Number, Name: strings.ToUpper(item.Holder.Name),
			Address: item.Holder.Address, Phone: phoneText(item.Holder.Phone)})
	}
	return p
}

// CardsBackPaper makes the record of what became of the cards of a list.
func (d *Desk) CardsBackPaper(ctx context.Context, list string) (ReportPaper, error) {
	view, err := d.CardListView(ctx, list)
	if err != nil {
		return ReportPaper{}, err
	}
	p := report.CardsBack{Number: view.ID, Taker: view.Taker, Out: view.OpenedAt, Away: len(view.Away()),
		Officer: d.officer(), Supervisor: d.supervisor()}
	if view.Unit != "" {
		p.Taker += ", " + view.Unit + ","
	}
	for _, state := range ItemStates() {
		if n := view.Count(state); n > 0 {
			p.Counts = append(p.Counts, fmt.Sprintf("%d thẻ %s", n, lowerFirst(ItemStateWords(state))))
		}
	}
	same := []string{view.ID}
	for _, item := range view.Items {
		same = append(same, item.Serial, item.Words())
		p.Rows = append(p.Rows, report.BackRow{Name: strings.ToUpper(item.Holder.Name), Birth: showDate(item.Holder.Birth),
			Card: item.Serial, Outcome: item.Words()})
	}
	return d.listPaper(ctx, paperCardsBack, same, func(w io.Writer, print report.Print) error {
		p.Print = print
		return report.WriteCardsBack(w, p)
	})
}

// ItemStates are the states of a card of a list in the order in which they are told.
func ItemStates() []dossier.BookState {
	return []dossier.BookState{dossier.ItemHandedOver, dossier.ItemBack, dossier.ItemUndelivered, dossier.ItemLost,
		dossier.ItemElsewhere, dossier.ItemOut, dossier.ItemInPost}
}

var itemStateWords = map[dossier.BookState]string{
	dossier.ItemOut: "Cán bộ đang giữ", dossier.ItemInPost: "Đang ở bưu điện", dossier.ItemHandedOver: "Đã trả",
	dossier.ItemBack: "Mang về kho", dossier.ItemUndelivered: "Không phát được", dossier.ItemLost: "Thất lạc",
	dossier.ItemElsewhere: "Đã rời danh sách",
}

// ItemStateWords is the state of a card of a list in words.
func ItemStateWords(state dossier.BookState) string { return itemStateWords[state] }

var leftWords = map[dossier.CardState]string{
	dossier.CardArrived: "đã ở kho", dossier.CardHandedOver: "đã trả tại quầy", dossier.CardFaulty: "đã báo thẻ lỗi",
	dossier.CardReplaced: "đã thay thẻ khác", dossier.CardLost: "đã báo mất", dossier.CardRecalled: "trung ương thu hồi",
	dossier.CardUndelivered: "không phát được", dossier.CardSentBack: "đã gửi lại trung ương", dossier.CardVoid: "đã hủy",
	dossier.CardOut: "cán bộ khác giữ", dossier.CardInPost: "đang ở bưu điện",
}

// Words says in one line what became of the card.
func (i ListItem) Words() string {
	text := ItemStateWords(i.State)
	switch {
	case i.Elsewhere != "":
		return "Đã rời danh sách: " + leftWords[i.Elsewhere]
	case i.State == dossier.ItemElsewhere:
		return text + ": " + leftWords[i.LeftAs]
	case i.State == dossier.ItemHandedOver:
		text += " ngày " + showDate(i.Day)
		if i.Receiver != "" {
			text += ", người nhận thay " + i.Receiver
		}
	case i.State == dossier.ItemUndelivered:
		reason, _ := dossier.FindCoded(dossier.UndeliveredReasons(), i.Reason)
		text += ": " + lowerFirst(reason.Vietnamese)
	}
	if i.Number != "" && i.Away() {
		text += ", số " + i.Number
	}
	if i.Note != "" {
		text += " (" + i.Note + ")"
	}
	return text
}
