package registry

import "net/http"

// WrapHandler has all registries of a test answer through wrap.
func WrapHandler(wrap func(http.Handler) http.Handler) { wrapHandler = wrap }
