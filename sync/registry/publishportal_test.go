package registry_test

import (
	"os"
	"path/filepath"
	"testing"

	"carddesk/app/port"
	"carddesk/sync/registry"
)

// What lies in the folder in the portal's place reaches its office once; what is
// no pre-registration is set aside and seen.
func TestPreregistrationsOfTheFolder(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, registry.PublishFolder)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	c := startCentre(t, registry.Options{})
	d := newDesk(t, c, "office-1", "station-1")
	d.start()
	for name, content := range map[string]string{
		"good.portal":  `{"office":"office-1","file":"G1","identity":{"name":"A"}}`,
		"again.portal": `{"office":"office-1","file":"G1","identity":{"name":"A"}}`,
		"text.portal":  `nothing`,
		"name.portal":  `{"office":"office-1","file":"../x","identity":{}}`,
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c.SendDrops(t.Context(), folder)
	eventually(t, "the pre-registration", func() bool { return len(d.changesOf(port.ChangePreregistration)) == 1 })
	if got := d.changesOf(port.ChangePreregistration)[0]; got.File != "G1" {
		t.Errorf("another came: %+v", got)
	}
	left, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(left) != 2 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
