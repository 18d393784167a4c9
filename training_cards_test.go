//go:build !release

package main

import (
	"bytes"
	"testing"

	"carddesk/app/port"
	"carddesk/device/simulator/chip"
)

// TestFaultsOfTrainingCards checks that each fault changes what it says and
// nothing else.
func TestFaultsOfTrainingCards(t *testing.T) {
	zone := []byte("IDVNM0900000022001090000002<<8" + "9007016M3007011VNM<<<<<<<<<<<6" + "DO<<DUC<MAU<<<<<<<<<<<<<<<<<<<")
	whole := func() chip.Image {
		return chip.Image{
			Files: map[string][]byte{
				"DG1": append([]byte{0x61, 0x5D, 0x5F, 0x1F, 0x5A}, zone...), "DG2": {0x75, 1, 2}, "EF.SOD": {0x77, 1, 8},
			},
			Profile: chip.Profile{AAKey: []byte{1}, CAKey: &chip.CAKey{KeyID: 1}},
		}
	}
	good := whole()
	for _, tt := range []struct {
		fault port.TrainingFault
		file  string // that changes
		keys  bool   // the chip's own are left
		pull  bool
	}{
		{"", "", true, false},
		{port.TrainingChanged, "DG1", true, false},
		{port.TrainingSignature, "EF.SOD", true, false},
		{port.TrainingClone, "", false, false},
		{port.TrainingUnreadable, "DG1", true, false},
		{port.TrainingPulled, "", true, true},
	} {
		image := whole()
		faults, ok := spoil(&image, tt.fault)
		if !ok || faults.PullAfter > 0 != tt.pull || image.Profile.AAKey != nil != tt.keys || image.Profile.CAKey != nil != tt.keys {
			t.Errorf("%q: %v, %+v", tt.fault, ok, faults)
		}
		for name, content := range good.Files {
			if bytes.Equal(content, image.Files[name]) == (name == tt.file) {
				t.Errorf("%q and %s", tt.fault, name)
			}
		}
	}
	image := whole()
	if _, ok := spoil(&image, "melted"); ok {
		t.Error("an unknown fault was taken")
	}
	if _, ok := spoil(&image, port.TrainingChanged); !ok || bytes.Equal(image.Files["DG1"], good.Files["DG1"]) {
		t.Fatal("nothing was changed")
	}
	changed := image.Files["DG1"]
	different := 0
	for i := range changed {
		if changed[i] != good.Files["DG1"][i] {
			different++
			if i < len(changed)-30 || changed[i] < 'A' || changed[i] > 'Z' {
				t.Errorf("byte %d became %q", i, changed[i])
			}
		}
	}
	if different != 1 {
		t.Errorf("%d bytes were changed", different)
	}
}
