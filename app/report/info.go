package report

// FormInfo describes one form of assets/forms, for lists and documentation.
type FormInfo struct {
	Kind        string // what it is for: "data-slip", "appointment", …
	Regime      string // "2014", "2023", "" for both
	Circular    string // "" where no circular sets the form
	Code        string
	Title       string
	Subtitle    string
	From, To    string // days in force, ISO; To "" is open
	Unconfirmed string // what of it was not found in a public source, "" for nothing
}

// Forms lists all forms, in the order of their files.
func Forms() ([]FormInfo, error) {
	all, err := forms()
	if err != nil {
		return nil, err
	}
	var list []FormInfo
	for _, f := range all {
		list = append(list, FormInfo{string(f.Kind), f.Regime, f.Circular, f.Code, f.Title, f.Subtitle, f.From, f.To, f.Unconfirmed})
	}
	return list, nil
}
