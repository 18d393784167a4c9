package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/device/card/proof"
)

// readingJSON is a reading for programs. Keys are stable; empty values of the
// chip are left out. Pictures are described, not contained.
type readingJSON struct {
	Reader  string      `json:"reader"`
	Access  string      `json:"access"`
	Started time.Time   `json:"started"`
	TookMS  int64       `json:"tookMs"`
	APDUs   int         `json:"apdus"`
	Passed  bool        `json:"passed"`
	Chip    chipJSON    `json:"chip"`
	Proofs  []proofJSON `json:"proofs"`
	Files   []fileJSON  `json:"files"`
}

type chipJSON struct {
	DocumentNumber string            `json:"documentNumber,omitempty"`
	PersonalNumber string            `json:"personalNumber,omitempty"`
	Name           string            `json:"name,omitempty"`
	MRZName        string            `json:"mrzName,omitempty"`
	MRZ            []string          `json:"mrz,omitempty"`
	Birth          string            `json:"birth,omitempty"`
	Sex            string            `json:"sex,omitempty"`
	Nationality    string            `json:"nationality,omitempty"`
	Ethnic         string            `json:"ethnic,omitempty"`
	Religion       string            `json:"religion,omitempty"`
	Origin         string            `json:"origin,omitempty"`
	Residence      string            `json:"residence,omitempty"`
	Identification string            `json:"identification,omitempty"`
	Issued         string            `json:"issued,omitempty"`
	Expires        string            `json:"expires,omitempty"`
	Father         string            `json:"father,omitempty"`
	Mother         string            `json:"mother,omitempty"`
	Spouse         string            `json:"spouse,omitempty"`
	OldNumber      string            `json:"oldNumber,omitempty"`
	Serial         string            `json:"serial,omitempty"`
	Unknown        map[string]string `json:"unknown,omitempty"` // field number → hexadecimal
	Unreadable     bool              `json:"unreadable,omitempty"`
	PortraitType   string            `json:"portraitType,omitempty"`
	PortraitBytes  int               `json:"portraitBytes,omitempty"`
}

type proofJSON struct {
	Name    string `json:"name"`
	Verdict string `json:"verdict"`
	Reason  string `json:"reason,omitempty"`
	Text    string `json:"text,omitempty"` // the reason in English
}

type fileJSON struct {
	Name   string `json:"name"`
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"`
}

func writeReadingJSON(out io.Writer, r port.CardReading) error {
	c := r.Chip
	result := readingJSON{
		Reader: r.ReaderName, Access: r.Access, Started: r.Started, TookMS: r.Took.Milliseconds(), APDUs: r.APDUs, Passed: r.Passed(),
		Chip: chipJSON{
			DocumentNumber: c.DocumentNumber, PersonalNumber: c.PersonalNumber, Name: c.Name, MRZName: c.MRZName,
			MRZ: strings.Fields(c.MRZ), Birth: c.Birth, Sex: c.Sex, Nationality: c.Nationality, Ethnic: c.Ethnic,
			Religion: c.Religion, Origin: c.Origin, Residence: c.Residence, Identification: c.Identification,
			Issued: c.Issued, Expires: c.Expires, Father: c.Father, Mother: c.Mother, Spouse: c.Spouse,
			OldNumber: c.OldNumber, Serial: c.Serial, Unreadable: c.Unreadable,
			PortraitType: c.PortraitType, PortraitBytes: len(c.Portrait),
		},
		Proofs: []proofJSON{}, Files: []fileJSON{},
	}
	for number, raw := range c.Unknown {
		if result.Chip.Unknown == nil {
			result.Chip.Unknown = map[string]string{}
		}
		result.Chip.Unknown[strconv.Itoa(number)] = hex.EncodeToString(raw)
	}
	for _, p := range r.Proofs {
		result.Proofs = append(result.Proofs, proofJSON{p.Name, string(p.Verdict), p.Reason, proof.Words(p.Reason).EN})
	}
	for _, name := range fileNames(r) {
		sum := sha256.Sum256(r.Files[name])
		result.Files = append(result.Files, fileJSON{string(name), len(r.Files[name]), hex.EncodeToString(sum[:])})
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(result)
}

func fileNames(r port.CardReading) []port.CardFile {
	var names []port.CardFile
	for name := range r.Files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

var proofNames = map[string]string{
	"access": "Mở chip", "hashes": "Dữ liệu nguyên vẹn", "signature": "Chữ ký số", "issuer": "Cơ quan phát hành",
	"active": "Chip thật (AA)", "chip": "Chip thật (CA)",
}

var verdictWords = map[port.Verdict]string{
	port.ProofPassed: "✓ đạt", port.ProofFailed: "✕ KHÔNG ĐẠT", port.ProofNotOffered: "○ không có",
}

// writeReadingText writes a reading for people.
func writeReadingText(out io.Writer, r port.CardReading) error {
	var b strings.Builder
	line := func(key, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s %s\n", pad(key+":", 22), value)
		}
	}
	c := r.Chip
	line("Số định danh", c.PersonalNumber)
	line("Họ và tên", c.Name)
	line("Tên trong MRZ", c.MRZName)
	line("Ngày sinh", dateWords(c.Birth))
	line("Giới tính", person.Sex(c.Sex).Word())
	line("Quốc tịch", c.Nationality)
	line("Dân tộc", c.Ethnic)
	line("Tôn giáo", c.Religion)
	line("Quê quán", c.Origin)
	line("Nơi thường trú", c.Residence)
	line("Đặc điểm nhân dạng", c.Identification)
	line("Cha", c.Father)
	line("Mẹ", c.Mother)
	line("Vợ, chồng", c.Spouse)
	line("Số CMND", c.OldNumber)
	line("Số thẻ", c.DocumentNumber)
	line("Ngày cấp", dateWords(c.Issued))
	expires := dateWords(c.Expires)
	if expires == "" {
		expires = "không thời hạn"
	}
	line("Có giá trị đến", expires)
	for i, text := range strings.Fields(c.MRZ) {
		line("MRZ dòng "+strconv.Itoa(i+1), text)
	}
	if len(c.Portrait) > 0 {
		line("Ảnh", fmt.Sprintf("%s, %d byte", c.PortraitType, len(c.Portrait)))
	}
	if c.Unreadable {
		line("Lưu ý", "một phần dữ liệu riêng (DG13) không đọc được")
	}
	numbers := make([]int, 0, len(c.Unknown))
	for number := range c.Unknown {
		numbers = append(numbers, number)
	}
	slices.Sort(numbers)
	for _, number := range numbers {
		line("Trường lạ "+strconv.Itoa(number), hex.EncodeToString(c.Unknown[number]))
	}
	b.WriteByte('\n')
	for _, p := range r.Proofs {
		name, ok := proofNames[p.Name]
		if !ok {
			name = p.Name
		}
		text := verdictWords[p.Verdict]
		if why := proof.Words(p.Reason).VI; why != "" {
			text += ". " + why
		}
		line(name, text)
	}
	line("Mở bằng", r.Access)
	line("Đọc trong", fmt.Sprintf("%d ms, %d lệnh", r.Took.Milliseconds(), r.APDUs))
	if r.Passed() {
		b.WriteString("\nKết luận: chip chứng minh được dữ liệu của mình.\n")
	} else {
		b.WriteString("\nKết luận: CHƯA chứng minh được dữ liệu của chip.\n")
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// pad fills up to n letters, counting letters and not bytes.
func pad(text string, n int) string {
	return text + strings.Repeat(" ", max(0, n-len([]rune(text))))
}

func dateWords(iso string) string {
	if d, err := person.ParseCivilDate(iso); err == nil && !d.IsZero() {
		return d.String()
	}
	return iso
}
