package curve

import "math/big"

// jacobian is a point (X/Z², Y/Z³); Z = 0 is infinity.
type jacobian struct{ x, y, z *big.Int }

func (c *Curve) lift(p Point) jacobian {
	if p.Infinity() {
		return jacobian{big.NewInt(1), big.NewInt(1), new(big.Int)}
	}
	return jacobian{p.X, p.Y, big.NewInt(1)}
}

func (c *Curve) drop(j jacobian) Point {
	if j.z.Sign() == 0 {
		return Point{}
	}
	inverse := new(big.Int).ModInverse(j.z, c.P)
	square := c.mul(inverse, inverse)
	return Point{c.mul(j.x, square), c.mul(j.y, c.mul(square, inverse))}
}

func (c *Curve) mul(a, b *big.Int) *big.Int {
	r := new(big.Int).Mul(a, b)
	return r.Mod(r, c.P)
}

func (c *Curve) sub(a, b *big.Int) *big.Int {
	r := new(big.Int).Sub(a, b)
	if r.Sign() < 0 {
		r.Add(r, c.P)
	}
	return r
}

// shift is a·2ⁿ in the field.
func (c *Curve) shift(a *big.Int, n uint) *big.Int {
	r := new(big.Int).Lsh(a, n)
	return r.Mod(r, c.P)
}

// double is the doubling for any A ("dbl-2007-bl" shape: S = 4XY², M = 3X²+AZ⁴).
func (c *Curve) double(p jacobian) jacobian {
	if p.z.Sign() == 0 || p.y.Sign() == 0 {
		return jacobian{big.NewInt(1), big.NewInt(1), new(big.Int)}
	}
	yy := c.mul(p.y, p.y)
	s := c.shift(c.mul(p.x, yy), 2)
	zz := c.mul(p.z, p.z)
	m := c.mul(p.x, p.x)
	m.Mul(m, big.NewInt(3)).Add(m, new(big.Int).Mul(c.A, c.mul(zz, zz))).Mod(m, c.P)
	x := c.sub(c.sub(c.mul(m, m), s), s)
	y := c.sub(c.mul(m, c.sub(s, x)), c.shift(c.mul(yy, yy), 3))
	return jacobian{x, y, c.shift(c.mul(p.y, p.z), 1)}
}

// add is the general addition, with the equal and opposite cases.
func (c *Curve) add(p, q jacobian) jacobian {
	if p.z.Sign() == 0 {
		return q
	}
	if q.z.Sign() == 0 {
		return p
	}
	pzz, qzz := c.mul(p.z, p.z), c.mul(q.z, q.z)
	u1, u2 := c.mul(p.x, qzz), c.mul(q.x, pzz)
	s1, s2 := c.mul(p.y, c.mul(qzz, q.z)), c.mul(q.y, c.mul(pzz, p.z))
	h, r := c.sub(u2, u1), c.sub(s2, s1)
	if h.Sign() == 0 {
		if r.Sign() == 0 {
			return c.double(p)
		}
		return jacobian{big.NewInt(1), big.NewInt(1), new(big.Int)}
	}
	hh := c.mul(h, h)
	hhh := c.mul(hh, h)
	v := c.mul(u1, hh)
	x := c.sub(c.sub(c.sub(c.mul(r, r), hhh), v), v)
	y := c.sub(c.mul(r, c.sub(v, x)), c.mul(s1, hhh))
	return jacobian{x, y, c.mul(h, c.mul(p.z, q.z))}
}

// Add adds two points, which must be on the curve or infinity.
func (c *Curve) Add(p, q Point) Point { return c.drop(c.add(c.lift(p), c.lift(q))) }

// Mul multiplies a point by a scalar, reduced by the order.
func (c *Curve) Mul(k *big.Int, p Point) Point {
	k = new(big.Int).Mod(k, c.N)
	// Four bits at a time from a table of the first sixteen multiples.
	var table [16]jacobian
	table[0] = c.lift(Point{})
	for i, base := 1, c.lift(p); i < len(table); i++ {
		table[i] = c.add(table[i-1], base)
	}
	r := table[0]
	for i := (k.BitLen()+3)/4 - 1; i >= 0; i-- {
		r = c.double(c.double(c.double(c.double(r))))
		nibble := k.Bit(4*i) | k.Bit(4*i+1)<<1 | k.Bit(4*i+2)<<2 | k.Bit(4*i+3)<<3
		r = c.add(r, table[nibble])
	}
	return c.drop(r)
}

// MulBase multiplies the base point.
func (c *Curve) MulBase(k *big.Int) Point { return c.Mul(k, c.G) }
