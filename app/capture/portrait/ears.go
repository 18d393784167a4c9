package portrait

import "slices"

// Hint is the code of something that a portrait may have, seen too unsurely to
// be a [Defect]: it is told, and stops nothing.
type Hint string

// EarHidden: an ear may lie under hair or cloth, or on the far side of a head
// that is turned.
const EarHidden Hint = "ear-hidden"

// Sentence says in Vietnamese what the clerk should look at.
func (h Hint) Sentence() string {
	return map[Hint]string{
		EarHidden: "Có thể chưa thấy rõ hai tai. Nếu vậy, xin mời ông/bà vén tóc ra sau tai, nhìn thẳng, rồi chụp lại.",
	}[h]
}

// Bounds of [Measures.Ears]. A head is about 2.3 distances between the pupils
// wide at its ears, so skin that ends within 1.0 of the middle ends on the cheek.
// Ears lie about 1.2 such distances behind the eyes: a head turned by the five
// degrees that ISO/IEC 19794-5 allows moves them by 0.1 to one side, which makes
// the sides differ by 0.2.
const (
	nearestEar  = 1.0
	mostDark    = 0.7 // share of the rows beside an ear
	mostUnequal = 0.3
)

// Ears is how far skin reaches at the height of the ears.
type Ears struct {
	Left, Right         float64 // from the middle of the face, shares of the distance between the pupils
	DarkLeft, DarkRight float64 // share of the rows in which something dark follows the skin: hair, cloth
	Known               bool    // skin can be told from the background
}

// hidden reports whether an ear seems to be covered or turned away.
func (e Ears) hidden() bool {
	covered := func(reach, dark float64) bool { return reach < nearestEar && dark > mostDark }
	return e.Known && (covered(e.Left, e.DarkLeft) || covered(e.Right, e.DarkRight) || max(e.Left-e.Right, e.Right-e.Left) > mostUnequal)
}

// ears looks where skin ends on both sides between the eyes and the nose, where
// ears are. Skin and what is beside it are told apart by their brightness alone.
func (a aligned) ears(skin, ground float64) Ears {
	const leastContrast = 20 // grey levels between skin and background
	if ground-skin < leastContrast {
		return Ears{}
	}
	e := Ears{Known: true}
	e.Left, e.DarkLeft = a.skinReach(-1, skin, ground)
	e.Right, e.DarkRight = a.skinReach(1, skin, ground)
	return e
}

// skinReach returns the middle of how far skin reaches over the rows of an ear,
// and the share of the rows in which something dark follows.
func (a aligned) skinReach(side, skin, ground float64) (reach, dark float64) {
	const (
		top, bottom = 0, 60 // aligned pixels below the eyes: ears are longer than that
		step        = 4
		cheek, most = 100, 250 // from beyond the corner of the eye
		gap         = 8        // shadows and strands narrower than this do not end the skin
	)
	hair, light := 0.55*skin, (skin+ground)/2
	var ends []float64
	for y := float64(top); y <= bottom; y += step {
		end, other := float64(cheek), 0.0
		last := 0.0
		for x := float64(cheek); x <= most && other < gap; x += 2 {
			last = a.at(side*x, y)
			if last > hair && last < light {
				end, other = x, 0
			} else {
				other += 2
			}
		}
		if last <= hair {
			dark++
		}
		ends = append(ends, end)
	}
	slices.Sort(ends)
	return ends[len(ends)/2] / alignedPupils, dark / float64(len(ends))
}
