package finger

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"carddesk/device/simulator/synth"
)

// nbisSet is a set of people of its own, so that nothing is tuned on the report.
const nbisSet = 3_000_000

// TestAgainstNBIS has NIST's software judge the generator's prints and the desk's
// records, and the desk judge NIST's records; docs/matching.md tells the result. It
// runs where CARDDESK_NBIS names a Python that has the package nbis-py, on
// CARDDESK_NBIS_FINGERS fingers (60).
func TestAgainstNBIS(t *testing.T) {
	python := os.Getenv("CARDDESK_NBIS")
	if python == "" {
		t.Skip("CARDDESK_NBIS is not set")
	}
	fingers := 60
	if wanted := os.Getenv("CARDDESK_NBIS_FINGERS"); wanted != "" {
		var err error
		if fingers, err = strconv.Atoi(wanted); err != nil || fingers < 2 {
			t.Fatalf("%q is no number of fingers", wanted)
		}
	}
	for _, level := range []struct {
		name  string
		level synth.Level
	}{{"careful", synth.Careful}, {"ordinary", synth.Ordinary}, {"poor", synth.Poor}} {
		folder := t.TempDir()
		own := writePrints(t, folder, fingers, level.level)
		fmt.Printf("%s\n", level.name)
		theirs := judgedByNBIS(t, python, folder, fingers)
		told("NIST's minutiae, bozorth3", theirs["theirs"])
		told("own records, bozorth3", theirs["own"])
		told("own and NIST's records, bozorth3", theirs["mixed"])
		told("own records whole, own comparison", compared(own))
		told("own records, own comparison", compared(reread(t, folder, "own", fingers)))
		told("NIST's records, own comparison", compared(reread(t, folder, "nbis", fingers)))
		foundByBoth(own, reread(t, folder, "nbis", fingers))
	}
	plain, _ := nistPrints(t)
	folder := t.TempDir()
	var own [][]*Template
	for k := range len(plain) / 2 {
		own = append(own, []*Template{writePrint(t, folder, k, 0, plain[2*k]), writePrint(t, folder, k, 1, plain[2*k+1])})
	}
	fmt.Println("NIST's examples")
	judgedByNBIS(t, python, folder, len(own))
	foundByBoth(own, reread(t, folder, "nbis", len(own)))
}

// writePrints writes two prints of each finger, and what the desk finds on them.
func writePrints(t *testing.T, folder string, fingers int, level synth.Level) [][]*Template {
	t.Helper()
	out := make([][]*Template, fingers)
	for k := range fingers {
		finger := synth.NewFinger(uint64(nbisSet+k/10), k%10+1)
		for shot := range 2 {
			print := finger.Print(synth.NewImpression(uint64(nbisSet+k*100+shot), level))
			out[k] = append(out[k], writePrint(t, folder, k, shot, print))
		}
	}
	return out
}

// writePrint writes one print and its record.
func writePrint(t *testing.T, folder string, k, shot int, print *image.Gray) *Template {
	t.Helper()
	template := extracted(t, print)
	record, err := template.Encode(0)
	if err != nil {
		t.Fatal(err)
	}
	var picture bytes.Buffer
	if err := png.Encode(&picture, print); err != nil {
		t.Fatal(err)
	}
	stem := filepath.Join(folder, fmt.Sprintf("%d-%d", k, shot))
	write(t, stem+".png", picture.Bytes())
	write(t, stem+".own", record)
	return template
}

// foundByBoth prints how many of the desk's minutiae NIST found too: within 8
// pixels, a ridge's width, and an eighth of a turn; and how many of those of NIST
// that it calls more than doubtful the desk found.
func foundByBoth(own, theirs [][]*Template) {
	const doubtful = 31 // of 63, as the package writes reliability
	near := func(m Minutia, others []Minutia) bool {
		return slices.ContainsFunc(others, func(o Minutia) bool {
			return math.Hypot(m.X-o.X, m.Y-o.Y) < 8 && gapOf(m.Angle, o.Angle) < math.Pi/4
		})
	}
	var ours, confirmed, clear, found int
	for k := range own {
		for shot := range own[k] {
			for _, m := range own[k][shot].Minutiae {
				ours++
				if near(m, theirs[k][shot].Minutiae) {
					confirmed++
				}
			}
			for _, m := range theirs[k][shot].Minutiae {
				if m.Quality <= doubtful {
					continue
				}
				clear++
				if near(m, own[k][shot].Minutiae) {
					found++
				}
			}
		}
	}
	fmt.Printf("  of %d minutiae NIST found %.1f %%; of %d clear ones of NIST the desk found %.1f %%\n",
		ours, 100*float64(confirmed)/float64(ours), clear, 100*float64(found)/float64(clear))
}

func judgedByNBIS(t *testing.T, python, folder string, fingers int) map[string][]scored {
	t.Helper()
	command := exec.CommandContext(t.Context(), python, filepath.Join("testdata", "judge.py"), folder, strconv.Itoa(fingers))
	command.Stderr = os.Stderr
	answer, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	var scores map[string][][3]float64
	if err := json.Unmarshal(answer, &scores); err != nil {
		t.Fatal(err)
	}
	out := map[string][]scored{}
	for kind, all := range scores {
		for _, s := range all {
			out[kind] = append(out[kind], scored{int(s[0]), int(s[1]), s[2]})
		}
	}
	return out
}

// reread reads the records of one kind that lie in the folder.
func reread(t *testing.T, folder, kind string, fingers int) [][]*Template {
	t.Helper()
	out := make([][]*Template, fingers)
	for k := range fingers {
		for shot := range 2 {
			record, err := os.ReadFile(filepath.Join(folder, fmt.Sprintf("%d-%d.%s", k, shot, kind)))
			if err != nil {
				t.Fatal(err)
			}
			template, _, err := Decode(record)
			if err != nil {
				t.Fatalf("%s record: %v", kind, err)
			}
			out[k] = append(out[k], &template)
		}
	}
	return out
}

// compared compares as the script does.
func compared(all [][]*Template) []scored {
	var out []scored
	for i := range all {
		for j := range i + 1 {
			out = append(out, scored{i, j, Compare(all[i][0], all[j][1]).Score})
		}
	}
	return out
}

// told prints how well scores tell equal pairs from different ones.
func told(name string, all []scored) {
	var same, different []float64
	for _, s := range all {
		if s.i == s.j {
			same = append(same, s.score)
		} else {
			different = append(different, s.score)
		}
	}
	slices.Sort(same)
	slices.Sort(different)
	most := different[len(different)-1]
	above, _ := slices.BinarySearch(same, most+1e-9)
	fmt.Printf("  %-36s equal: least %5.1f, median %5.1f; different: most %5.1f of %d; equal not above all different: %d of %d\n",
		name, same[0], same[len(same)/2], most, len(different), above, len(same))
}
