// Command demo opens the gallery of ui/kit in its own window. With -events it
// writes a JSON line to standard output for each thing that happens.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"carddesk/ui/kit"
)

// lines writes event lines.
type lines struct{ out *json.Encoder }

// Emit writes one event; attrs alternate key and value.
func (l lines) Emit(name string, attrs ...any) {
	line := map[string]any{"event": name}
	for i := 0; i+1 < len(attrs); i += 2 {
		line[fmt.Sprint(attrs[i])] = attrs[i+1]
	}
	if err := l.out.Encode(line); err != nil {
		fyne.LogError("writing an event line", err)
	}
}

func main() {
	withEvents := flag.Bool("events", false, "write event lines to standard output")
	flag.Parse()
	a := app.NewWithID("vn.carddesk.gallery")
	a.Settings().SetTheme(kit.NewTheme(false, 100))
	if err := kit.UseVietnamese(); err != nil {
		fyne.LogError("registering Vietnamese words", err)
	}
	w := a.NewWindow("Bàn Căn cước – giao diện")
	w.Resize(fyne.NewSize(1366, 768))
	var events kit.Events = kit.NoEvents{}
	if *withEvents {
		events = lines{json.NewEncoder(os.Stdout)}
	}
	a.Lifecycle().SetOnStarted(func() {
		kit.GalleryWithEvents(w, events)
		if err := kit.RepairBackspace(w); err != nil {
			fyne.LogError("repairing the backspace of input methods", err)
		}
	})
	w.ShowAndRun()
}
