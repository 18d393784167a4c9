package admin

import (
	"errors"
	"net/http"
	"slices"

	"carddesk/sync/registry"
)

// askTakeBack shows what the centre may do with a card where it is now.
func (a *Admin) askTakeBack(v *visit) error {
	card, err := a.registry.Card(v.req.Context(), v.req.PathValue("serial"))
	if err != nil {
		return err
	}
	return a.show(v, "takeback", "Hủy hoặc thu hồi thẻ", map[string]any{"Card": card, "Reasons": registry.RecallReasons()})
}

// takeBack voids or recalls a card.
func (a *Admin) takeBack(v *visit) error {
	card, err := a.registry.Card(v.req.Context(), v.req.PathValue("serial"))
	if err != nil {
		return err
	}
	what, reason, again := v.req.PostFormValue("what"), v.req.PostFormValue("reason"), v.req.PostFormValue("again") == "yes"
	recall := what == "recall"
	if !recall && what != "void" || !slices.Contains(registry.RecallReasons(), reason) {
		return a.refuse(v, http.StatusBadRequest, "Chưa đủ", "Cần chọn việc phải làm và lý do.")
	}
	if recall && again {
		return a.refuse(v, http.StatusBadRequest, "Chưa đủ", "Chỉ thẻ bị hủy mới được đặt làm lại ngay. Thẻ thu hồi thì chưa.")
	}
	if recall && !card.Recallable || !recall && !card.Voidable {
		return a.refuseState(v, card)
	}
	if err := a.note(v, what+"-card-"+reason, card.Serial); err != nil {
		return err
	}
	if recall {
		err = a.registry.RecallCard(v.req.Context(), card.Serial, reason)
	} else {
		err = a.registry.VoidCard(v.req.Context(), card.Serial, reason, again)
	}
	if errors.Is(err, registry.ErrCardState) { // its office was quicker
		if card, err = a.registry.Card(v.req.Context(), card.Serial); err == nil {
			return a.refuseState(v, card)
		}
	}
	if err != nil {
		return err
	}
	return a.back(v, "/dossiers/"+card.Dossier)
}

func (a *Admin) refuseState(v *visit, card registry.CardStanding) error {
	return a.refuse(v, http.StatusConflict, "Không làm được", "Thẻ này đang ở trạng thái “"+word(card.State)+"”, không làm việc này được. Thẻ chưa rời kho của điểm thu nhận thì hủy được; thẻ đã làm xong thì thu hồi được.")
}

// refuse says in words why something is not done.
func (a *Admin) refuse(v *visit, status int, title, text string) error {
	a.page(v.w, v.req, status, "failed", view{Title: title, Session: v.session, CSRF: v.csrf, Data: text})
	return nil
}
