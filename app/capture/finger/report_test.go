package finger

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// levels are those of the frozen set in the order of docs/matching.md.
var levels = []string{"careful", "ordinary", "poor", "worn"}

// scored is one comparison: finger i's first impression with j's second.
type scored struct {
	i, j  int
	score float64
}

// TestMatchingReport prints the table of docs/matching.md and draws its
// pictures, on the people and distortions of testdata/report-set.json. It takes
// minutes and runs only when CARDDESK_MATCHING is set: to "frozen" for the whole
// set, to a number for so many fingers of it; pictures go to the folder
// CARDDESK_MATCHING_PICTURES.
func TestMatchingReport(t *testing.T) {
	set := frozen(t)
	switch wanted := os.Getenv("CARDDESK_MATCHING"); wanted {
	case "":
		t.Skip("CARDDESK_MATCHING is not set")
	case "frozen":
	default:
		n, err := strconv.Atoi(wanted)
		if err != nil || n < 3 || n > set.Fingers {
			t.Fatalf("%q is no number of fingers", wanted)
		}
		set.Fingers = n
	}
	folder := os.Getenv("CARDDESK_MATCHING_PICTURES")
	for _, level := range levels {
		all := set.templates(t, level)
		var same, different []scored
		for i := range all {
			same = append(same, scored{i, i, Compare(all[i][0], all[i][1]).Score})
			for j := range i {
				different = append(different, scored{i, j, Compare(all[i][0], all[j][1]).Score})
			}
		}
		ascending := func(a, b scored) int { return cmp.Compare(a.score, b.score) }
		slices.SortFunc(same, ascending)
		slices.SortFunc(different, ascending)
		table(level, values(same), values(different))
		if folder == "" {
			continue
		}
		slices.Reverse(different)
		write(t, filepath.Join(folder, level+"-weakest-equal.png"), set.montage(t, same[:3], level))
		write(t, filepath.Join(folder, level+"-strongest-different.png"), set.montage(t, different[:3], level))
		slices.Reverse(different)
		write(t, filepath.Join(folder, level+"-errors.svg"), []byte(curves(values(same), values(different))))
	}
}

// templates makes the templates of every finger and impression of a level.
func (f frozenSet) templates(t testing.TB, level string) [][]*Template {
	t.Helper()
	out := make([][]*Template, f.Fingers)
	for k := range out {
		finger := f.finger(k)
		for shot := range f.Impressions {
			template, err := Extract(f.print(finger, k, shot, level))
			if err != nil {
				t.Fatal(err)
			}
			out[k] = append(out[k], &template)
		}
	}
	return out
}

func values(all []scored) []float64 {
	var out []float64
	for _, s := range all {
		out = append(out, s.score)
	}
	return out
}

func table(name string, same, different []float64) {
	fmt.Printf("%s: %d equal pairs, %d different pairs\n", name, len(same), len(different))
	quantile := func(values []float64, p float64) float64 { return values[int(math.Ceil(p*float64(len(values))))-1] }
	fmt.Printf("  equal: least %.1f, 1%% %.1f, 5%% %.1f, median %.1f\n", same[0], quantile(same, 0.01), quantile(same, 0.05), quantile(same, 0.5))
	fmt.Printf("  different: median %.1f, 99%% %.1f, 99.9%% %.1f, 99.99%% %.1f, most %.1f\n", quantile(different, 0.5),
		quantile(different, 0.99), quantile(different, 0.999), quantile(different, 0.9999), different[len(different)-1])
	for _, threshold := range []float64{quantile(different, 0.999), quantile(different, 0.9999), 5, 6, 7, 8, 10, 12, 15} {
		missed := below(same, threshold)
		low, high := interval(missed, len(same))
		fmt.Printf("  threshold %.2f: false accept %.4f%%, false reject %.2f%% (95%%: %.2f–%.2f%%)\n",
			threshold, 100*(1-below(different, threshold)), 100*missed, 100*low, 100*high)
	}
}

// interval is Wilson's 95 % interval of a share of n.
func interval(share float64, n int) (low, high float64) {
	const z = 1.96
	count := float64(n)
	middle := (share + z*z/(2*count)) / (1 + z*z/count)
	half := z / (1 + z*z/count) * math.Sqrt(share*(1-share)/count+z*z/(4*count*count))
	return math.Max(0, middle-half), middle + half
}

// montage draws pairs of prints side by side, one pair a row.
func (f frozenSet) montage(t *testing.T, pairs []scored, level string) []byte {
	t.Helper()
	var out *image.Gray
	for row, pair := range pairs {
		for column, k := range []int{pair.i, pair.j} {
			print := f.print(f.finger(k), k, column, level)
			if out == nil {
				out = image.NewGray(image.Rect(0, 0, 2*print.Rect.Dx(), len(pairs)*print.Rect.Dy()))
			}
			at := image.Pt(column*print.Rect.Dx(), row*print.Rect.Dy())
			draw.Draw(out, print.Rect.Add(at), print, image.Point{}, draw.Src)
		}
	}
	var encoded bytes.Buffer
	if err := png.Encode(&encoded, out); err != nil {
		t.Fatal(err)
	}
	return encoded.Bytes()
}

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// curves draws the shares of wrong answers over the threshold: false accepts
// falling, false rejects rising, on a logarithmic scale.
func curves(same, different []float64) string {
	const width, height, left, bottom, most = 640.0, 320.0, 60.0, 40.0, 30.0
	var out strings.Builder
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" font-family="sans-serif" font-size="12">`+"\n", width+left+20, height+bottom+20)
	fmt.Fprintf(&out, `<rect width="100%%" height="100%%" fill="white"/>`+"\n")
	x := func(threshold float64) float64 { return left + threshold/most*width }
	y := func(share float64) float64 { return 10 - math.Log10(math.Max(share, 1e-6))/6*height }
	for decade := 0; decade <= 6; decade++ {
		at := y(math.Pow10(-decade))
		fmt.Fprintf(&out, `<path d="M%g %g h%g" stroke="#ddd"/><text x="4" y="%g">%g %%</text>`+"\n", left, at, width, at+4, 100*math.Pow10(-decade))
	}
	for threshold := 0.0; threshold <= most; threshold += 5 {
		fmt.Fprintf(&out, `<text x="%g" y="%g">%g</text>`+"\n", x(threshold)-6, height+bottom-8, threshold)
	}
	for _, curve := range []struct {
		colour string
		share  func(float64) float64
	}{
		{"#b71c1c", func(threshold float64) float64 { return 1 - below(different, threshold) }},
		{"#0d47a1", func(threshold float64) float64 { return below(same, threshold) }},
	} {
		var path []string
		for threshold := 0.0; threshold <= most; threshold += 0.1 {
			path = append(path, fmt.Sprintf("%.1f,%.1f", x(threshold), y(curve.share(threshold))))
		}
		fmt.Fprintf(&out, `<polyline fill="none" stroke="%s" stroke-width="2" points="%s"/>`+"\n", curve.colour, strings.Join(path, " "))
	}
	fmt.Fprintf(&out, `<path d="M%g 10 v%g" stroke="#555" stroke-dasharray="4"/></svg>`+"\n", x(SameFinger), height)
	return out.String()
}
