package intake

import (
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

	lookup   *kit.KeyValues
	state    *kit.Text
	returned *fyne.Container
}

// sectionTitles are the lines of the list, in the order of the paper.
var sectionTitles = []string{"Loại cấp", "Người được cấp", "Thông tin", "Thẻ cũ", "Ảnh", "Vân tay", "Mống mắt", "Kiểm tra"}

func newSide(open func(int)) *side {
	s := &side{lookup: kit.NewKeyValues(), state: kit.NewText(""), returned: kit.TightColumn()}
	list := kit.TightColumn()
	for i, title := range sectionTitles {
		header := kit.NewSectionHeader(title, "Alt+"+string(rune('1'+i)), func() { open(i) })
		s.headers = append(s.headers, header)
		list.Add(header)
	}
	s.sections = list
	s.known = container.NewVScroll(kit.Column(s.returned, kit.NewTitle("Dữ liệu dân cư"), s.state, s.lookup))
	return s
}

// lineOf is the line of a section of pictures.
func lineOf(section dossier.Section) int {
	switch section {
	case dossier.SectionPortrait:
		return 4
	case dossier.SectionFingerprints:
		return 5
	}
	return 6
}

// count says how far each section is.
func (s *side) count(f *form, findings []dossier.Finding) []kit.SectionState {
	states := make([]kit.SectionState, len(s.headers))
	at := map[string]int{}
	for i, group := range f.groups {
		for _, field := range group.fields {
			at[field] = i
		}
	}
	for _, finding := range findings {
		i := len(states) - 1
		switch finding.Section {
		case dossier.SectionIdentity:
			group, ok := at[finding.Field]
			if !ok {
				group = 1
			}
			i = group
		case dossier.SectionPortrait, dossier.SectionFingerprints, dossier.SectionIris:
			i = lineOf(finding.Section)
		}
		if finding.Severity == dossier.Blocks {
			states[i].Missing++
		} else {
			states[i].Attention = true
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
	was := map[string]string{}
	for _, d := range differences {
		was[d.Field] = d.Typed
	}
	birth := record.Birth
	if d, err := person.ParseCivilDate(birth); err == nil {
		birth = d.String()
	}
	s.lookup.Set(
		kit.Fact{Key: "Dữ liệu đến", Value: record.AsOf.In(person.Zone()).Format("02/01/2006")},
		kit.Fact{Key: "Họ tên", Value: record.Name, Was: was["name"]},
		kit.Fact{Key: "Ngày sinh", Value: birth, Was: was["birth"]},
		kit.Fact{Key: "Giới tính", Value: person.Sex(record.Sex).Word(), Was: was["sex"]},
		kit.Fact{Key: "Quê quán", Value: record.Origin, Was: was["origin"]},
		kit.Fact{Key: "Thường trú", Value: record.Permanent, Was: was["permanent"]},
	)
}

// showReturned shows why the supervisor or the registry gave a dossier back.
func (s *side) showReturned(opened desk.Opened) {
	s.returned.RemoveAll()
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
