package compose

import "strings"

// onsets are the beginnings a syllable may have. The second line holds those
// of minority names and places: Krông, Blô, Hră, Jút, Mnông, Kpă, Kdăm.
var onsets = set(`
b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x
bl br bh dh dr đr gl gr hl hm hn hr j jr kb kd kl kp kr ks ky ml mn mr ny pl pr sr tl z
`)

// rimes are the ends a syllable may have, without tone. The last two
// lines are of minority names.
var rimes = strings.Fields(`
a ă â e ê i y o ô ơ u ư
ai ao au ay âu ây eo êu ia iu oa oe oi oai oao oay oeo ôi ơi ua uê ui uơ uy ưa ưi ưu
iê ươ uô iêu yêu uôi ươi ươu uây uya uyu
ac ăc âc ec ic oc ôc uc ưc iêc oac oăc uôc ươc ooc
ach êch ich oach uêch uych ych
am ăm âm em êm im om ôm ơm um ưm iêm yêm oam oăm oem uôm ươm
an ăn ân en ên in on ôn ơn un ưn iên yên oan oăn oen uân uôn ươn uyên uyn yn oon
ang ăng âng eng ong ông ung ưng iêng yêng oang oăng uâng uông ương oong
anh ênh inh oanh uênh uynh ynh
ap ăp âp ep êp ip op ôp ơp up ưp iêp oap ươp uyp
at ăt ât et êt it ot ôt ơt ut ưt iêt yêt oat oăt oet uât uôt ươt uyêt uyt yt
ak ăk âk ek êk ik ok ôk ơk uk ưk iêk uôk
al ăl êl il ol ôl ơl ul uôl ar ăr âr er êr or ôr ơr ur ưr uôr êng ơng ing
`)

// rimesFrom are the rimes by the base of their first letter, for finding which
// of them a word can still become.
var rimesFrom = func() map[rune][][]letter {
	out := map[rune][][]letter{}
	for _, r := range rimes {
		var ls []letter
		for _, c := range r {
			l, _ := split(c)
			ls = append(ls, l)
		}
		out[ls[0].base] = append(out[ls[0].base], ls)
	}
	return out
}()

func set(words string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		out[w] = true
	}
	return out
}

// parsed is where the parts of a word lie.
type parsed struct {
	// ok tells that the word is, or can still become, a syllable.
	ok bool
	// start is where the syllable begins: 1 behind the A- or Ê- of names such
	// as Alăng and Êban, else 0.
	start int
	// rime is the index of its first letter after the onset, coda that of the
	// first consonant behind the vowels.
	rime, coda int
}

// parse finds onset, vowels and coda.
func (w *Word) parse() parsed {
	if p := w.parseFrom(0); p.ok || len(w.letters) < 2 {
		return p
	}
	if first := w.letters[0]; (first.is('a', plain) || first.is('e', circumflex)) && !w.letters[1].vowel() && w.at != 0 {
		if p := w.parseFrom(1); p.ok {
			return p
		}
	}
	return w.parseFrom(0)
}

func (w *Word) parseFrom(start int) parsed {
	ls := w.letters
	i := start
	for i < len(ls) && ls[i].own == 0 && !ls[i].vowel() {
		i++
	}
	if i == start+1 && i < len(ls) && ls[start].is('q', plain) && ls[i].is('u', plain) {
		i++ // qu
	}
	if i == start+1 && i+1 < len(ls) && ls[start].is('g', plain) && ls[i].is('i', plain) && ls[i+1].vowel() {
		i++ // gi before a vowel
	}
	p := parsed{start: start, rime: i, coda: i}
	for p.coda < len(ls) && ls[p.coda].vowel() {
		p.coda++
	}
	if i == len(ls) {
		p.ok = onsetBegins(ls[start:])
		return p
	}
	p.ok = (i == start || onsets[spell(ls[start:i])]) && w.rimeBegins(i)
	return p
}

// onsetBegins tells whether consonants are an onset or the beginning of one.
func onsetBegins(ls []letter) bool {
	s := spell(ls)
	for o := range onsets {
		if strings.HasPrefix(o, s) {
			return true
		}
	}
	return false
}

// spell writes letters in small letters without tone.
func spell(ls []letter) string {
	out := make([]rune, len(ls))
	for i, l := range ls {
		l.upper = false
		out[i] = l.rune(level)
	}
	return string(out)
}

// rimeBegins tells whether the letters from i on can become a rime: letters
// with a mark must have it there, letters without may still get one.
func (w *Word) rimeBegins(i int) bool {
	have := w.letters[i:]
next:
	for _, rime := range rimesFrom[have[0].base] {
		if len(have) > len(rime) {
			continue
		}
		for n, l := range have {
			if l.base != rime[n].base || (l.mark != plain && l.mark != rime[n].mark) {
				continue next
			}
		}
		return true
	}
	return false
}

// complete tells whether the word is a whole syllable as it stands.
func (w *Word) complete() bool {
	p := w.parse()
	if !p.ok || p.rime == len(w.letters) {
		return false
	}
	whole := spell(w.letters[p.rime:])
	if whole == "ươ" && w.letters[p.rime].byW {
		return false // wow
	}
	for _, r := range rimes {
		if r == whole {
			return w.toneFits(p, w.tone) && !(w.free && w.tone == level && w.stops(p))
		}
	}
	return false
}

// stops tells whether the syllable ends in c, ch, p or t.
func (w *Word) stops(p parsed) bool {
	switch spell(w.letters[p.coda:]) {
	case "c", "ch", "p", "t":
		return true
	}
	return false
}

// toneFits tells whether the syllable can have the tone: one that stops can
// have acute and dot only. Without any tone it is not finished yet.
func (w *Word) toneFits(p parsed, t tone) bool {
	return !w.stops(p) || t == level || t == acute || t == dot
}
