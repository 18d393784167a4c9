package main

import (
	"carddesk/ui/firststart"
	"carddesk/ui/kit"
	"carddesk/ui/kit/compose"
)

// askFirst asks what a station without data needs, and prepares the desk when it
// has it.
func (w *deskWindow) askFirst() {
	w.asking = true
	router := kit.NewRouter(w.window.Canvas())
	base := kit.NewScope("first-frame")
	base.On("Alt+Q", "Thoát", w.quit)
	router.Push(base)
	router.SetTyping(&kit.Typing{Method: compose.Telex})
	owner := kit.NewOwner(w.ctx, kit.FyneRunner{})
	e := &enroller{data: w.settings.data}
	first := firststart.New(e.setUp, owner, w.events, func() {
		owner.Stop()
		w.asking = false
		w.note.SetText("Đang chuẩn bị bàn làm việc…")
		w.window.SetContent(w.note)
		go w.prepare()
	})
	w.window.SetContent(router.Wrap(router.Feel(first.Content())))
	router.Push(first.Scope())
	first.Show()
}
