package portrait

import (
	"errors"
	"fmt"
	"image"
	"math"
)

// ErrPicture means that a picture cannot be judged at all.
var ErrPicture = errors.New("picture cannot be a portrait")

// Defect is the code of something wrong with a portrait.
type Defect string

// Defects, most disturbing first.
const (
	NoFace         Defect = "no-face"
	SeveralFaces   Defect = "several-faces"
	TooFar         Defect = "too-far"
	TooClose       Defect = "too-close"
	LowResolution  Defect = "low-resolution"
	OffCentre      Defect = "off-centre"
	Tilted         Defect = "tilted"
	EyesClosed     Defect = "eyes-closed"
	Glare          Defect = "glare"
	Blurred        Defect = "blurred"
	TooDark        Defect = "too-dark"
	TooBright      Defect = "too-bright"
	SideLight      Defect = "side-light"
	GroundNotWhite Defect = "ground-not-white"
	GroundUneven   Defect = "ground-uneven"
)

// Sentence says in Vietnamese what the clerk can ask of the citizen, or do.
func (d Defect) Sentence() string {
	return map[Defect]string{
		NoFace:         "Chưa thấy khuôn mặt trong ảnh. Xin mời ông/bà ngồi thẳng và nhìn vào máy ảnh.",
		SeveralFaces:   "Trong ảnh có hơn một khuôn mặt. Xin mời người đi cùng đứng ra ngoài khung hình.",
		TooFar:         "Khuôn mặt còn nhỏ. Xin mời ông/bà ngồi gần máy ảnh hơn.",
		TooClose:       "Khuôn mặt quá gần. Xin mời ông/bà ngồi lùi ra một chút.",
		LowResolution:  "Ảnh không đủ độ phân giải. Kiểm tra lại cài đặt của máy ảnh.",
		OffCentre:      "Khuôn mặt lệch khỏi giữa ảnh. Xin mời ông/bà ngồi vào giữa.",
		Tilted:         "Đầu đang nghiêng. Xin mời ông/bà giữ đầu thẳng.",
		EyesClosed:     "Mắt đang nhắm hoặc bị che. Xin mời ông/bà mở mắt, vén tóc khỏi mắt.",
		Glare:          "Có ánh sáng phản chiếu trước mắt. Xin mời ông/bà bỏ kính ra.",
		Blurred:        "Ảnh bị nhòe. Xin mời ông/bà ngồi yên, cán bộ chụp lại.",
		TooDark:        "Khuôn mặt bị tối. Bật thêm đèn rồi chụp lại.",
		TooBright:      "Khuôn mặt bị chói. Giảm ánh sáng rồi chụp lại.",
		SideLight:      "Hai bên mặt sáng tối không đều. Chỉnh lại đèn chiếu.",
		GroundNotWhite: "Nền ảnh không trắng. Kiểm tra phông nền.",
		GroundUneven:   "Nền ảnh có bóng hoặc loang. Xin mời ông/bà ngồi cách phông nền xa hơn.",
	}[d]
}

// Limits are the bounds of [Measures] within which a portrait is good.
type Limits struct {
	MinPupils                    float64 // pixels
	MinPupilShare, MaxPupilShare float64
	MinCentreX, MaxCentreX       float64
	MinCentreY, MaxCentreY       float64
	MaxRoll                      float64 // degrees
	MinEyeOpening                float64
	MaxGlare                     float64
	MaxBlur                      float64
	MinSkin, MaxSkin             float64
	MaxSkinBlown                 float64
	MaxSideLight                 float64
	MinGround, MaxGroundTint     float64
	MaxGroundVary                float64
}

// DefaultLimits follow ISO/IEC 19794-5 where it has numbers (at least 90 pixels
// between the pupils, roll within eight degrees of which two are left for the
// finder's own error); the others were set on good and spoilt portraits.
func DefaultLimits() Limits {
	return Limits{
		MinPupils: 90, MinPupilShare: 0.13, MaxPupilShare: 0.32,
		MinCentreX: 0.38, MaxCentreX: 0.62, MinCentreY: 0.28, MaxCentreY: 0.58,
		MaxRoll: 6, MinEyeOpening: 0.12, MaxGlare: 0.15, MaxBlur: 0.024,
		MinSkin: 85, MaxSkin: 225, MaxSkinBlown: 0.1, MaxSideLight: 0.15,
		MinGround: 195, MaxGroundTint: 28, MaxGroundVary: 25,
	}
}

// Report is what was found on a portrait.
type Report struct {
	Defects  []Defect // none: the portrait is good
	Hints    []Hint   // only of a portrait without defects; it is good all the same
	Faces    int
	Measures Measures // of the strongest face; zero where there is none

	left, right point // pupils
}

// Good reports whether nothing is wrong.
func (r Report) Good() bool { return len(r.Defects) == 0 }

// Pupils returns the two pupils in pixels of the picture, left of the picture
// first; false where no face was found.
func (r Report) Pupils() (left, right image.Point, found bool) {
	round := func(p point) image.Point { return image.Pt(int(math.Round(p.x)), int(math.Round(p.y))) }
	return round(r.left), round(r.right), r.Faces > 0
}

// Bounds on the size of a picture.
const (
	minSide = 120
	maxSide = 12000
)

// Check judges a portrait. [ErrPicture] is for impossible sizes.
func Check(picture *image.RGBA, limits Limits) (Report, error) {
	width, height := picture.Rect.Dx(), picture.Rect.Dy()
	if width < minSide || height < minSide || width > maxSide || height > maxSide {
		return Report{}, fmt.Errorf("%d×%d pixels: %w", width, height, ErrPicture)
	}
	faces, err := find(picture)
	if err != nil {
		return Report{}, err
	}
	if len(faces) == 0 {
		return Report{Defects: append([]Defect{NoFace}, unseen(picture)...)}, nil
	}
	main, others := strongest(faces)
	report := Report{Faces: 1 + others, Measures: measure(picture, main), left: main.left, right: main.right}
	report.Defects = limits.judge(report)
	if report.Good() && report.Measures.Ears.hidden() {
		report.Hints = append(report.Hints, EarHidden)
	}
	return report, nil
}

// unseen says whether light is the reason why no face is seen: the middle of
// the picture, where the face would be, is blown out or black.
func unseen(picture *image.RGBA) []Defect {
	width, height := picture.Rect.Dx(), picture.Rect.Dy()
	var bright, dark, n int
	for y := height / 4; y < height*2/3; y += 2 {
		for x := width / 4; x < width*3/4; x += 2 {
			n++
			switch v := luma(picture, x, y); {
			case v > 250:
				bright++
			case v < 15:
				dark++
			}
		}
	}
	switch {
	case bright > n*4/10:
		return []Defect{TooBright}
	case dark > n*7/10:
		return []Defect{TooDark}
	}
	return nil
}

// strongest returns the strongest face and the number of others beside it. A
// weak finding inside or across the strongest face is part of it.
func strongest(faces []face) (face, int) {
	best := faces[0]
	for _, f := range faces {
		if f.strength > best.strength {
			best = f
		}
	}
	others := 0
	for _, f := range faces {
		apart := math.Max(math.Abs(f.x-best.x), math.Abs(f.y-best.y))
		if apart > best.size/2 && f.strength > best.strength/5 {
			others++
		}
	}
	return best, others
}

func (l Limits) judge(r Report) []Defect {
	m := r.Measures
	var out []Defect
	add := func(bad bool, d Defect) {
		if bad {
			out = append(out, d)
		}
	}
	add(r.Faces > 1, SeveralFaces)
	add(m.PupilShare < l.MinPupilShare, TooFar)
	add(m.PupilShare > l.MaxPupilShare, TooClose)
	add(m.Pupils < l.MinPupils && m.PupilShare >= l.MinPupilShare, LowResolution)
	add(m.CentreX < l.MinCentreX || m.CentreX > l.MaxCentreX || m.CentreY < l.MinCentreY || m.CentreY > l.MaxCentreY, OffCentre)
	add(math.Abs(m.Roll) > l.MaxRoll, Tilted)
	add(m.EyeOpening < l.MinEyeOpening, EyesClosed)
	add(m.Glare > l.MaxGlare, Glare)
	add(m.Blur > l.MaxBlur, Blurred)
	add(m.Skin < l.MinSkin, TooDark)
	add(m.Skin > l.MaxSkin || m.SkinBlown > l.MaxSkinBlown && m.Skin >= l.MinSkin, TooBright)
	add(m.SideLight > l.MaxSideLight, SideLight)
	add(m.Ground < l.MinGround || m.GroundTint > l.MaxGroundTint, GroundNotWhite)
	add(m.GroundVary > l.MaxGroundVary, GroundUneven)
	return out
}
