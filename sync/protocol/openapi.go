package protocol

import _ "embed"

// OpenAPI is the protocol as an OpenAPI 3.1 file. The registry serves it at
// [PathOpenAPI]; the tests of both sides are held to it.
//
//go:embed openapi.yaml
var OpenAPI []byte

// PathOpenAPI is where the file lies.
const PathOpenAPI = "/v1/openapi.yaml" // GET, also without a certificate
