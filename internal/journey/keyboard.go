package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// cardOfAnother is a card as a scanner types it, of somebody who is not in the
// form.
const cardOfAnother = "001090000002|012345678|Đỗ Đức Mậu|01071990|Nam|Thôn Đông, Ba Vì|31122021"

// paperKeys fill the long form of the gallery: what is typed into each field and
// what it then holds. Enter follows each.
var paperKeys = []struct{ key, typed, holds string }{
	{"name", "nguyeenx thij huowngf", "NGUYỄN THỊ HƯỜNG"},
	{"alias", "thuys", "THÚY"},
	{"number", "001190000002", "001190000002"},
	{"old", "012345678", "012345678"},
	{"born", "010290", "01/02/1990"},
	{"sex", "2", "Nữ"},
	{"people", "ed", "Ê Đê"},
	{"faith", "cong", "Công giáo"},
	{"nation", "Vieetj Nam", "Việt Nam"},
	{"blood", "3", "AB"},
	{"married", "2", "Có"},
	{"birthplace", "ba vi", ""}, // Enter, then the line
	{"home", "bdhn", ""},
	{"stay", "Windows data", "Windows data"}, // no Vietnamese: left alone
	{"now", "thoon DDoong, BB", "thôn Đông, BB"},
	{"work", "laf ass", "là as"}, // a tone taken back
	{"phone", "0912345678", "0912345678"},
	{"mail", "an@vidu.vn", "an@vidu.vn"},
	{"father", "ddoox ddwcs maauj", "ĐỖ ĐỨC MẬU"},
	{"fatherNumber", "001060000004", "001060000004"},
	{"fatherBorn", "1960", "1960"},
	{"mother", "lee thij an", "LÊ THỊ AN"},
	{"motherNumber", "001162000005", "001162000005"},
	{"motherBorn", "--/02/1962", "--/02/1962"},
	{"spouse", "", ""},
	{"spouseNumber", "", ""},
	{"appointment", "1/2/2027", "01/02/2027"},
	{"fee", "50000", "50000"},
	{"taken", " ", "true"},
	{"note", "hoaf tieengs Vieetj", "hòa tiếng Việt"},
}

// keyboardOnly fills the long form and answers dialogs in a real window without
// a mouse: letters are composed, Enter walks the order of the paper, verbs are
// reached from inside fields, dialogs take the keys and give the focus back, and
// a scanner is taken out of the field it typed into.
func keyboardOnly(s *scenario) {
	home := filepath.Join(s.stage.dir, "home") // the folder in which a file is chosen
	for _, name := range []string{"Giấy tờ/quyết định.pdf", "sổ hộ khẩu.png", "Ảnh/chân dung.png"} {
		path := filepath.Join(home, name)
		s.fail("preparing a folder", os.MkdirAll(filepath.Dir(path), 0o755))
		s.fail("preparing a folder", os.WriteFile(path, make([]byte, 300<<10), 0o644))
	}
	s.openGallery("HOME=" + home)
	if s.err != nil {
		return
	}
	s.press("F1", "F1")
	s.wait("page", "number=2")

	lines := map[string]string{"birthplace": "soos 5", "home": "ngox 12"}
	for _, f := range paperKeys {
		s.write(f.typed)
		if line, ok := lines[f.key]; ok {
			s.press("Return")
			s.write(line)
		}
		s.press("Return")
	}
	s.hears("Hết tờ khai")
	held := map[string]string{"birthplace": "số 5|Ba Vì, Hà Nội", "home": "ngõ 12|Ba Đình, Hà Nội"}
	for _, f := range paperKeys {
		if held[f.key] == "" {
			held[f.key] = f.holds
		}
	}
	s.holds(held)
	s.still("kit-to-khai")

	// Verbs from inside a field of text.
	s.press("F10")
	s.hears("F10")
	s.press("ctrl+Return")
	s.hears("Ctrl+Enter")
	s.press("F9", "alt+z")
	s.hears("Đã lấy lại ảnh.")

	// A dialog has the focus when it opens, on what is safe, and gives it back.
	s.press("F2", "Return")
	s.hears("Không")
	s.press("F2", "Right", "Return")
	s.hears("Có")
	s.press("F2", "Escape")
	s.hears("Không")
	s.press("F3", "Return", "F4")
	s.write("thieu")
	s.press("Return", "Return")
	s.hears("Trả lại: Thiếu giấy tờ")
	s.press("alt+o")
	s.still("kit-chon-tep")
	s.write("giay")
	s.press("Return")
	s.settle() // the folder is read beside the keys
	s.press("Return")
	s.hears("Tệp: quyết định.pdf")
	s.press("alt+o", "Escape", "End")
	s.write(" 9")
	held["note"] += " 9"
	s.holds(held)

	// The scanner writes into the note, whose text stays as it was.
	s.scan(cardOfAnother)
	s.hears("Quét: " + cardOfAnother)
	s.holds(held)
	s.press("shift+Return") // the box to tick, where no text is written
	s.scan(cardOfAnother)
	s.hears("Quét: " + cardOfAnother)
	s.holds(held)

	// Backspace goes through a composed word letter by letter.
	s.press("Return", "ctrl+a")
	s.write("dduowngf")
	s.press("BackSpace", "BackSpace", "BackSpace")
	held["note"] = "đư"
	s.holds(held)

	// The other way of typing, by key.
	s.press("F12")
	s.wait("typing", "method=VNI")
	s.press("ctrl+a")
	s.write("d9u7o7ng2")
	held["note"] = "đường"
	s.holds(held)
	s.closeGallery()
}

// takeKeyboard gives the gallery's window the keyboard and presses F11 until the
// gallery answers: the focus that X gave the window takes a moment to arrive there,
// and a key before that is lost.
func (s *scenario) takeKeyboard() {
	if s.err != nil {
		return
	}
	s.fail("focusing the window", s.keys.xdotool("search", "--sync", "--onlyvisible", "--name", "Bàn Căn cước", "windowfocus", "--sync"))
	for range 40 {
		s.press("F11")
		if s.err != nil {
			return
		}
		ctx, cancel := context.WithTimeout(s.ctx, 500*time.Millisecond)
		_, err := s.desk.wait(ctx, "values")
		cancel()
		if err == nil {
			s.press("Escape") // answers to earlier presses are before the answer to this one
			s.hears("Esc")
			return
		}
	}
	s.fail("giving the window the keyboard", errors.New("the gallery takes no keys"))
}

// hears waits until the gallery says a text.
func (s *scenario) hears(text string) { s.wait("said", "text="+text) }

// holds asks the page of the gallery for its values and compares them.
func (s *scenario) holds(want map[string]string) {
	s.press("F11")
	got := s.wait("values")
	if s.err != nil {
		return
	}
	var faults []string
	for key, value := range want {
		if got.text(key) != value {
			faults = append(faults, fmt.Sprintf("%s holds %q, want %q", key, got.text(key), value))
		}
	}
	if len(faults) > 0 {
		s.fail("looking at the fields", fmt.Errorf("%s", strings.Join(faults, "; ")))
	}
}
