package compose_test

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"carddesk/ui/kit/compose"
)

// rimesWithAcute lists every rime of the language twice: without tone, and with
// the acute tone where school books put it (old style; after a slash the new
// style where it differs). Written by hand, so that it can disagree with the
// program.
const rimesWithAcute = `
a á  e é  ê ế  i í  y ý  o ó  ô ố  ơ ớ  u ú  ư ứ
ai ái  ao áo  au áu  ay áy  âu ấu  ây ấy  eo éo  êu ếu  ia ía  iu íu  oa óa/oá  oe óe/oé  oi ói  oai oái  oao oáo
oay oáy  oeo oéo  ôi ối  ơi ới  ua úa  uê uế  ui úi  uơ uớ  uy úy/uý  ưa ứa  ưi ứi  ưu ứu  iêu iếu  yêu yếu  uôi uối
ươi ưới  ươu ướu  uây uấy  uya uýa  uyu uýu
ac ác  ăc ắc  âc ấc  ec éc  ic íc  oc óc  ôc ốc  uc úc  ưc ức  iêc iếc  oac oác  oăc oắc  uôc uốc  ươc ước  ooc oóc
ach ách  êch ếch  ich ích  oach oách  uêch uếch  uych uých
am ám  ăm ắm  âm ấm  em ém  êm ếm  im ím  om óm  ôm ốm  ơm ớm  um úm  ưm ứm  iêm iếm  yêm yếm  oam oám  oăm oắm
oem oém  uôm uốm  ươm ướm
an án  ăn ắn  ân ấn  en én  ên ến  in ín  on ón  ôn ốn  ơn ớn  un ún  ưn ứn  iên iến  yên yến  oan oán  oăn oắn
oen oén  uân uấn  uôn uốn  ươn ướn  uyên uyến  uyn uýn
ang áng  ăng ắng  âng ấng  eng éng  ong óng  ông ống  ung úng  ưng ứng  iêng iếng  yêng yếng  oang oáng  oăng oắng
uâng uấng  uông uống  ương ướng  oong oóng
anh ánh  ênh ếnh  inh ính  oanh oánh  uênh uếnh  uynh uýnh
ap áp  ăp ắp  âp ấp  ep ép  êp ếp  ip íp  op óp  ôp ốp  ơp ớp  up úp  iêp iếp  oap oáp  ươp ướp  uyp uýp
at át  ăt ắt  ât ất  et ét  êt ết  it ít  ot ót  ôt ốt  ơt ớt  ut út  ưt ứt  iêt iết  yêt yết  oat oát  oăt oắt
oet oét  uât uất  uôt uốt  ươt ướt  uyêt uyết  uyt uýt
`

var onsets = []string{"", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph", "qu", "r", "s", "t", "th", "tr", "v", "x"}

var tones = []struct {
	mark       rune
	telex, vni string
}{{0, "", ""}, {0x301, "s", "1"}, {0x300, "f", "2"}, {0x309, "r", "3"}, {0x303, "x", "4"}, {0x323, "j", "5"}}

var telexKeys = strings.NewReplacer("ă", "aw", "â", "aa", "ê", "ee", "ô", "oo", "ươ", "uow", "ơ", "ow", "ư", "uw", "đ", "dd", "oo", "ooo")
var vniKeys = strings.NewReplacer("ă", "a8", "â", "a6", "ê", "e6", "ô", "o6", "ươ", "uo7", "ơ", "o7", "ư", "u7", "đ", "d9")

type syllable struct{ plain, old, new string }

// syllables generates onsets × rimes × tones with their spelling in both
// styles; spellings that cannot be told apart from others are left out.
func syllables(each func(onset, rime string, tone int, s syllable)) {
	fields := strings.Fields(rimesWithAcute)
	for i := 0; i < len(fields); i += 2 {
		rime, acute := fields[i], fields[i+1]
		oldAcute, newAcute, both := strings.Cut(acute, "/")
		if !both {
			newAcute = oldAcute
		}
		stops := strings.HasSuffix(rime, "c") || strings.HasSuffix(rime, "ch") || strings.HasSuffix(rime, "p") || strings.HasSuffix(rime, "t")
		for _, onset := range onsets {
			if ambiguous(onset, rime) {
				continue
			}
			for t := range tones {
				if stops && (t == 2 || t == 3 || t == 4) {
					continue
				}
				o, n := onset+retone(oldAcute, t), onset+retone(newAcute, t)
				each(onset, rime, t, syllable{onset + rime, o, n})
			}
		}
	}
}

// ambiguous tells pairs that spell another syllable (g+ia is gi+a) or that no
// one writes (qu before u, o, ư; q takes its own u).
func ambiguous(onset, rime string) bool {
	if rime == "uơ" && onset != "h" && onset != "kh" && onset != "th" {
		return true // elsewhere the keys of uơ mean ươ
	}
	first := string([]rune(rime)[:1])
	switch onset {
	case "g":
		return first == "i" && len([]rune(rime)) > 1
	case "gi":
		return first == "i" || first == "y"
	case "qu":
		return first == "u" || first == "ư" || first == "o" || first == "ô"
	}
	return false
}

func retone(acute string, t int) string {
	d := norm.NFD.String(acute)
	with := ""
	if tones[t].mark != 0 {
		with = string(tones[t].mark)
	}
	return norm.NFC.String(strings.Replace(d, "\u0301", with, 1))
}

func TestEverySyllable(t *testing.T) {
	count := 0
	syllables(func(onset, rime string, tone int, s syllable) {
		count++
		last := telexKeys.Replace(onset) + telexKeys.Replace(rime)
		for _, c := range []struct {
			m          compose.Method
			style      compose.Style
			keys, want string
		}{
			{compose.Telex, compose.Old, last + tones[tone].telex, s.old},
			{compose.Telex, compose.New, last + tones[tone].telex, s.new},
			{compose.VNI, compose.Old, vniKeys.Replace(s.plain) + tones[tone].vni, s.old},
			{compose.VNI, compose.New, vniKeys.Replace(s.plain) + tones[tone].vni, s.new},
			{compose.Telex, compose.Old, strings.ToUpper(last + tones[tone].telex), strings.ToUpper(s.old)},
		} {
			if got := typeKeys(c.keys, c.m, c.style); got != c.want {
				t.Errorf("method %d style %d: %q gives %q, want %q", c.m, c.style, c.keys, got, c.want)
			}
		}
	})
	if count < 15000 {
		t.Errorf("only %d syllables were generated", count)
	}
}

// TestEarlyTone types the tone right after the first vowel letter and lets the
// composer move it as the syllable grows.
func TestEarlyTone(t *testing.T) {
	syllables(func(onset, rime string, tone int, s syllable) {
		if tone == 0 || rime == "ooc" || rime == "oong" {
			return
		}
		base := vniKeys.Replace(rime)
		keys := vniKeys.Replace(onset) + base[:1] + tones[tone].vni + base[1:]
		if got := typeKeys(keys, compose.VNI, compose.Old); got != s.old {
			t.Errorf("%q gives %q, want %q", keys, got, s.old)
		}
	})
}
