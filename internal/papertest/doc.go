// Package papertest holds no code: its test gives hostile papers to a desk and
// the real render children, and measures what they cost.
package papertest
