package formtest

import (
	"io"
	"strings"
	"testing"
)

// The target is 100 ms a form (docs/benchmarks.md).
func BenchmarkForms(b *testing.B) {
	for _, s := range Samples() {
		if strings.HasSuffix(s.Name, "-empty") {
			continue
		}
		b.Run(s.Name, func(b *testing.B) {
			for b.Loop() {
				if err := s.Write(io.Discard); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
