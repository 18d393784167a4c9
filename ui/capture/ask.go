package capture

import (
	"carddesk/app/dossier"
	"carddesk/ui/kit"
)

// overrideWords are the reasons for keeping a picture, in the clerk's words.
var overrideWords = map[string]string{
	"body":         "Thể trạng công dân không cho phép tốt hơn",
	"custom":       "Trang phục tôn giáo, dân tộc, vẫn rõ mặt",
	"surroundings": "Điều kiện nơi thu nhận không cho phép tốt hơn",
	"wrong-remark": "Đã xem kỹ, ảnh đạt",
	"other":        "Lý do khác",
}

// askKeep asks why a picture that something is wrong with is kept.
func (p *Panel) askKeep() {
	if !p.presenter.Remarked() {
		return
	}
	var reasons []kit.Choice
	for _, code := range dossier.OverrideReasons() {
		reasons = append(reasons, kit.Choice{Code: code, Text: overrideWords[code]})
	}
	kit.Choose(p.router, "Vì sao giữ ảnh này?", reasons, func(why kit.Choice) {
		if why.Code != "other" {
			p.presenter.KeepAnyway(why.Code, "")
			return
		}
		note := kit.NewTextField("Lý do", kit.Required(), kit.Width(40))
		kit.Prompt(p.router, kit.Form{
			Title: "Ghi rõ lý do", Fields: []kit.Field{note},
			Done: func() { p.presenter.KeepAnyway(why.Code, note.Value()) },
		})
	})
}

// askNoRoll asks why no fingers are rolled.
func (p *Panel) askNoRoll() {
	kit.Choose(p.router, "Không lăn được vân tay?", []kit.Choice{
		{Code: dossier.RolledNoDevice, Text: "Thiết bị không lăn được"},
		{Code: dossier.RolledImpossible, Text: "Tay công dân không lăn được"},
	}, func(why kit.Choice) { p.presenter.NoRoll(why.Code) })
}
