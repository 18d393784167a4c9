package person

// The text forms of the string types are read strictly, so that a record from a
// file or the network cannot carry what the parser would refuse. Empty text is
// no value. Writing needs no code: the types are their own text.

// UnmarshalText reads a personal number; empty text is none.
func (n *PersonalNumber) UnmarshalText(text []byte) error {
	return unmarshalText(n, text, ParsePersonalNumber)
}

// UnmarshalText reads a nine-digit number; empty text is none.
func (n *OldNumber) UnmarshalText(text []byte) error { return unmarshalText(n, text, ParseOldNumber) }

// UnmarshalText reads a phone number; empty text is none.
func (p *Phone) UnmarshalText(text []byte) error { return unmarshalText(p, text, ParsePhone) }

// UnmarshalText reads a receipt number; empty text is none.
func (n *ReceiptNumber) UnmarshalText(text []byte) error {
	return unmarshalText(n, text, ParseReceiptNumber)
}

// UnmarshalText reads a sex, as code or word; empty text is unknown.
func (s *Sex) UnmarshalText(text []byte) error { return unmarshalText(s, text, ParseSex) }

func unmarshalText[T ~string](into *T, text []byte, parse func(string) (T, error)) error {
	if len(text) == 0 {
		*into = ""
		return nil
	}
	value, err := parse(string(text))
	if err != nil {
		return err
	}
	*into = value
	return nil
}
