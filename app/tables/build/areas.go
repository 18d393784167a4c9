package main

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"carddesk/app/person"
)

// Days on which areas changed. The reform of 2023 to 2025 came in many
// resolutions whose days the packages do not tell: rows that begin or end with
// it are bounded by the end of 2024 and marked unconfirmed.
const (
	endOfReform    = "2024-12-31"
	afterReform    = "2025-01-01" // also: Thừa Thiên Huế became the city of Huế
	endOfDistricts = "2025-06-30"
	newAreas       = "2025-07-01" // resolutions 202/2025/QH15 and 1656 ff./NQ-UBTVQH15
)

// row is one area with the days on which it is what it is.
type row struct {
	level            int // 1 province, 2 district, 3 ward
	code, kind, name string
	parent           string
	from, until      string
	into             []string
	confirmed        bool
}

type builder struct {
	*sources
	rows          []row
	notes         []string
	provinceOf    map[string]string // folded old province name → code
	districtOf    map[string]string // province code + folded district → code, June 2025
	districtOfOld map[string]string // the same, before the reform
}

func newBuilder(s *sources) *builder {
	return &builder{sources: s, provinceOf: map[string]string{}, districtOf: map[string]string{}}
}

func (b *builder) note(format string, args ...any) {
	b.notes = append(b.notes, fmt.Sprintf(format, args...))
}

func (b *builder) add(r row, fullName string) {
	r.kind, r.name = splitKind(clean(fullName))
	b.rows = append(b.rows, r)
}

// addProvinces adds the 63 provinces until June 2025 and the 34 since.
func (b *builder) addProvinces() {
	now := map[string]string{} // code → full name
	codeNow := map[string]string{}
	for _, p := range b.sources.provinces {
		kind := "Tỉnh "
		if strings.HasPrefix(p.Type, "Thành phố") {
			kind = "Thành phố "
		}
		now[p.Code] = kind + strings.TrimPrefix(clean(p.Name), "Thành phố ")
		codeNow[fold(p.Name)] = p.Code
	}
	goesTo := map[string]string{} // folded old name → new code
	for _, m := range b.mappings {
		if code, ok := codeNow[fold(m.NewProvince)]; ok && m.OldProvince != "" {
			goesTo[fold(m.OldProvince)] = code
		}
	}
	for _, code := range slices.Sorted(maps.Keys(b.oldProvinces)) {
		full := clean(b.oldProvinces[code].Name)
		b.provinceOf[fold(full)] = code
		if code == "46" {
			b.add(row{level: 1, code: code, until: endOfReform, into: []string{"46"}, confirmed: true}, full)
			b.provinceOf[fold(now[code])] = code
			b.add(row{level: 1, code: code, from: afterReform, confirmed: true}, now[code])
			continue
		}
		if fold(now[code]) == fold(full) {
			b.add(row{level: 1, code: code, confirmed: true}, now[code])
			continue
		}
		into := goesTo[fold(full)]
		if into == "" {
			b.note("province %s goes nowhere", full)
		}
		b.add(row{level: 1, code: code, until: endOfDistricts, into: []string{into}, confirmed: true}, full)
		if now[code] != "" {
			b.add(row{level: 1, code: code, from: newAreas, confirmed: true}, now[code])
		}
	}
}

// addDistricts adds those before the reform and, where they differ, those of June
// 2025, which the mapping names but gives no codes for.
func (b *builder) addDistricts() {
	old := map[string]string{} // province + folded name → code
	for code, d := range b.oldDistricts {
		old[d.Parent+fold(d.Name)] = code
	}
	b.districtOfOld = old
	names := map[string]string{}        // province + folded → full name, June 2025
	from := map[string]map[string]int{} // the same → old districts of its wards
	for _, m := range b.mappings {
		if m.OldCode == "" { // tells of a ward, and maybe a district, that the reform had ended
			continue
		}
		key := b.provinceOf[fold(m.OldProvince)] + fold(m.OldDistrict)
		if names[key] == "" {
			names[key] = clean(m.OldDistrict)
			from[key] = map[string]int{}
		}
		if w, ok := b.oldWards[m.OldCode]; ok {
			from[key][w.Parent]++
		}
	}
	taken := map[string]bool{}
	var changed []string
	for _, key := range slices.Sorted(maps.Keys(names)) {
		if code, ok := old[key]; ok {
			b.districtOf[key], taken[code] = code, true
			b.add(row{level: 2, code: code, parent: key[:2], until: endOfDistricts, confirmed: true}, names[key])
		} else {
			changed = append(changed, key)
		}
	}
	for i, key := range changed {
		code := mostOf(from[key])
		if code == "" || taken[code] {
			code = fmt.Sprintf("N%02d", i+1) // no package tells the official code
		}
		b.districtOf[key], taken[code] = code, true
		b.add(row{level: 2, code: code, parent: key[:2], from: afterReform, until: endOfDistricts}, names[key])
		if before, ok := b.oldDistricts[code]; ok {
			b.add(row{level: 2, code: code, parent: before.Parent, until: endOfReform, into: []string{code}}, before.Name)
		}
	}
	hasWards := map[string]bool{}
	for _, w := range b.oldWards {
		hasWards[w.Parent] = true
	}
	zones := map[string]string{} // folded name without kind → code of a special zone
	for _, w := range b.wards {
		if kind, name := splitKind(clean(w.Name)); kind == "Đặc khu" {
			zones[fold(name)] = w.Code
		}
	}
	for _, code := range slices.Sorted(maps.Keys(b.oldDistricts)) {
		d := b.oldDistricts[code]
		switch _, name := splitKind(clean(d.Name)); {
		case taken[code]:
		case !hasWards[code]: // an island district, which had none
			b.add(row{level: 2, code: code, parent: d.Parent, until: endOfDistricts, into: []string{zones[fold(name)]}, confirmed: true}, d.Name)
		default:
			b.add(row{level: 2, code: code, parent: d.Parent, until: endOfReform}, d.Name)
		}
	}
	b.note("%d districts changed by the reform", len(changed))
}

// june is a ward as it was in June 2025.
type june struct {
	name, district string
	into           []string
}

// addOldWards adds the wards before the reform and of June 2025.
func (b *builder) addOldWards() {
	newCodes, byName := map[string]bool{}, map[string]string{}
	provinceName := map[string]string{}
	for _, p := range b.sources.provinces {
		provinceName[p.Code] = fold(p.Name)
	}
	for _, w := range b.wards {
		newCodes[w.Code] = true
		byName[provinceName[w.Province]+fold(w.Name)] = w.Code
	}
	wards := map[string]*june{}
	codeOf := map[string]string{} // district code + folded name → code
	for _, m := range b.mappings {
		if m.OldCode == "" {
			continue
		}
		district := b.districtOf[b.provinceOf[fold(m.OldProvince)]+fold(m.OldDistrict)]
		if wards[m.OldCode] == nil {
			wards[m.OldCode] = &june{name: m.OldWard, district: district}
		}
		codeOf[district+fold(m.OldWard)] = m.OldCode
	}
	// Rows without a code are wards that the reform had already ended.
	goneOf := map[string]string{} // old district code + folded name → code
	for code, w := range b.oldWards {
		goneOf[w.Parent+fold(w.Name)] = code
	}
	goneInto := map[string][]string{}
	unresolved := 0
	for _, pass := range []bool{true, false} { // rows with a code first: they hold the main part
		for _, m := range b.mappings {
			if (m.OldCode != "") != pass || m.OldWard == "" {
				continue
			}
			key := b.provinceOf[fold(m.OldProvince)] + fold(m.OldDistrict)
			code := cmp.Or(m.OldCode, codeOf[b.districtOf[key]+fold(m.OldWard)])
			into := m.NewCode
			if !newCodes[into] {
				into = byName[fold(m.NewProvince)+fold(m.NewWard)]
			}
			if code == "" {
				code = goneOf[cmp.Or(b.districtOfOld[key], b.districtOf[key])+fold(m.OldWard)]
				if at := into + "@" + newAreas; code != "" && into != "" && !slices.Contains(goneInto[code], at) {
					goneInto[code] = append(goneInto[code], at)
					continue
				}
			}
			w := wards[code]
			if w == nil || into == "" {
				unresolved++
				continue
			}
			if !slices.Contains(w.into, into) {
				w.into = append(w.into, into)
			}
		}
	}
	b.note("%d rows of the mapping could not be resolved", unresolved)
	differ, gone := 0, 0
	for _, code := range slices.Sorted(maps.Keys(b.oldWards)) {
		old, w := b.oldWards[code], wards[code]
		switch {
		case w == nil:
			gone++
			b.add(row{level: 3, code: code, parent: old.Parent, until: endOfReform, into: goneInto[code]}, old.Name)
		case fold(w.name) == fold(old.Name) && w.district == old.Parent:
			b.add(row{level: 3, code: code, parent: w.district, until: endOfDistricts, into: w.into, confirmed: true}, w.name)
		default:
			differ++
			into := goneInto[code]
			if into == nil {
				into = []string{code}
			}
			b.add(row{level: 3, code: code, parent: old.Parent, until: endOfReform, into: into}, old.Name)
			b.add(row{level: 3, code: code, parent: w.district, from: afterReform, until: endOfDistricts, into: w.into}, w.name)
		}
	}
	for _, code := range slices.Sorted(maps.Keys(wards)) {
		if _, known := b.oldWards[code]; !known {
			w := wards[code]
			b.add(row{level: 3, code: code, parent: w.district, from: afterReform, until: endOfDistricts, into: w.into}, w.name)
		}
	}
	b.note("wards of the reform: %d gone, %d changed", gone, differ)
}

// addNewWards adds those since July 2025. What resolutions of 2026 changed is in
// no package with a clear licence: the names stay those of July 2025.
func (b *builder) addNewWards() {
	for _, w := range b.wards {
		b.add(row{level: 3, code: w.Code, parent: w.Province, from: newAreas, confirmed: true}, clean(w.Name))
	}
}

// addHistoric adds provinces that are still named as places of origin.
func (b *builder) addHistoric(tsv string) error {
	byName := map[string]string{}
	for _, r := range b.rows {
		if r.level == 1 && (r.from == "" || r.code == "46") {
			byName[fold(r.name)] = r.code
		}
	}
	byName[fold("Thừa Thiên Huế")] = "46"
	for i, line := range strings.Split(strings.TrimSpace(tsv), "\n") {
		fields := strings.Split(line, "\t")
		if len(fields) != 4 {
			return fmt.Errorf("historic.tsv, line %d: %d fields", i+1, len(fields))
		}
		r := row{level: 1, code: fmt.Sprintf("H%02d", i+1), from: fields[1], until: fields[2]}
		for _, name := range strings.Split(fields[3], ",") {
			code := byName[fold(name)]
			if code == "" {
				return fmt.Errorf("historic.tsv, line %d: %s is no province", i+1, name)
			}
			r.into = append(r.into, code)
		}
		b.add(r, fields[0])
	}
	return nil
}

func (b *builder) tsv() string {
	slices.SortStableFunc(b.rows, func(x, y row) int {
		return cmp.Or(cmp.Compare(x.level, y.level), cmp.Compare(x.code, y.code), cmp.Compare(x.from, y.from))
	})
	var out strings.Builder
	for _, r := range b.rows {
		status := "u"
		if r.confirmed {
			status = "c"
		}
		fmt.Fprintf(&out, "%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", r.level, r.code, r.kind, r.name, r.parent, r.from, r.until,
			strings.Join(r.into, ","), status)
	}
	return out.String()
}

var kinds = []string{"Thành phố", "Đặc khu", "Thị trấn", "Thị xã", "Phường", "Huyện", "Quận", "Tỉnh", "Xã"}

// splitKind parts "Phường Ba Đình" into kind and name. A number keeps its kind
// in the name, as people say it: "Phường 5", "Quận 1".
func splitKind(full string) (kind, name string) {
	for _, k := range kinds {
		if rest, ok := strings.CutPrefix(full, k+" "); ok {
			return k, rest
		}
	}
	return "", full
}

var leadingZero = regexp.MustCompile(`^(Phường|Quận) 0+([0-9]+)$`)

// clean makes NFC, single spaces, and "Phường 5" of "Phường 05".
func clean(s string) string {
	s = norm.NFC.String(strings.Join(strings.Fields(s), " "))
	return leadingZero.ReplaceAllString(s, "$1 $2")
}

func fold(s string) string { return person.Fold(clean(s)) }

func mostOf(count map[string]int) string {
	best := ""
	for _, k := range slices.Sorted(maps.Keys(count)) {
		if best == "" || count[k] > count[best] {
			best = k
		}
	}
	return best
}
