package finger

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"image"
	"math/rand/v2"
	"runtime"
	"testing"

	"carddesk/device/simulator/synth"
)

// frozenJSON says what the report of docs/matching.md is measured on: people,
// distortions and what the generator made of them. It was committed before the
// report was run for the first time and is not changed afterwards: a matcher
// that was tuned on it would report on itself.
//
//go:embed testdata/report-set.json
var frozenJSON []byte

// frozenSet is the content of testdata/report-set.json.
type frozenSet struct {
	Set         int                `json:"set"`     // seed of the first person
	Fingers     int                `json:"fingers"` // ten a person
	Impressions int                `json:"impressions"`
	Levels      map[string]float64 `json:"levels"` // of synth.NewImpression
	Wear        map[string]wear    `json:"wear"`   // what happens to the picture besides, by level
	Digests     map[string]string  `json:"digests"`
}

// wear is what a reader, and not the finger, does to a picture: another
// contrast, a soft focus, dirt on the glass. The matcher has never seen it.
type wear struct {
	Gamma float64 `json:"gamma"` // 1: none
	Soft  int     `json:"soft"`  // radius of the mean filter, pixels
	Dirt  int     `json:"dirt"`  // round spots on the glass
	Fade  float64 `json:"fade"`  // share of the contrast lost to one side
}

func frozen(t testing.TB) frozenSet {
	t.Helper()
	var set frozenSet
	if err := json.Unmarshal(frozenJSON, &set); err != nil {
		t.Fatal(err)
	}
	return set
}

// print makes one impression of finger k as the report sees it.
func (f frozenSet) print(finger *synth.Finger, k, shot int, level string) *image.Gray {
	seed := uint64(f.Set) + uint64(k*100+shot)
	picture := finger.Print(synth.NewImpression(seed, synth.Level(f.Levels[level])))
	f.Wear[level].apply(picture, seed)
	return picture
}

func (f frozenSet) finger(k int) *synth.Finger {
	return synth.NewFinger(uint64(f.Set+k/10), k%10+1)
}

// The generator of the report set is the one that was frozen: the first two
// impressions of its first person, level by level, have the digests of the file.
func TestReportSetIsFrozen(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("other processors round differently")
	}
	set := frozen(t)
	if set.Fingers*(set.Fingers-1)/2 < 100_000 {
		t.Errorf("%d fingers give fewer than 100,000 different pairs", set.Fingers)
	}
	if set.Set == tuneSet || set.Set == reportSet {
		t.Error("the frozen set is not a new one")
	}
	for level := range set.Levels {
		hash := sha256.New()
		for k := range 2 {
			finger := set.finger(k)
			for shot := range set.Impressions {
				hash.Write(set.print(finger, k, shot, level).Pix)
			}
		}
		if got := hex.EncodeToString(hash.Sum(nil)); got != set.Digests[level] {
			t.Errorf("%s: the generator makes other prints than the frozen ones: %s", level, got)
		}
	}
}

func (w wear) apply(picture *image.Gray, seed uint64) {
	if w == (wear{}) {
		return
	}
	r := rand.New(rand.NewPCG(seed, 4711))
	width, height := picture.Rect.Dx(), picture.Rect.Dy()
	if w.Soft > 0 {
		soften(picture, w.Soft)
	}
	if w.Fade > 0 {
		flip := r.IntN(2) == 0
		for y := range height {
			for x := range width {
				share := float64(x) / float64(width)
				if flip {
					share = 1 - share
				}
				v := &picture.Pix[y*picture.Stride+x]
				*v = uint8(248 - (248-min(float64(*v), 248))*(1-w.Fade*share))
			}
		}
	}
	if w.Gamma != 1 && w.Gamma > 0 {
		for i, v := range picture.Pix {
			picture.Pix[i] = gamma(v, w.Gamma)
		}
	}
	for range w.Dirt {
		spot(picture, r)
	}
}

// The wear of the report changes a print and is the same every time.
func TestWearRepeats(t *testing.T) {
	set := frozen(t)
	finger := set.finger(0)
	plain := finger.Print(synth.NewImpression(uint64(set.Set), synth.Level(set.Levels["worn"])))
	once, again := set.print(finger, 0, 0, "worn"), set.print(finger, 0, 0, "worn")
	if !bytes.Equal(once.Pix, again.Pix) {
		t.Error("wear is another one the second time")
	}
	if bytes.Equal(once.Pix, plain.Pix) {
		t.Error("wear changes nothing")
	}
}
