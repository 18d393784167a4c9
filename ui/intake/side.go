package intake

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// side is what stands left and right of the work: the list of sections, and what
// is known of the person.
type side struct {
	headers  []*kit.SectionHeader
	sections fyne.CanvasObject
	known    fyne.CanvasObject

	presence *kit.Text
	lookup   *kit.KeyValues
	state    *kit.Text
	returned *fyne.Container
	alike    *fyne.Container // other dossiers of, perhaps, the same person
}

// Lines of the list of sections, in the order of the paper.
const (
	lineRequest = iota
	lineHolder
	lineDetails
	lineOldCard
	lineDifferences
	lineDocuments
	linePortrait
	lineFingers
	lineIris
	lineReview
	lineCount
)

var sectionTitles = [lineCount]string{"Loại cấp", "Người được cấp", "Thông tin", "Thẻ cũ", "Đối chiếu", "Giấy tờ",
	"Ảnh", "Vân tay", "Mống mắt", "Kiểm tra"}

// lineKey is the key that opens a line; the tenth has the zero.
func lineKey(line int) string { return "Alt+" + string(rune('0'+(line+1)%10)) }

func newSide(open func(int)) *side {
	s := &side{presence: kit.NewText("").Cut(), lookup: kit.NewKeyValues(), state: kit.NewText(""), returned: kit.TightColumn(), alike: kit.TightColumn()}
	list := kit.TightColumn()
	for i, title := range sectionTitles {
		header := kit.NewSectionHeader(title, lineKey(i), func() { open(i) })
		s.headers = append(s.headers, header)
		list.Add(header)
	}
	s.sections = list
	s.known = container.NewVScroll(kit.Column(s.returned, s.alike, s.presence, kit.NewTitle("Dữ liệu dân cư"), s.state, s.lookup))
	return s
}

// lineOf is the line of a section of pictures.
func lineOf(section dossier.Section) int {
	switch section {
	case dossier.SectionPortrait:
		return linePortrait
	case dossier.SectionFingerprints:
		return lineFingers
	}
	return lineIris
}

// lineOfFinding is the line in which a finding is put right.
func lineOfFinding(f *form, finding dossier.Finding) int {
	switch finding.Section {
	case dossier.SectionIdentity:
		if strings.HasPrefix(finding.Code, "difference") || finding.Field == "lookup" {
			return lineDifferences
		}
		for _, group := range f.groups {
			if slices.Contains(group.fields, finding.Field) {
				return group.line
			}
		}
		return lineHolder
	case dossier.SectionDocuments:
		return lineDocuments
	case dossier.SectionPortrait, dossier.SectionFingerprints, dossier.SectionIris:
		return lineOf(finding.Section)
	}
	return lineReview
}

// count says how far each section is. What is only wanted counts as missing, and
// stops nothing.
func (s *side) count(f *form, findings []dossier.Finding) []kit.SectionState {
	states := make([]kit.SectionState, len(s.headers))
	for _, finding := range findings {
		state := &states[lineOfFinding(f, finding)]
		switch {
		case finding.Severity == dossier.Blocks:
			state.Missing++
		case finding.Severity == dossier.Warning:
			state.Attention = true
		}
	}
	for i := range states {
		states[i].Done = states[i].Missing == 0 && !states[i].Attention
	}
	return states
}

// showLookup shows what the population database said, and how old that is.
func (s *side) showLookup(lookup dossier.Lookup, differences []desk.Difference) {
	switch lookup.Status {
	case "matched":
		s.state.SetText("✓ Khớp dữ liệu dân cư")
		s.state.SetColor(kit.ColorOK)
	case "differs":
		s.state.SetText("! Có thông tin khác dân cư")
		s.state.SetColor(kit.ColorAttention)
	case "unknown":
		s.state.SetText("! Chưa có trong dữ liệu dân cư")
		s.state.SetColor(kit.ColorAttention)
	default:
		s.state.SetText("○ Chưa đối chiếu dân cư")
		s.state.SetColor(kit.ColorMuted)
	}
	record := lookup.Record
	if record == nil {
		s.lookup.Set()
		return
	}
	if lookup.Ahead {
		s.state.SetText("○ Theo danh sách tải trước")
		s.state.SetColor(kit.ColorAttention)
	}
	was := map[string]string{}
	for _, d := range differences {
		was[d.Field] = d.Typed
	}
	s.lookup.Set(
		kit.Fact{Key: "Dữ liệu đến", Value: dataDay(record.AsOf, lookup.At)},
		kit.Fact{Key: "Họ tên", Value: record.Name, Was: was["name"]},
		kit.Fact{Key: "Ngày sinh", Value: words.Date(record.Birth), Was: was["birth"]},
		kit.Fact{Key: "Giới tính", Value: person.Sex(record.Sex).Word(), Was: was["sex"]},
		kit.Fact{Key: "Quê quán", Value: record.Origin, Was: was["origin"]},
		kit.Fact{Key: "Thường trú", Value: record.Permanent, Was: was["permanent"]},
	)
}

// dataDay is how old the data was when it was asked for.
func dataDay(asOf, at time.Time) string {
	day := asOf.In(person.Zone()).Format("02/01/2006")
	if days := int(at.Sub(asOf).Hours() / 24); !at.IsZero() && days > 0 {
		return fmt.Sprintf("%s (%d ngày)", day, days)
	}
	return day
}

// showPresence says whether anybody has compared who sits there with what is
// known of the holder; nothing of a first issue, which has nothing to compare.
func (s *side) showPresence(content dossier.Content) {
	is := content.Review.Presence
	text, color := "", kit.ColorMuted
	switch {
	case is != nil && is.Differed:
		text, color = "✕ Người đến không giống ảnh, vân tay cũ", kit.ColorFault
	case is != nil && is.Result == dossier.PresenceSame:
		text, color = "✓ Đã xác thực người đến", kit.ColorOK
	case is != nil:
		text, color = "! Ghi: chưa xác thực người đến", kit.ColorAttention
	case content.Identity.Request.Kind == dossier.Exchange || content.Identity.Request.Kind == dossier.Reissue:
		text = "○ Chưa xác thực người đến: Ctrl+I"
	}
	s.presence.SetText(text)
	s.presence.SetColor(color)
}

// showReturned shows why the supervisor or the registry gave a dossier back.
func (s *side) showReturned(opened desk.Opened) {
	s.returned.RemoveAll()
	if opened.State == dossier.Waiting {
		s.returned.Add(kit.NewTitle(words.State(opened.State)).In(kit.ColorAttention))
		s.returned.Add(kit.NewParagraph(waitingWords(opened)))
		return
	}
	if opened.State != dossier.Returned && opened.State != dossier.Rejected && opened.State != dossier.RecaptureWanted {
		return
	}
	s.returned.Add(kit.NewTitle(words.State(opened.State)).In(kit.ColorAttention))
	text := words.ReturnReason(opened.Reason)
	if opened.Return != "" {
		text = words.Section(opened.Return) + ": " + text
	}
	s.returned.Add(kit.NewParagraph(text))
	if opened.Approval.Note != "" {
		s.returned.Add(kit.NewParagraph(opened.Approval.Note))
	}
}

// showAlike shows other dossiers of, perhaps, the same person.
func (s *side) showAlike(alike []desk.Alike) {
	s.alike.RemoveAll()
	if len(alike) == 0 {
		s.alike.Refresh()
		return
	}
	s.alike.Add(kit.NewTitle("Có hồ sơ giống").In(kit.ColorAttention))
	for _, other := range alike {
		s.alike.Add(kit.NewParagraph(likenessWords[other.Why] + ": " + other.Name + ", " + words.State(other.State)))
	}
	s.alike.Refresh()
}

// waitingWords say what a dossier waits for and until when.
func waitingWords(opened desk.Opened) string {
	text := opened.Reason
	for _, rule := range dossier.WaitingRules(opened.Identity.Request.Regime) {
		if string(rule.Reason) == opened.Reason {
			text = rule.Vietnamese
		}
	}
	return text + ", hạn " + opened.Deadline.In(person.Zone()).Format("02/01/2006") + ". Ctrl+W: hết chờ, làm tiếp."
}
