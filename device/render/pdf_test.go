package render

import (
	"bytes"
	"fmt"
)

// testPDF is a PDF of the given objects; object 1 must be the catalogue.
func testPDF(objects ...string) []byte {
	var b bytes.Buffer
	var offsets []int
	b.WriteString("%PDF-1.7\n")
	for i, o := range objects {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, at := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, xref)
	return b.Bytes()
}

func stream(dict, content string) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dict, len(content), content)
}

// onePage is a PDF of one page of the given size with the given content; F is
// Helvetica, X an object number free for the caller.
func onePage(mediaBox, content string, more ...string) []byte {
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Count 1/Kids[3 0 R]>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[" + mediaBox + "]/Contents 4 0 R" +
			"/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>",
		stream("", content),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
	}
	return testPDF(append(objects, more...)...)
}

const a4 = "0 0 595.28 841.89"

// plainPage is one A4 page with a black square of 100 points at the lower left
// corner and the word Desk.
func plainPage() []byte {
	return onePage(a4, "0 0 100 100 re f BT /F 24 Tf 100 700 Td (Desk) Tj ET")
}

// manyPages is a PDF that declares and has n pages.
func manyPages(n int) []byte {
	kids := ""
	for range n {
		kids += "3 0 R "
	}
	return testPDF(
		"<</Type/Catalog/Pages 2 0 R>>",
		fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", n, kids),
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>",
	)
}

// laughs is a page whose form calls a form that calls a form …: ten to the
// twelfth squares in a kilobyte.
func laughs() []byte {
	const levels = 12
	var forms []string
	for i := range levels {
		call := "/X Do /X Do /X Do /X Do /X Do /X Do /X Do /X Do /X Do /X Do"
		resources := fmt.Sprintf("/Resources<</XObject<</X %d 0 R>>>>", 7+i)
		if i == levels-1 {
			call, resources = "0 0 500 800 re f", ""
		}
		forms = append(forms, stream("/Type/XObject/Subtype/Form/BBox[0 0 600 900]"+resources, call))
	}
	return onePage(a4, "/X Do", forms...)
}
