package protocol

// PathPrints is where a desk asks for the prints that the registry holds of one
// person: POST of a [LookupRequest], answered with [PrintsAnswer].
const PathPrints = "/v1/prints"

// PrintsAnswer carries prints sealed to the office, as an item of its feed is.
type PrintsAnswer struct {
	Sealed []byte `json:"sealed"`
}
