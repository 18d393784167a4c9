package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"strings"
)

// citizenCard is what the QR code of a citizen's old card says.
type citizenCard struct {
	number, old, name, birth, sex, address string
}

func (c citizenCard) qr() string {
	return strings.Join([]string{c.number, c.old, c.name, c.birth, c.sex, c.address, "31122021"}, "|")
}

// All of them are synthetic and stand in the training population.
var (
	// The card has another last name and another hamlet than the population
	// database.
	misprintedCard = citizenCard{"001090000002", "012345678", "Đỗ Đức Mẫu", "01071990", "Nam", "Thôn Hai, Xã Hai, Hà Nội"}
	fatherCard     = citizenCard{"001083102193", "283951215", "Phạm Quang Ví", "16081983", "Nam", "Tổ 2, Phường Mẫu 12, Hà Nội"}
	motherCard     = citizenCard{"079186102330", "260035680", "Huỳnh Thị Thanh Thử", "17041986", "Nữ", "Tổ 9, Phường Mẫu 14, Thành phố Hồ Chí Minh"}
)

const (
	yearOnly  = "038154100686" // the database has the year of birth and no more
	olderKid  = "001214104933" // twelve years old
	youngerID = "079319105070" // six years old
)

// twoDifferences is an exchange whose old card differs twice from the population
// database: one value is taken from the database, the other is kept, and the
// paper that proves it comes from the scanner's folder.
func twoDifferences(s *scenario) {
	s.begin("canbo")
	s.citizen(func() {
		s.wait("screen-ready", "screen=intake", "stage=door")
		s.scan(misprintedCard.qr())
		s.dossier = s.wait("dossier-open").text("dossier")
		s.wait("lookup", "status=differs", "differences=2")
		s.wait("screen-ready", "stage=differences")
		s.still("intake-hai-khac-biet")
		s.press("2") // the name is the database's
		s.wait("difference-settled", "field=name", "choice=registry", "open=1")
		s.press("1", "Down", "Return") // the hamlet stays, a paper proves the change
		s.wait("difference-settled", "field=permanent", "choice=typed", "open=0")
		s.wait("screen-ready", "stage=form")
		s.phoneAndCard() // the cursor stands on what is missing
		s.press("alt+6")
		s.attachScan()
		s.press("ctrl+Return")
		s.allPictures()
		s.review()
	})
	s.toTheEnd()
}

// noHand is a citizen without fingers of the left hand who cannot write, and of
// whom only the year of birth is known: submitting is refused with words, the
// desk dies, and another clerk goes on.
func noHand(s *scenario) {
	s.begin("canbo")
	s.firstIssue(yearOnly)
	s.press("ctrl+Return")
	held := s.wait("held-up", "field=birth", "code=date-partial")
	if s.err == nil && !strings.Contains(held.text("says"), "thiếu ngày hoặc tháng") {
		s.fail("refusing a date without month", fmt.Errorf("it says %q", held.text("says")))
	}
	s.still("intake-thieu-thang-sinh")
	s.killDesk()

	s.reopenDraft("canbo2")
	s.wait("take-over-asked", "from=canbo")
	s.still("intake-nhan-lam-tiep")
	s.press("Return")
	s.wait("taken-over", "from=canbo")
	s.sameDossier()
	s.press("ctrl+a")
	s.write("10/05/1954") // as the birth certificate says
	s.press("ctrl+Return")
	s.wait("held-up", "field=phone", "code=missing")
	s.write(phone)
	s.wait("saved", "pending=false")
	s.press("ctrl+Return")
	s.wait("screen-ready", "stage=differences")
	s.press("1", "Return") // the certificate proves it
	s.wait("difference-settled", "field=birth", "choice=typed", "open=0")
	s.wait("screen-ready", "stage=form")
	s.press("ctrl+Return")
	s.take(0)
	s.take(1)
	s.wait("capture-step", "step=2")
	for finger := range 4 {
		s.press("m")
		for range finger {
			s.press("Down")
		}
		s.press("Return", "Return") // amputated
		s.wait("excepted", "step=2")
	}
	s.wait("capture-step", "step=3")
	s.press("m", "Return", "Return") // the left thumb
	s.wait("excepted", "step=3")
	s.press("space")
	s.wait("captured", "step=3", "items=1")
	s.take(4)
	s.take(5) // the photo that proves it
	s.wait("capture-done")
	s.thumbprint()
	s.toTheEnd()
}

// firstIssue begins at the door the first issue of a person of the population
// database.
func (s *scenario) firstIssue(number string) {
	s.wait("screen-ready", "screen=intake", "stage=door")
	s.write(number)
	s.press("Return")
	s.dossier = s.wait("dossier-open").text("dossier")
	s.wait("lookup", "status=matched")
	s.press("1") // first issue
	s.wait("saved", "pending=false")
}

// thumbprint is the review of somebody who cannot write.
func (s *scenario) thumbprint() {
	s.wait("review-act", "act=0")
	s.dataSlip()
	s.press("t")
	s.write("Phạm Thị Mẫu")
	s.press("Return")
	s.write("khuyet")
	s.still("intake-diem-chi")
	s.press("Return") // takes the reason
	s.press("ctrl+Return")
	s.wait("review-act", "act=3", "fee=0")
	s.finish()
}

// family is a household of four in a row: two exchanges, and two first issues of
// children for whom their father acts. One sum is told at the end.
func family(s *scenario) {
	s.begin("canbo")
	s.wait("screen-ready", "screen=intake", "stage=door")
	s.scan(fatherCard.qr())
	s.wait("dossier-open")
	s.wait("lookup", "status=matched")
	s.phoneAndCard()
	s.press("ctrl+Return")
	s.allPictures()
	s.review()

	s.press("ctrl+g")
	s.wait("dossier-open")
	s.scan(motherCard.qr())
	s.wait("screen-ready", "stage=differences") // she is registered elsewhere: there the cursor stands
	s.wait("lookup", "differences=1")
	s.press("2")
	s.wait("difference-settled", "field=permanent", "choice=registry", "open=0")
	s.wait("screen-ready", "stage=form")
	s.phoneAndCard()
	s.press("ctrl+Return")
	s.allPictures()
	s.review()

	s.child(olderKid)
	s.review()
	s.child(youngerID)
	s.wait("review-act", "act=0")
	s.dataSlip()
	s.press("Return")
	s.wait("household-fee", "dossiers=4", "total=30000")
	s.still("intake-le-phi-ca-ho")
	s.finish()
}

// child is the first issue of the next of the household, a child: the
// representative and a paper about him are wanted before any picture.
func (s *scenario) child(number string) {
	s.press("ctrl+g")
	s.wait("dossier-open")
	s.press("1", "Return") // first issue, which has one reason
	s.press("alt+2")
	s.wait("screen-ready", "stage=form")
	s.write(number)
	s.wait("lookup")
	s.press("ctrl+Return")
	s.wait("held-up", "field=representative", "code=missing")
	s.write(fatherCard.name)
	s.wait("saved", "pending=false")
	s.press("ctrl+Return")
	s.wait("held-up", "field=phone", "code=missing")
	s.write(phone)
	s.wait("saved", "pending=false")
	s.press("ctrl+Return")
	s.wait("screen-ready", "stage=differences")
	s.press("2") // where the database says the child lives
	s.wait("difference-settled", "open=0")
	s.wait("screen-ready", "stage=form")
	s.press("ctrl+Return")
	s.attachScan()
	s.still("intake-giay-to-nguoi-dai-dien")
	s.press("ctrl+Return")
	s.allPictures()
}

// allPictures takes the five pictures of somebody of whom all can be taken.
func (s *scenario) allPictures() {
	for step := range 5 {
		s.take(step)
	}
	s.wait("capture-done")
}

// attachScan lays a page into the scanner's folder and adds it to the paper in
// work.
func (s *scenario) attachScan() {
	s.wait("documents-shown")
	s.scannerPage()
	s.wait("scans", "count=1")
	s.press("1")
	s.wait("pages", "count=1")
	s.press("F10")
	s.wait("document-kept")
	s.wait("scans", "count=0") // the folder is clean again
}

// scannerPage writes a page as a scanner does.
func (s *scenario) scannerPage() {
	if s.err != nil {
		return
	}
	page := image.NewGray(image.Rect(0, 0, 620, 877))
	for y := range 877 {
		for x := range 620 {
			shade := color.Gray{Y: 250}
			if y%28 < 3 && y > 80 && x > 60 && x < 560 {
				shade.Y = 40
			}
			page.SetGray(x, y, shade)
		}
	}
	var out bytes.Buffer
	err := jpeg.Encode(&out, page, nil)
	s.fail("making a page", err)
	s.scanned("scan0001.jpg", out.Bytes())
}
