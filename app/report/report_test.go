package report

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestDateInWords(t *testing.T) {
	tests := map[string]string{
		"2026-01-05": "ngày 05 tháng 01 năm 2026",
		"2026-02-28": "ngày 28 tháng 02 năm 2026",
		"2026-03-01": "ngày 01 tháng 3 năm 2026",
		"2026-09-30": "ngày 30 tháng 9 năm 2026",
		"2026-10-10": "ngày 10 tháng 10 năm 2026",
	}
	for day, want := range tests {
		at, err := time.ParseInLocation(time.DateOnly, day, vietnam)
		if err != nil {
			t.Fatal(err)
		}
		if got := dateInWords(at); got != want {
			t.Errorf("%s: %q", day, got)
		}
	}
	// Half past midnight in Vietnam is still the day before in UTC.
	at := time.Date(2026, 11, 28, 17, 30, 0, 0, time.UTC)
	if got := hourInWords(at) + ", " + weekday(at) + ", " + dateInWords(at); got != "00 giờ 30 phút, Chủ nhật, ngày 29 tháng 11 năm 2026" {
		t.Errorf("got %q", got)
	}
	from, to := Day(at)
	if from.UTC() != time.Date(2026, 11, 28, 17, 0, 0, 0, time.UTC) || to.Sub(from) != 24*time.Hour {
		t.Errorf("day from %v to %v", from, to)
	}
}

func TestEveryVietnameseLetterHasAGlyph(t *testing.T) {
	letters := "aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY" +
		"àáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụỳýỷỹỵÀÁẢÃẠÈÉẺẼẸÌÍỈĨỊÒÓỎÕỌÙÚỦŨỤỲÝỶỸỴ" +
		"ŏŭčĕĭñŎŬČĔĬÑ₫–—’‘“”`~0123456789" // letters of Ê Đê, Ba Na, Gia Rai and Cơ Ho names among them
	for r := rune(0x1EA0); r <= 0x1EF9; r++ {
		letters += string(r)
	}
	for _, r := range letters {
		if !hasGlyph(r) {
			t.Errorf("%c (%U) has no glyph", r, r)
		}
	}
}

func TestClean(t *testing.T) {
	tests := map[string]string{
		"":                             "",
		"  Nguyễn \t\n Thị  ":          "Nguyễn Thị",
		"Nguye\u0302\u0303n":           "Nguyễn",    // decomposed
		"a\u202eb\u200bc\ufeffd":       "abcd",      // direction mark, zero-width space, byte order mark
		"A\ufeff\u0300":                "À",         // composed over what is dropped
		"tên \U0001F600 \uE000 漢":      "tên □ □ □", // outside of the typeface
		"a\x00b":                       "a b",
		"H'Hen Niê, Y-Kđăm, K’Brơi, №": "H'Hen Niê, Y-Kđăm, K’Brơi, №",
	}
	for in, want := range tests {
		if got := clean(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		once := clean(rapid.String().Draw(t, "text"))
		if twice := clean(once); twice != once {
			t.Errorf("%q becomes %q", once, twice)
		}
	})
}

func TestExpand(t *testing.T) {
	values := Holder{"a": "một", "b": "{a}"}
	tests := map[string]string{
		"":             "",
		"x {a} y":      "x một y",
		"{a}{b}":       "một{a}", // a value is not a template
		"thiếu {none}": "thiếu " + blank,
	}
	for in, want := range tests {
		if got := expand(in, values); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// Every template is complete and asks for nothing that the program never gives.
func TestTemplates(t *testing.T) {
	all, err := forms()
	if err != nil {
		t.Fatal(err)
	}
	known := knownFields()
	var keys []string
	for _, f := range all {
		key := f.Regime + "/" + f.Circular + "/" + f.Code + "/" + string(f.Kind)
		if slices.Contains(keys, key) {
			t.Errorf("%s is there twice", key)
		}
		keys = append(keys, key)
		if f.Title == "" || f.Size < 9 || (f.Code == "") != (f.Circular == "") {
			t.Errorf("%s: title %q, size %v", key, f.Title, f.Size)
		}
		if _, err := time.Parse(time.DateOnly, f.From); err != nil {
			t.Errorf("%s: %v", key, err)
		}
		if f.Regime == "2014" && f.To == "" || f.Regime == "2023" && f.From < "2024-07-01" {
			t.Errorf("%s is in force outside of its law: %s to %s", key, f.From, f.To)
		}
		for _, other := range all {
			together := other.Kind == f.Kind && other.From <= cmp.Or(f.To, "9999") && f.From <= cmp.Or(other.To, "9999")
			if together && (other.Title != f.Title || other.Subtitle != f.Subtitle || other.Code != f.Code) {
				t.Errorf("%s and %s %s are in force together", key, other.Circular, other.Code)
			}
		}
		signed := false
		for _, b := range f.Blocks {
			signed = signed || b.Signatures != nil
			for _, field := range fieldsOf(b) {
				if !known[field] {
					t.Errorf("%s asks for unknown field %q", key, field)
				}
			}
		}
		if !signed {
			t.Errorf("%s has no signatures", key)
		}
	}
}

// fieldsOf lists the fields that a block refers to.
func fieldsOf(b block) []Field {
	var fields []Field
	for _, row := range b.Rows {
		for _, f := range row {
			fields = append(fields, f.Field)
		}
	}
	for _, c := range b.Columns {
		fields = append(fields, c.Field)
	}
	for _, text := range append([]string{b.Text}, b.Banner...) {
		for _, piece := range strings.Split(text, "{")[1:] {
			name, _, _ := strings.Cut(piece, "}")
			fields = append(fields, Field(name))
		}
	}
	return fields
}

func knownFields() map[Field]bool {
	known := map[Field]bool{}
	for _, f := range []Field{
		FieldName, FieldOtherName, FieldBirth, FieldSex, FieldNumber, FieldOldNumbers, FieldEthnic, FieldReligion,
		FieldNationality, FieldMarital, FieldBlood, FieldBirthPlace, FieldOrigin, FieldPermanent, FieldPresent,
		FieldOccupation, FieldEducation, FieldFather, FieldMother, FieldSpouse, FieldRepresentative,
		FieldHouseholder, FieldPhone, FieldMark, FieldKind, FieldReason, FieldOldCard, FieldFee, FieldDelivery,
		FieldReceipt, FieldPlace, FieldDue, FieldOfficePhone, FieldOfficeName, FieldCardNumber, FieldCardIssued,
		FieldCardSerial, FieldCardState, FieldChip, FieldRecipient, FieldAuthority, FieldProcedure, FieldArticle,
		FieldRemedy, FieldHour, FieldDate, FieldResidence, FieldAddressee, FieldDetail, FieldResult, FieldEmail,
		FieldRepresentativeName, FieldRepresentativeBirth, FieldRepresentativeSex, FieldRepresentativeNumber,
		FieldNote, FieldSign, FieldGiver, FieldTaker, FieldCount,
		FieldFirst, FieldLast, FieldVoid, FieldAmount, FieldAmountWords, FieldCash, FieldTransfer, FieldExempt, FieldRefund, FieldCounted,
	} {
		known[f] = true
	}
	return known
}

// What the circulars set is either known from a source or marked.
func TestFormsSayWhatIsUnconfirmed(t *testing.T) {
	list, err := Forms()
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]bool{}
	for _, f := range list {
		if f.Circular != "" {
			codes[f.Circular+" "+f.Code] = f.Unconfirmed != ""
		}
	}
	for _, code := range []string{
		"17/2024/TT-BCA CC01", "17/2024/TT-BCA CC02", "17/2024/TT-BCA CC03", "17/2024/TT-BCA CC04", "17/2024/TT-BCA DC02",
		"66/2015/TT-BCA CC01", "66/2015/TT-BCA CC02", "66/2015/TT-BCA CC03", "66/2015/TT-BCA CC12", "5709/QĐ-BCA-C06 TK01",
	} {
		if marked, there := codes[code]; !there || !marked {
			t.Errorf("%s: there %v, marked %v", code, there, marked)
		}
	}
}

// One code means other forms under the two laws, and a dossier begun under the
// old one keeps its forms.
func TestFormIsChosen(t *testing.T) {
	for _, c := range []struct {
		kind             formKind
		regime, at, want string // circular and code; "" for none
	}{
		{dataSlip, "", "2024-06-30T23:59", "66/2015/TT-BCA CC02"},
		{dataSlip, "", "2024-07-01T00:00", "17/2024/TT-BCA CC01"},
		{dataSlip, "2014", "2026-11-25T09:00", "66/2015/TT-BCA CC02"},
		{dataSlip, "2023", "2026-11-25T09:00", "17/2024/TT-BCA CC01"},
		{dataSlip, "2023", "2024-06-30T23:59", ""},
		{dataSlip, "", "2015-12-31T23:59", ""},
		{application, "", "2021-06-30T23:59", "66/2015/TT-BCA CC01"},
		{application, "", "2021-07-01T00:00", ""},
		{application, "2014", "2026-11-25T09:00", ""}, // went out of use before its law did
		{appointment, "2014", "2024-07-02T09:00", "66/2015/TT-BCA CC03"},
		{appointment, "", "2024-07-02T09:00", "17/2024/TT-BCA CC02"},
		{refusal, "", "2024-07-02T09:00", "17/2024/TT-BCA CC03"},
		{request, "", "2024-07-01T00:00", "17/2024/TT-BCA DC02"},
		{request, "2014", "2026-11-25T09:00", ""}, // the old DC02 is another form
		{numbers, "", "2024-07-01T00:00", "17/2024/TT-BCA CC04"},
		{account, "", "2025-06-30T23:59", ""},
		{account, "", "2025-07-01T00:00", "5709/QĐ-BCA-C06 TK01"},
		{handingOn, "2014", "2024-06-30T09:00", "66/2015/TT-BCA CC12"},
		{handingOn, "", "2026-11-25T09:00", " "},
		{oldCard, "2014", "2021-07-01T09:00", " "},
		{handover, "2014", "2026-11-25T09:00", " "},
		{handover, "2023", "2026-11-25T09:00", " "},
		{handoverList, "2023", "2026-11-25T09:00", " "},
	} {
		at, err := time.ParseInLocation("2006-01-02T15:04", c.at, vietnam)
		if err != nil {
			t.Fatal(err)
		}
		f, err := findForm(c.kind, c.regime, at)
		if c.want == "" {
			if !errors.Is(err, ErrNoForm) {
				t.Errorf("%s of %q at %s: %s %s, %v", c.kind, c.regime, c.at, f.Circular, f.Code, err)
			}
			continue
		}
		if got := f.Circular + " " + f.Code; err != nil || got != c.want {
			t.Errorf("%s of %q at %s: %q, %v, want %q", c.kind, c.regime, c.at, got, err, c.want)
		}
		if c.regime != "" && f.Regime != "" && f.Regime != c.regime {
			t.Errorf("%s of %q at %s is of %q", c.kind, c.regime, c.at, f.Regime)
		}
	}
	if err := WriteRequest(io.Discard, RequestForm{Print: Print{Regime: "2014", Printed: time.Unix(1764000000, 0)}}); !errors.Is(err, ErrNoForm) {
		t.Errorf("a form that the law does not have: %v", err)
	}
}

func TestSourceNamesTheAct(t *testing.T) {
	for want, f := range map[string]form{
		"Mẫu CC01 ban hành kèm theo Thông tư số 17/2024/TT-BCA":    {Code: "CC01", Circular: "17/2024/TT-BCA"},
		"Mẫu TK01 ban hành kèm theo Quyết định số 5709/QĐ-BCA-C06": {Code: "TK01", Circular: "5709/QĐ-BCA-C06"},
		"": {},
	} {
		if got := f.source(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestSameInputSameBytes(t *testing.T) {
	slip := DataSlip{Print: Print{Printed: time.Unix(1764000000, 0), Training: true}, ReceiptNumber: "MH01-26-000123-7",
		Holder: Holder{FieldName: "NGUYỄN THỊ VI DƯ", FieldSex: "Nữ", FieldBirth: "1999"}}
	write := func() []byte {
		var b bytes.Buffer
		if err := WriteDataSlip(&b, slip); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	first := write()
	for range 3 {
		if !bytes.Equal(write(), first) {
			t.Fatal("two prints of the same slip differ")
		}
	}
	if len(slip.Holder) != 3 {
		t.Error("the caller's values were changed")
	}
}

func TestListThatDoesNotFit(t *testing.T) {
	fits := List{Print: Print{Printed: time.Unix(1764000000, 0)}, Columns: make([]Column, 2),
		Rows: [][]string{{"a", "b"}}, Signers: make([]Signer, 1)}
	if err := WriteList(io.Discard, fits); err != nil {
		t.Error(err)
	}
	ragged, bare, unsigned := fits, fits, fits
	ragged.Rows = [][]string{{"a", "b"}, {"a"}}
	bare.Columns = nil
	unsigned.Signers = nil
	for _, l := range []List{ragged, bare, unsigned} {
		if err := WriteList(io.Discard, l); !errors.Is(err, ErrList) {
			t.Errorf("%d columns, %d signers: %v", len(l.Columns), len(l.Signers), err)
		}
	}
}

func TestPortraitThatIsNone(t *testing.T) {
	for name, data := range map[string][]byte{
		"garbage":   []byte("no picture"),
		"cut":       []byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00"),
		"bomb":      []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x00\x00\x00\x01\x00\x00\x08\x02\x00\x00\x00\x3a\x1b\x12\x34"),
		"JPEG 2000": []byte("\xff\x4f\xff\x51\x00\x2f"),
	} {
		slip := DataSlip{Print: Print{Printed: time.Unix(1764000000, 0)}, Portrait: data}
		if err := WriteDataSlip(io.Discard, slip); !errors.Is(err, ErrPortrait) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Any text whatever gives a document.
func TestAnyTextIsPrintable(t *testing.T) {
	write := func(name, address, officer string, training bool) error {
		slip := DataSlip{
			Print:  Print{Printed: time.Unix(1764000000, 0), Training: training, Office: Office{Name: name, Place: address}},
			Holder: Holder{FieldName: name, FieldPermanent: address, FieldSex: address},
			Clerk:  Officer{Name: officer}, ByThumb: training, ThumbReason: officer,
		}
		var b bytes.Buffer
		err := WriteDataSlip(&b, slip)
		if err == nil && !bytes.HasPrefix(b.Bytes(), []byte("%PDF-")) {
			err = errors.New("not a PDF")
		}
		return err
	}
	if err := write(strings.Repeat("W", 9000), strings.Repeat("a b ", 3000), `(\)\`, true); err != nil {
		t.Error(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String()
		if err := write(text.Draw(t, "name"), text.Draw(t, "address"), text.Draw(t, "officer"), rapid.Bool().Draw(t, "training")); err != nil {
			t.Error(err)
		}
	})
}

func FuzzClean(f *testing.F) {
	f.Add("NGUYỄN THỊ VI DƯ")
	f.Add("\xff\xfe{name}\u202e\U0001F600 e\u0302\u0323")
	f.Fuzz(func(t *testing.T, text string) {
		got := clean(text)
		if !utf8.ValidString(got) || strings.TrimSpace(got) != got || clean(got) != got {
			t.Errorf("%q gives %q", text, got)
		}
		for _, r := range got {
			if r != ' ' && !hasGlyph(r) {
				t.Errorf("%q gives %U, which has no glyph", text, r)
			}
		}
	})
}

func BenchmarkDataSlip(b *testing.B) {
	holder := Holder{}
	for field := range knownFields() {
		holder[field] = "Số 12, ngõ 34, thôn Đông, xã Mẫu Hai, tỉnh Mẫu Một"
	}
	slip := DataSlip{Print: Print{Printed: time.Unix(1764000000, 0)}, ReceiptNumber: "MH01-26-000123-7", Holder: holder}
	for b.Loop() {
		if err := WriteDataSlip(io.Discard, slip); err != nil {
			b.Fatal(err)
		}
	}
}
