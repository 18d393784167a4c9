package intake

import (
	"context"
	"errors"
	"image"
	"strings"

	"carddesk/app/capture/mrzread"
	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// ZoneDesk is what reading the zone of an old card from a picture needs of the
// desk.
type ZoneDesk interface {
	ReadZone(ctx context.Context, path string) (mrzread.Reading, error)
	ReadZoneOf(ctx context.Context, id dossier.ID, code string) (mrzread.Reading, error)
	WatchZone(ctx context.Context, show func(image.Image)) (mrzread.Reading, error)
}

// ZoneView shows the live picture of the camera while the back of a card is held
// before it.
type ZoneView interface {
	// AskCamera opens the live picture; stop is called when the clerk ends it.
	// frame shows a picture and may be called from any goroutine; end closes.
	AskCamera(stop func()) (frame func(image.Image), end func())
}

// Where a picture of the old card's back is, besides files of the scanner's
// folder, which are named by their path, and papers of the dossier.
const (
	zoneCamera = "camera:"
	zonePaper  = "paper:" // followed by the code of an attached paper
)

// Zone asks where the picture of the old card's back is and reads its
// machine-readable zone. take is given the three lines; what check digits do not
// vouch for is never given.
func (c *Counter) Zone(opened desk.Opened, take func(lines string)) {
	ask(c, "Đang xem thư mục quét…", c.desk.Scans, func(files []desk.ScanFile) {
		list := []kit.Choice{{Code: zoneCamera, Text: "Giơ mặt sau thẻ trước máy ảnh", Detail: "đọc được là tự dừng"}}
		for _, f := range files {
			list = append(list, kit.Choice{Code: f.Path, Text: f.Name, Detail: "bản quét " + f.At.In(person.Zone()).Format("02/01 15:04")})
		}
		for _, item := range opened.Documents.Items {
			list = append(list, kit.Choice{Code: zonePaper + item.Code, Text: dossier.PaperName(item.Code), Detail: "giấy tờ của hồ sơ này"})
		}
		list = append(list, kit.Choice{Code: otherFile, Text: "Chọn tệp khác…"})
		c.view.Choose("Đọc dòng MRZ mặt sau thẻ cũ từ ảnh", list, func(picked kit.Choice) {
			paper, isPaper := strings.CutPrefix(picked.Code, zonePaper)
			switch {
			case picked.Code == zoneCamera:
				c.watchZone(take)
			case picked.Code == otherFile:
				c.view.AskFile("Ảnh mặt sau thẻ cũ", func(path string) { c.readZone(path, take) })
			case isPaper:
				c.zone(take, func(ctx context.Context) (mrzread.Reading, error) { return c.desk.ReadZoneOf(ctx, opened.ID, paper) })
			default:
				c.readZone(picked.Code, take)
			}
		})
		c.events.Emit("zone-asked", "scans", len(files))
	})
}

func (c *Counter) readZone(path string, take func(string)) {
	c.zone(take, func(ctx context.Context) (mrzread.Reading, error) { return c.desk.ReadZone(ctx, path) })
}

func (c *Counter) zone(take func(string), read func(context.Context) (mrzread.Reading, error)) {
	ask(c, "Đang tìm dòng MRZ trong ảnh…", read, func(reading mrzread.Reading) { c.tookZone(reading, take) })
}

func (c *Counter) tookZone(reading mrzread.Reading, take func(string)) {
	c.events.Emit("zone-read", "repaired", reading.Repaired, "name", reading.NameSure)
	c.view.ShowDone("Đã đọc dòng MRZ, các số kiểm tra đều đúng.")
	take(strings.Join(reading.Lines[:], "\n"))
}

// watchZone reads from the live picture of the camera until a zone is read or the
// clerk ends it.
func (c *Counter) watchZone(take func(string)) {
	c.once.Start(func(release func()) {
		ctx, stop := context.WithCancel(c.owner.Context())
		frame, end := c.view.AskCamera(stop)
		kit.Background(c.owner, func(context.Context) (mrzread.Reading, error) {
			defer stop()
			return c.desk.WatchZone(ctx, frame)
		}, func(reading mrzread.Reading, err error) {
			release()
			end()
			switch {
			case err == nil:
				c.tookZone(reading, take)
			case errors.Is(err, context.Canceled):
				c.events.Emit("zone-left")
			default:
				c.events.Emit("counter-failed")
				c.view.ShowError(words.Of(err))
			}
		})
	})
}

// askZone reads the zone of the old card from a picture, into the dossier in work
// or, at the door, into a new one.
func (s *Screen) askZone() {
	s.counter.Zone(s.presenter.Opened(), func(lines string) { s.presenter.Scanned(lines) })
}
