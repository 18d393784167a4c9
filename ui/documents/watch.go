package documents

import (
	"slices"
	"time"

	"carddesk/app/desk"
	"carddesk/ui/kit"
)

// watchEvery is how often the scanner's folder is looked at.
const watchEvery = time.Second

// watch looks at the folder of the scanner as long as the panel is open. A
// folder that cannot be read shows no files; the next look may find it.
func (p *Presenter) watch() {
	if p.watched != nil {
		return
	}
	open := true
	stop := func() {}
	p.watched = func() {
		open = false
		stop()
	}
	var look func()
	look = func() {
		kit.Background(p.owner, p.desk.Scans, func(files []desk.ScanFile, err error) {
			if !open {
				return
			}
			if err == nil {
				p.showScans(files)
			}
			stop = p.after(watchEvery, look)
		})
	}
	look()
}

func (p *Presenter) showScans(files []desk.ScanFile) {
	if slices.Equal(files, p.scans) {
		return
	}
	p.scans = files
	p.view.ShowScans(files)
	p.events.Emit("scans", "count", len(files))
}
