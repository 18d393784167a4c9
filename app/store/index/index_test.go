package index

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"carddesk/app/person"
)

func key(n int) string { return fmt.Sprintf("%032x", n) }

func sampleIndex() *Index {
	x := new(Index)
	for i, e := range []Entry{
		{Name: "Nguyễn Văn An", Number: "001090012345", Birth: "1990-05-04", Phone: "0912345678", Receipt: "HN01-01-000123-49"},
		{Name: "Nguyễn Thị Hà", Number: "001190054321", OldNumbers: []string{"012345678"}, Birth: "1990-12-31"},
		{Name: "Trần Hạ", Number: "034099000111", Birth: "1999"},
		{Name: "Đỗ Thị Ánh Nguyệt", OtherName: "Ba Đỗ", Number: "079185001122", Birth: "1985-01"},
		{Name: "H'Hen Niê", Number: "066192003344"},
		{Name: "Hà Nguyễn Anh", Number: "001092011223", Birth: "1992-05-04"},
	} {
		e.Dossier = key(i)
		x.Put(e)
	}
	return x
}

func names(hits []Hit) []string {
	out := []string{}
	for _, h := range hits {
		out = append(out, h.Name)
	}
	return out
}

func TestSearch(t *testing.T) {
	x := sampleIndex()
	for _, c := range []struct {
		query string
		want  []string // in this order; nil is any order of "all"
		all   []string
	}{
		{"001090012345", []string{"Nguyễn Văn An"}, nil},
		{"001 090 012 345", []string{"Nguyễn Văn An"}, nil},
		{"2345", nil, []string{"Nguyễn Văn An", "Nguyễn Thị Hà"}}, // 012345678 has it too
		{"012345678", []string{"Nguyễn Thị Hà"}, nil},
		{"0912.345.678", []string{"Nguyễn Văn An"}, nil},
		{"04/05/1990", []string{"Nguyễn Văn An"}, nil},
		{"HN01-01-000123-49", []string{"Nguyễn Văn An"}, nil},
		{"GH:HN01-01-000123-49", []string{"Nguyễn Văn An"}, nil},
		{"hn0101000123", []string{"Nguyễn Văn An"}, nil}, // without its check digits
		{"000123", []string{"Nguyễn Văn An"}, nil},
		{"4/5/1990", []string{"Nguyễn Văn An"}, nil},
		{"04/05", nil, []string{"Nguyễn Văn An", "Hà Nguyễn Anh"}},
		{"nguyen van an", []string{"Nguyễn Văn An"}, nil},
		{"an nguyen", []string{"Nguyễn Văn An", "Hà Nguyễn Anh"}, nil}, // whole word first
		{"Hà", []string{"Nguyễn Thị Hà"}, nil},                         // only the first place is checked
		{"hạ", []string{"Trần Hạ"}, nil},
		{"nva", []string{"Nguyễn Văn An"}, nil},
		{"do thi", []string{"Đỗ Thị Ánh Nguyệt"}, nil},
		{"ba do", []string{"Đỗ Thị Ánh Nguyệt"}, nil},
		{"hhen", []string{"H'Hen Niê"}, nil},
		{"nguyenn van", []string{"Nguyễn Văn An"}, nil},
		{"ngyuet", []string{"Đỗ Thị Ánh Nguyệt"}, nil}, // neighbours swapped
		{"tran 1999", []string{"Trần Hạ"}, nil},
		{"tran 1990", []string{}, []string{}},
		{"khong ai ca", []string{}, []string{}},
		{"", []string{}, []string{}},
		{"...", []string{}, []string{}},
	} {
		t.Run(c.query, func(t *testing.T) {
			got := names(x.Search(c.query, 10))
			if c.all != nil {
				slices.Sort(got)
				if want := slices.Sorted(slices.Values(c.all)); !slices.Equal(got, want) {
					t.Errorf("got %v, want %v", got, want)
				}
				return
			}
			if len(got) < len(c.want) || !slices.Equal(got[:len(c.want)], c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
	if hits := x.Search("0012", 10); len(hits) > 10 {
		t.Error("limit passed")
	}
}

func TestReplaceRemoveClear(t *testing.T) {
	x := sampleIndex()
	x.Put(Entry{Dossier: key(0), Name: "Lý Mới", Number: "001090012345"})
	if got := names(x.Search("001090012345", 5)); !slices.Equal(got, []string{"Lý Mới"}) {
		t.Errorf("after replacing: %v", got)
	}
	if got := names(x.Search("nguyen van", 5)); len(got) != 0 {
		t.Errorf("the old name is found: %v", got)
	}
	x.Add(Entry{Dossier: key(0), Name: "Cũ Hơn"})
	if e, _ := x.Get(key(0)); e.Name != "Lý Mới" {
		t.Errorf("Add replaced: %+v", e)
	}
	x.Remove(key(0))
	if _, ok := x.Get(key(0)); ok || len(x.Search("001090012345", 5)) != 0 || x.Len() != 5 {
		t.Error("still there after removing")
	}
	x.Clear()
	if x.Len() != 0 || len(x.Search("ha", 5)) != 0 {
		t.Error("still there after clearing")
	}
	x.Put(Entry{Dossier: "not hex", Name: "X"})
	if x.Len() != 0 {
		t.Error("an entry without an id was taken")
	}
}

// TestIndexAgainstModel puts, replaces and removes at random and asks for every
// number and name.
func TestIndexAgainstModel(t *testing.T) {
	words := []string{"Nguyễn", "Văn", "Thị", "Hà", "Ánh", "Đức", "Lê", "An"}
	rapid.Check(t, func(t *rapid.T) {
		x, model := new(Index), map[string]Entry{}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			k := key(rapid.IntRange(0, 9).Draw(t, "dossier"))
			switch rapid.IntRange(0, 3).Draw(t, "do") {
			case 0:
				x.Remove(k)
				delete(model, k)
			default:
				e := Entry{Dossier: k,
					Name:   strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 4).Draw(t, "name"), " "),
					Number: fmt.Sprintf("%012d", rapid.Int64Range(0, 999_999_999_999).Draw(t, "number"))}
				x.Put(e)
				model[k] = e
			}
			if rapid.IntRange(0, 9).Draw(t, "compact") == 0 {
				x.compact()
			}
		}
		if x.Len() != len(model) {
			t.Fatalf("%d entries, want %d", x.Len(), len(model))
		}
		for k, e := range model {
			for _, query := range []string{e.Number, e.Number[2:9], e.Name, person.Fold(e.Name)} {
				if !slices.ContainsFunc(x.Search(query, 100), func(h Hit) bool { return h.Dossier == k }) {
					t.Fatalf("%q does not find %+v", query, e)
				}
			}
		}
		for _, word := range words {
			for _, h := range x.Search(word, 100) {
				// A word that nobody has is tried with one wrong letter.
				if have := strings.Fields(person.Fold(model[h.Dossier].Name)); !slices.ContainsFunc(have, func(w string) bool {
					return strings.HasPrefix(w, person.Fold(word)) || oneEdit(w, person.Fold(word))
				}) {
					t.Fatalf("%q finds %+v", word, h.Entry)
				}
			}
		}
	})
}

func FuzzSearch(f *testing.F) {
	x := sampleIndex()
	for _, q := range []string{"nguyen", "04/05/1990", "^n", "'", "\x1f", "001 09", "đ", "ẤẤ", "1/2/3/4", "\xff"} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, query string) {
		if hits := x.Search(query, 3); len(hits) > 3 {
			t.Errorf("%d hits", len(hits))
		}
	})
}

// big builds an index of n dossiers with the spread of Vietnamese names.
func big(n int) (x *Index, text int, built time.Duration) {
	family := []string{"Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Đặng", "Bùi"}
	middle := []string{"Văn", "Thị", "Đức", "Minh", "Thị Thu", "Quang", "Ngọc", "Hữu", "Thanh"}
	given := []string{"An", "Bình", "Cường", "Dũng", "Hà", "Hạnh", "Hương", "Khánh", "Lan", "Linh", "Mai", "Nam", "Ngân", "Phúc", "Quân", "Sơn", "Thảo", "Trang", "Tú", "Vân", "Xuân", "Yến"}
	x = new(Index)
	for i := range n {
		e := Entry{
			Dossier: key(i),
			Name:    family[i%13] + " " + middle[i/13%9] + " " + given[i/117%22],
			Number:  fmt.Sprintf("%012d", int64(i)*7_919_123%999_999_999_989),
			Birth:   fmt.Sprintf("%d-%02d-%02d", 1940+i%80, 1+i%12, 1+i%28),
			Phone:   fmt.Sprintf("09%08d", i*37%100_000_000),
			Receipt: fmt.Sprintf("HN01-%02d-%06d-%02d", 1+i/999_999, i%999_999, i%97),
		}
		text += len(e.Name) + len(e.Number) + len(e.Birth) + len(e.Phone) + len(e.Receipt)
		start := time.Now()
		x.Put(e)
		built += time.Since(start)
	}
	return x, text, built
}

var queries = []string{"nguyen", "nguyễn thị hà", "tran van binh", "ntt", "001", "91234", "15/03/1984", "hà 1990", "khanhh", "zzzz", "HN01-01-012345"}

func BenchmarkSearch(b *testing.B) {
	for _, n := range []int{200_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			if n > 200_000 && testing.Short() {
				b.Skip("one million entries")
			}
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			x, text, built := big(n)
			runtime.GC()
			runtime.ReadMemStats(&after)
			took := make(map[string][]time.Duration)
			i := 0
			for b.Loop() {
				query := queries[i%len(queries)]
				start := time.Now()
				x.Search(query, 50)
				took[query] = append(took[query], time.Since(start))
				i++
			}
			var all []time.Duration
			for query, times := range took {
				slices.Sort(times)
				all = append(all, times...)
				b.Logf("%-20s median %s", query, times[len(times)/2])
			}
			slices.Sort(all)
			b.ReportMetric(all[len(all)*99/100].Seconds()*1000, "p99-ms")
			b.ReportMetric(built.Seconds()*1000, "build-ms")
			b.ReportMetric(float64(int(after.HeapAlloc)-int(before.HeapAlloc)-text)/float64(n), "B/dossier")
			runtime.KeepAlive(x)
		})
	}
}

// TestScanInParts searches an index that several goroutines scan.
func TestScanInParts(t *testing.T) {
	x, _, _ := big(scanPart + 100)
	for _, n := range []int{0, 77, scanPart - 1, scanPart, scanPart + 99} {
		want, _ := x.Get(key(n))
		hits := x.Search(want.Number, 3)
		if len(hits) == 0 || hits[0].Dossier != key(n) {
			t.Errorf("dossier %d: %+v", n, hits)
		}
	}
}
