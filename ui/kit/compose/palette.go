package compose

// Palette is the letters no key of Telex or VNI gives, or that are hard to
// reach in names of several syllables written as one word.
var Palette = []rune("ŏŭčĕĭñŎŬČĔĬÑăâđêôơưĂÂĐÊÔƠƯ")
