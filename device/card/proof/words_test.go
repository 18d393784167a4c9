package proof

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
)

// TestEveryReasonHasWords reads the reasons from the source, so that a new one
// cannot be forgotten.
func TestEveryReasonHasWords(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "outcome.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); !ok || kind.Name != "Reason" {
			return true
		}
		code, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		count++
		text := words[Reason(code)]
		if text.VI == "" || text.EN == "" || text.VI == text.EN {
			t.Errorf("reason %s has no words", code)
		}
		return true
	})
	if count != len(words) {
		t.Errorf("%d reasons, %d sentences", count, len(words))
	}
}

func TestWordsNameGroups(t *testing.T) {
	reason := failed(GroupChanged, 1, 13).Proof(NameHashes).Reason
	if reason != "group-changed:DG1,DG13" {
		t.Fatalf("reason %q", reason)
	}
	text := Words(reason)
	if !strings.HasSuffix(text.VI, ": DG1, DG13.") || !strings.HasSuffix(text.EN, ": DG1, DG13.") {
		t.Errorf("%q / %q", text.VI, text.EN)
	}
	if got := Words("future-code").EN; got != "future-code" {
		t.Errorf("unknown code gives %q", got)
	}
	if got := Words(""); got != (Text{}) {
		t.Errorf("no reason gives %+v", got)
	}
}
