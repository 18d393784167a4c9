package desk

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"carddesk/app/dossier"
	"carddesk/app/report"
)

// CardListPaper makes the list that goes with the cards: holders sign on that of an
// officer or a school, the post on that of a posting.
func (d *Desk) CardListPaper(ctx context.Context, list string) (Paper, error) {
	view, err := d.CardListView(ctx, list)
	if err != nil {
		return Paper{}, err
	}
	var pdf bytes.Buffer
	if view.Kind == dossier.ListPost {
		err = report.WritePostList(&pdf, d.postPaper(view))
	} else {
		err = report.WriteHandoverList(&pdf, d.handoverPaper(view))
	}
	if err != nil {
		return Paper{}, fmt.Errorf("making a list of cards: %w", err)
	}
	code := "danh-sach-tra-the"
	if view.Kind == dossier.ListPost {
		code = "bang-ke-buu-gui"
	}
	return d.paper(ctx, code, pdf.Bytes())
}

func (d *Desk) handoverPaper(view CardListView) report.Handing {
	// The paper that comes back signed must say which list it is.
	place := strings.TrimSpace(view.Unit + " (danh sách số " + view.ID + ")")
	p := report.Handing{Print: d.print(), Place: place, Giver: d.officer(), Taker: report.Officer{Name: view.Taker}, Supervisor: d.supervisor()}
	for _, item := range view.Items {
		p.Rows = append(p.Rows, report.Holder{
			report.FieldName: strings.ToUpper(item.Holder.Name), report.FieldBirth: showDate(item.Holder.Birth),
			report.FieldCardNumber: groupedNumber(item.Holder.Number), report.FieldReceipt: item.Holder.Receipt,
		})
	}
	return p
}

func (d *Desk) postPaper(view CardListView) report.PostList {
	p := report.PostList{Print: d.print(), Number: view.ID, Post: view.Taker, Giver: d.officer()}
	for _, item := range view.Items {
		p.Rows = append(p.Rows, report.PostRow{Number: item.Number, Name: strings.ToUpper(item.Holder.Name),
			Address: item.Holder.Address, Phone: phoneText(item.Holder.Phone)})
	}
	return p
}

// CardsBackPaper makes the record of what became of the cards of a list.
func (d *Desk) CardsBackPaper(ctx context.Context, list string) (Paper, error) {
	view, err := d.CardListView(ctx, list)
	if err != nil {
		return Paper{}, err
	}
	p := report.CardsBack{Print: d.print(), Number: view.ID, Taker: view.Taker, Out: view.OpenedAt, Away: len(view.Away()),
		Officer: d.officer(), Supervisor: d.supervisor()}
	if view.Unit != "" {
		p.Taker += ", " + view.Unit + ","
	}
	for _, state := range ItemStates() {
		if n := view.Count(state); n > 0 {
			p.Counts = append(p.Counts, fmt.Sprintf("%d thẻ %s", n, lowerFirst(ItemStateWords(state))))
		}
	}
	for _, item := range view.Items {
		p.Rows = append(p.Rows, report.BackRow{Name: strings.ToUpper(item.Holder.Name), Birth: showDate(item.Holder.Birth),
			Card: item.Serial, Outcome: item.Words()})
	}
	var pdf bytes.Buffer
	if err := report.WriteCardsBack(&pdf, p); err != nil {
		return Paper{}, fmt.Errorf("making the record of a list of cards: %w", err)
	}
	return d.paper(ctx, "doi-chieu-the", pdf.Bytes())
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
