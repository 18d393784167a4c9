package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/container"

	"carddesk/app/store"
	"carddesk/device/sessionlock"
	"carddesk/internal/crash"
	"carddesk/ui/kit"
	"carddesk/ui/kit/compose"
	"carddesk/ui/screen"
	"carddesk/ui/shell"
	"carddesk/ui/words"
)

// smallest is the smallest screen that the desk is made for.
var smallest = fyne.NewSize(1366, 768)

// settings are the flags of the desk.
type settings struct {
	training bool
	data     string
	registry string
}

func parseSettings(args []string) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("carddesk", flag.ContinueOnError)
	flags.BoolVar(&s.training, "training", false, "bàn tập huấn: dữ liệu, thiết bị và trung ương mô phỏng")
	flags.StringVar(&s.data, "data", "", "thư mục dữ liệu")
	flags.StringVar(&s.registry, "training-registry-address", "127.0.0.1:0", "địa chỉ của trung ương tập huấn")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	if s.data == "" {
		s.data = filepath.Join(dataFolder(), "carddesk")
		if s.training {
			s.data += "-training"
		}
	}
	return s, nil
}

// dataFolder is where this system keeps the data of programs.
func dataFolder() string {
	if runtime.GOOS == "windows" {
		if shared := os.Getenv("ProgramData"); shared != "" {
			return shared
		}
	}
	if own := os.Getenv("XDG_DATA_HOME"); own != "" {
		return own
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "."
	}
	return filepath.Join(home, ".local", "share")
}

// runDesk opens the window at once and prepares the desk behind it.
func runDesk(ctx context.Context, args []string) error {
	s, err := parseSettings(args)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(s.data, 0o700); err != nil {
		return err
	}
	var w *deskWindow
	shown := make(chan struct{})
	lock, err := store.LockFolder(s.data, func() {
		<-shown
		fyne.Do(func() {
			w.window.RequestFocus()
			w.events.Emit("brought-forward")
		})
	})
	if errors.Is(err, store.ErrInUse) {
		fmt.Fprintln(os.Stderr, "Bàn Căn cước đang mở; cửa sổ đó được đưa lên trước.")
		return nil
	}
	if err != nil {
		return err
	}
	// A desk without it works; only a crash would say more than it should.
	if err := crash.Guard(filepath.Join(s.data, "log")); err != nil {
		fyne.LogError("keeping last words free of values", err)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w = newDeskWindow(ctx, s)
	w.interrupted = lock.Interrupted()
	w.app.Lifecycle().SetOnStarted(func() {
		close(shown)
		if err := kit.RepairBackspace(w.window); err != nil {
			fyne.LogError("repairing the backspace of input methods", err)
		}
	})
	go w.prepare()
	go func() { // a signal ends the desk like its own way out
		<-ctx.Done()
		fyne.Do(w.quit)
	}()
	release := sync.OnceValue(lock.Release)
	go func() {
		<-w.closed
		endSoon(func() { _ = release() })
	}()
	w.window.ShowAndRun()
	w.quit() // a screen that went away ends the window without asking
	cancel()
	<-w.closed
	return release()
}

// endGrace is how long the window library may take for its own end.
const endGrace = 3 * time.Second

// endSoon ends the process when the window library does not. Fyne 2.7.1 waits for
// ever for an event that reaches its queue while the queue is being closed (runGL
// in internal/driver/glfw/loop.go). Nothing of the desk is open by then.
func endSoon(last func()) {
	time.Sleep(endGrace)
	last()
	os.Exit(0)
}

// deskWindow is the window from its opening to its end.
type deskWindow struct {
	ctx      context.Context
	settings settings
	app      fyne.App
	window   fyne.Window
	events   kit.Events
	note     *kit.Text
	prepared chan *parts // nil when preparing failed
	frame    *shell.Frame
	closing  kit.Once
	asking   bool // the first start is being asked for: nothing is being prepared

	interrupted bool // the desk did not end by itself the last time
	closed      chan struct{}
}

func newDeskWindow(ctx context.Context, s settings) *deskWindow {
	w := &deskWindow{
		ctx: ctx, settings: s, events: newEvents(s.training),
		prepared: make(chan *parts, 1), closed: make(chan struct{}),
	}
	w.app = app.NewWithID("vn.example.carddesk")
	w.app.Settings().SetTheme(kit.NewTheme(false, 100))
	if err := kit.UseVietnamese(); err != nil {
		fyne.LogError("Vietnamese words", err)
	}
	w.window = w.app.NewWindow("Bàn Căn cước")
	w.window.SetPadded(false)
	w.window.SetMaster()
	w.window.Resize(smallest)
	w.note = kit.NewText("Đang chuẩn bị bàn làm việc…")
	w.window.SetContent(container.NewCenter(w.note))
	w.window.SetCloseIntercept(w.quit)
	return w
}

// prepare makes everything ready off the UI goroutine, then shows the login.
func (w *deskWindow) prepare() {
	log := newLog(w.settings.data)
	around, err := surround(w.ctx, w.settings, log)
	if errors.Is(err, errNotEnrolled) {
		fyne.Do(w.askFirst)
		return
	}
	var p *parts
	if err == nil {
		p, err = assemble(w.ctx, w.settings.data, around, log)
	}
	if err != nil {
		log.Error("preparing the desk failed", "error", err)
		w.prepared <- nil
		fyne.Do(func() {
			w.note.SetText("Không mở được bàn làm việc. " + words.Of(err).Line() + " Chi tiết trong tệp log/carddesk.log của thư mục dữ liệu.")
			w.note.SetColor(kit.ColorFault)
			w.events.Emit("failed")
		})
		return
	}
	w.prepared <- p
	fyne.Do(func() { w.show(p) })
}

func (w *deskWindow) show(p *parts) {
	habits, err := shell.NewHabitKeeper(w.settings.data)
	if err != nil {
		p.desk.Log.Error("habits of users", "error", err)
	}
	w.frame = shell.New(shell.Options{
		Env: screen.Env{
			Bench: p.around.bench, Context: w.ctx, Desk: p.desk, Events: w.events, Log: p.desk.Log,
			Router: kit.NewRouter(w.window.Canvas()), Runner: kit.FyneRunner{}, Training: p.around.training,
		},
		Interrupted: w.interrupted, Window: w.window, Accounts: p.around.accounts, Received: p.received, Configured: p.config, Created: p.created,
		Idle: func() (after, warn time.Duration) {
			return lockTimes(p.book.Book().Policy, p.around.training, p.desk.Clock.Now())
		},
		SessionLocked: sessionlock.Watch(w.ctx, p.desk.Log), Trouble: p.care.words,
		Typing: &kit.Typing{Method: compose.Telex}, Habits: habits, Quit: w.quit,
	})
}

// quit saves what is typed, ends everything in order and closes the window. A
// second press while it works does nothing.
func (w *deskWindow) quit() {
	w.closing.Start(func(func()) {
		if w.frame != nil {
			w.frame.Close()
		}
		if w.asking {
			w.prepared <- nil
		}
		go func() {
			defer close(w.closed)
			if p := <-w.prepared; p != nil {
				if err := p.close(); err != nil {
					p.desk.Log.Error("closing the desk", "error", err)
				}
				p.around.close()
			}
			w.events.Emit("closed")
			fyne.Do(w.app.Quit)
		}()
	})
}

func runGallery(ctx context.Context, _ []string) error {
	a := app.NewWithID("vn.example.carddesk.gallery")
	a.Settings().SetTheme(kit.NewTheme(false, 100))
	if err := kit.UseVietnamese(); err != nil {
		fyne.LogError("Vietnamese words", err)
	}
	w := a.NewWindow("Bàn Căn cước")
	w.Resize(smallest)
	kit.GalleryWithEvents(w, newEvents(true))
	go func() {
		<-ctx.Done()
		fyne.Do(a.Quit)
		endSoon(func() {})
	}()
	w.ShowAndRun()
	return nil
}
