package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"carddesk/app/store"
)

// doctorReport is what the doctor found. It names dossiers by their ids, which
// say nothing of anyone.
type doctorReport struct {
	Healthy bool          `json:"healthy"`
	Checks  []doctorCheck `json:"checks"`
	Hurt    []hurtDossier `json:"hurt"` // dossiers with findings, each once
}

// doctorCheck is one thing that was looked at.
type doctorCheck struct {
	Name string `json:"name"` // stable, English
	OK   bool   `json:"ok"`
	Text string `json:"text"` // in words
}

// hurtDossier is a dossier that is not whole.
type hurtDossier struct {
	Dossier string   `json:"dossier"`
	Damage  []string `json:"damage"` // in words, each once
}

func (r *doctorReport) add(name string, ok bool, format string, args ...any) {
	r.Checks = append(r.Checks, doctorCheck{Name: name, OK: ok, Text: fmt.Sprintf(format, args...)})
}

// finish decides over the whole.
func (r *doctorReport) finish() {
	r.Healthy = len(r.Hurt) == 0 && !slices.ContainsFunc(r.Checks, func(c doctorCheck) bool { return !c.OK })
}

// damageWords are the findings in the words of who has to act on them.
var damageWords = map[string]string{
	store.FindDatabase:  "tệp dữ liệu hỏng",
	store.FindReference: "dòng dữ liệu không thuộc hồ sơ nào",
	store.FindBlobGone:  "mất tệp ảnh hoặc giấy tờ",
	store.FindBlobBytes: "tệp ảnh hoặc giấy tờ bị hỏng",
	store.FindSection:   "có mục không mở được",
	store.FindLog:       "không khớp nhật ký",
}

// addExamination tells what the examination found: of each kind how much, and
// which dossiers are hurt.
func (r *doctorReport) addExamination(e store.Examination) {
	found := map[string]int{}
	for _, f := range e.Findings {
		found[f.Kind]++
	}
	r.addKinds("database", found, []string{store.FindDatabase, store.FindReference}, "Tệp dữ liệu nguyên vẹn: %d hồ sơ", e.Dossiers)
	r.addKinds("blobs", found, []string{store.FindBlobGone, store.FindBlobBytes}, "Tệp ảnh và giấy tờ đủ và nguyên vẹn: %d tệp", e.Blobs)
	if e.Unlocked {
		r.addKinds("sections", found, []string{store.FindSection}, "Mọi mục của hồ sơ đều mở được")
		r.addKinds("log", found, []string{store.FindLog}, "Nhật ký nguyên vẹn: %d dòng", e.Entries)
	}
	for _, id := range e.Hurt() {
		hurt := hurtDossier{Dossier: string(id)}
		for _, f := range e.Findings {
			if text := damageWords[f.Kind]; f.Dossier == id && !slices.Contains(hurt.Damage, text) {
				hurt.Damage = append(hurt.Damage, text)
			}
		}
		r.Hurt = append(r.Hurt, hurt)
	}
	for _, f := range e.Findings {
		if f.Dossier == "" {
			r.add("finding", false, "%s: %s", damageWords[f.Kind], f.Where)
		}
	}
}

func (r *doctorReport) addKinds(name string, found map[string]int, kinds []string, whole string, args ...any) {
	ok := true
	for _, kind := range kinds {
		if n := found[kind]; n > 0 {
			ok = false
			r.add(name, false, "%s: %d chỗ", damageWords[kind], n)
		}
	}
	if ok {
		r.add(name, true, whole, args...)
	}
}

func (r *doctorReport) write(w io.Writer, asJSON bool) error {
	if asJSON {
		out := json.NewEncoder(w)
		out.SetIndent("", "  ")
		return out.Encode(r)
	}
	for _, c := range r.Checks {
		sign := "đạt"
		if !c.OK {
			sign = "HỎNG"
		}
		if _, err := fmt.Fprintf(w, "%-5s %s\n", sign, c.Text); err != nil {
			return err
		}
	}
	for _, h := range r.Hurt {
		if _, err := fmt.Fprintf(w, "HỎNG  Hồ sơ %s:", h.Dossier); err != nil {
			return err
		}
		for i, text := range h.Damage {
			separator := ","
			if i == 0 {
				separator = ""
			}
			if _, err := fmt.Fprint(w, separator, " ", text); err != nil {
				return err
			}
		}
		if _, err := fmt.Fprintln(w); err != nil {
			return err
		}
	}
	verdict := "Thư mục dữ liệu nguyên vẹn."
	if !r.Healthy {
		verdict = fmt.Sprintf("Thư mục dữ liệu có chỗ hỏng; %d hồ sơ bị ảnh hưởng. Đừng xóa gì; sao chép cả thư mục rồi gọi hỗ trợ.", len(r.Hurt))
	}
	_, err := fmt.Fprintln(w, verdict)
	return err
}
