package main

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
)

// papers is a child of twelve whose paper is scanned in TIFF, beside a file that
// nothing can read. Then the birth date turns out to be a grown-up's: the paper of
// the representative is said to be of another case. At last the old card is
// scanned into the open dossier, and what it says differently is asked about; that
// of somebody else is refused.
func papers(s *scenario) {
	s.begin("canbo")
	s.firstIssue(olderKid)

	s.press("alt+6")
	s.wait("documents-shown", "papers=0")
	broken := s.scanned("scan0001.pdf", []byte("%PDF-1.4\n"+"hỏng\n"))
	s.wait("scans", "count=1")
	s.press("1")
	s.wait("document-refused")
	s.still("intake-tep-khong-doc-duoc")
	s.fail("taking the file away", os.Remove(broken))
	s.wait("scans", "count=0")
	s.scanned("scan0002.tif", scannerTIFF(2))
	s.wait("scans", "count=1")
	s.press("1")
	s.wait("pages", "count=2")
	s.still("intake-hai-trang-tiff")
	s.press("F10")
	s.wait("document-kept", "papers=1")
	s.wait("scans", "count=0")

	s.press("alt+2")
	s.wait("screen-ready", "stage=form")
	s.press("Return", "Return") // to the birth date
	s.press("ctrl+a")
	s.write("03041994")
	s.press("Return")
	s.wait("saved", "pending=false")
	s.press("alt+6")
	s.wait("documents-shown", "papers=1")
	s.still("intake-giay-to-truong-hop-truoc")

	s.press("alt+2")
	s.wait("screen-ready", "stage=form")
	s.scan(citizenCard{olderKid, "", "Võ Văn Uớc", "03041994", "Nam", "Tổ 1, Phường Mẫu 11, Hà Nội"}.qr())
	s.wait("scanned")
	s.wait("screen-ready", "stage=differences")
	s.still("intake-quet-the-vao-ho-so")
	s.press("2") // a child after all
	s.wait("difference-settled", "field=birth", "choice=registry", "open=0")
	s.wait("screen-ready", "stage=form")

	s.press("alt+3")
	s.wait("screen-ready", "stage=form")
	s.write("hoan kiem")
	s.still("intake-chon-xa-phuong")
	s.press("Escape")
	s.scan(misprintedCard.qr()) // of somebody else
	s.wait("error-shown")
	s.still("intake-the-cua-nguoi-khac")
	s.press("Return")
}

// scanned lays a file into the scanner's folder and returns where.
func (s *scenario) scanned(name string, data []byte) string {
	path := filepath.Join(s.data, "scan", name)
	if s.err == nil {
		s.fail("scanning "+name, os.WriteFile(path, data, 0o600))
	}
	return path
}

// scannerTIFF is what a scanner with a feeder writes: pages of lines in grey, one
// behind the other (TIFF 6.0, section 4).
func scannerTIFF(pages int) []byte {
	const width, height = 620, 877
	b := []byte("II*\x00\x00\x00\x00\x00")
	link := 4 // where the offset of the next page belongs
	for page := range pages {
		strip := len(b)
		b = append(b, bytes.Repeat([]byte{250}, width*height)...)
		for line := range 24 - 8*page {
			for y := range 3 {
				at := strip + (100+28*line+y)*width
				for x := 60; x < 560; x++ {
					b[at+x] = 40
				}
			}
		}
		binary.LittleEndian.PutUint32(b[link:], uint32(len(b)))
		entries := [][3]uint32{ // tag, type, value
			{256, 4, width}, {257, 4, height}, {258, 3, 8}, {259, 3, 1}, {262, 3, 1},
			{273, 4, uint32(strip)}, {277, 3, 1}, {278, 4, height}, {279, 4, width * height},
		}
		b = binary.LittleEndian.AppendUint16(b, uint16(len(entries)))
		for _, e := range entries {
			b = binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16(b, uint16(e[0])), uint16(e[1]))
			b = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(b, 1), e[2])
		}
		link = len(b)
		b = append(b, 0, 0, 0, 0)
	}
	return b
}
