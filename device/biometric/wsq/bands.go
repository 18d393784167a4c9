package wsq

// area is a rectangle of the transformed picture.
type area struct{ x, y, width, height int }

// node is an area that the transform split into four, or a band that it did not.
//
// Splitting a band of high frequencies turns its order of frequencies round. So
// that areas lie in the order of frequencies all the same, a node on the right
// puts the low half of its rows on the right, one at the bottom puts the low
// half of its columns below.
type node struct {
	area
	right, bottom bool // on the right, at the bottom of its parent
	children      []*node
}

// split divides the node into four, in the order upper left, upper right, lower
// left, lower right.
func (n *node) split() {
	left, right := halves(n.width, n.right)
	top, bottom := halves(n.height, n.bottom)
	n.children = []*node{
		{area: area{n.x, n.y, left, top}},
		{area: area{n.x + left, n.y, right, top}, right: true},
		{area: area{n.x, n.y + top, left, bottom}, bottom: true},
		{area: area{n.x + left, n.y + top, right, bottom}, right: true, bottom: true},
	}
}

// halves returns the sizes of both halves; the low one has the odd sample.
func halves(length int, turned bool) (first, second int) {
	low, high := (length+1)/2, length/2
	if turned {
		return high, low
	}
	return low, high
}

// layout returns the tree of a picture's transform and its 64 bands in the
// order of the specification: the lowest frequencies first.
func layout(width, height int) (*node, []area) {
	root := &node{area: area{0, 0, width, height}}
	root.split()
	for _, child := range root.children {
		child.split()
	}
	second := root.children[0].children // of the low quarter
	for _, child := range second[:3] {
		child.split()
		for _, grandchild := range child.children {
			grandchild.split()
		}
	}
	lowest := second[0].children[0].children[0]
	lowest.split()
	var bands []area
	leaves := func(n *node) {
		var walk func(*node)
		walk = func(n *node) {
			if n.children == nil {
				bands = append(bands, n.area)
				return
			}
			for _, child := range n.children {
				walk(child)
			}
		}
		walk(n)
	}
	for _, n := range second {
		leaves(n)
	}
	for _, n := range root.children[1:] {
		leaves(n)
	}
	return root, bands
}

// joiner puts split areas together again.
type joiner struct {
	pix    []float32
	stride int
	filter transform
	line   []float32 // one row or column, low and high samples in turn
	out    []float32
}

// join undoes all splits below a node.
func (j *joiner) join(n *node) {
	if n.children == nil {
		return
	}
	for _, child := range n.children {
		j.join(child)
	}
	for x := n.x; x < n.x+n.width; x++ {
		j.lineOf(n.y*j.stride+x, j.stride, n.height, n.bottom)
	}
	for y := n.y; y < n.y+n.height; y++ {
		j.lineOf(y*j.stride+n.x, 1, n.width, n.right)
	}
}

// lineOf joins the two halves of one row or column in place.
func (j *joiner) lineOf(start, step, length int, turned bool) {
	if length < 2 {
		return
	}
	line, out := j.line[:length], j.out[:length]
	first, _ := halves(length, turned)
	low, high := 0, first
	if turned {
		low, high = first, 0
	}
	// Low samples stand at even places, high ones at odd places.
	for i := range length {
		at := low + i/2
		if i%2 == 1 {
			at = high + i/2
		}
		line[i] = j.pix[start+at*step]
	}
	for i := range length {
		var sum float32
		// Of each filter, every second tap falls on a sample of its half.
		for tap := i & 1; tap < len(j.filter.low); tap += 2 {
			sum += j.filter.low[tap] * pair(line, i, tap)
		}
		for tap := i&1 ^ 1; tap < len(j.filter.high); tap += 2 {
			sum += j.filter.high[tap] * pair(line, i, tap)
		}
		out[i] = sum
	}
	for i, v := range out {
		j.pix[start+i*step] = v
	}
}

// pair returns the sum of the two samples at a distance from i, one sample for
// no distance. Beyond its ends the line is continued as in a mirror.
func pair(line []float32, i, distance int) float32 {
	if distance == 0 {
		return line[i]
	}
	return line[mirror(i-distance, len(line))] + line[mirror(i+distance, len(line))]
}

func mirror(i, length int) int {
	for i < 0 || i >= length {
		if i < 0 {
			i = -i
		} else {
			i = 2*(length-1) - i
		}
	}
	return i
}
