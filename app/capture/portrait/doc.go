// Package portrait checks a portrait before the citizen has left the chair and
// turns and crops it to the proportions of the card.
//
// The rules are those of ICAO Doc 9303 and ISO/IEC 19794-5 for a full frontal
// picture, as far as a picture alone shows them honestly: one face, its size
// and place, head upright, eyes open, sharpness, exposure, even light, glare,
// white and even background. Ears are only hinted at: skin that ends on a cheek,
// or nearer on one side. Not judged: a head turned a little, hair that ends where
// the ears begin, a head covering, expression, glasses without glare. Those stay
// with the clerk's eyes. Circular 60/2021 wants bare head, both ears and decent
// dress.
//
// Faces and pupils are found by the cascades of esimov/pigo.
package portrait
