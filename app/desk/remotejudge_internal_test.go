package desk

import (
	"encoding/json"
	"testing"
	"unicode/utf8"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
)

// FuzzReadAsk reads questions of other offices as they might come: what is shown is
// bounded, and only content that fits its digest is shown.
func FuzzReadAsk(f *testing.F) {
	content, digest, err := askedContent(dossier.Content{Identity: dossier.Identity{Name: "LÊ THỊ MẪU"}})
	if err != nil {
		f.Fatal(err)
	}
	good, err := json.Marshal(port.ApprovalAsk{Ask: "a", Office: "HN02", OfficeName: "Điểm", Content: content, Digest: digest, Warnings: []string{"!"}})
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range [][]byte{good, []byte(`{}`), []byte(`{"content":"e30=","digest":"00"}`), []byte(`[]`), nil} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := readAsk(store.RemoteAsk{Ask: "a", Content: body})
		if err != nil {
			if err != ErrAskSpoilt {
				t.Errorf("an error that may quote: %v", err)
			}
			return
		}
		if len(r.digest) != 64 || utf8.RuneCountInString(r.OfficeName) > maxTitle+1 || utf8.RuneCountInString(r.Officer) > maxTitle+1 {
			t.Errorf("digest %q, names of %d and %d letters", r.digest, len(r.OfficeName), len(r.Officer))
		}
		for _, warning := range r.Warnings {
			if utf8.RuneCountInString(warning) > maxMessage+1 {
				t.Errorf("a warning of %d letters", len(warning))
			}
		}
	})
}
