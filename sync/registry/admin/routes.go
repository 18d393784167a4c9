package admin

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"carddesk/sync/registry"
)

// How many rows lists show.
const (
	mostStations = 500
	mostRows     = 100
)

var (
	onlyAdministrator = []string{registry.RoleAdministrator}
	onlyDecider       = []string{registry.RoleDecider}
)

func (a *Admin) routes() {
	a.mux.HandleFunc("GET /style.css", func(w http.ResponseWriter, req *http.Request) { http.ServeFileFS(w, req, files, "pages/style.css") })
	a.mux.HandleFunc("GET /login", func(w http.ResponseWriter, req *http.Request) {
		a.page(w, req, http.StatusOK, "login", view{Title: "Đăng nhập"})
	})
	a.mux.HandleFunc("POST /login", a.login)
	a.mux.HandleFunc("GET /metrics", a.getMetrics)
	a.mux.HandleFunc("/", func(w http.ResponseWriter, req *http.Request) { a.fail(w, req, http.StatusNotFound) })
	a.route("POST /logout", nil, a.logout)
	a.route("GET /{$}", nil, a.overview)
	a.route("GET /stations", nil, a.stations)
	a.route("POST /stations/code", onlyAdministrator, a.newCode)
	a.route("GET /stations/{id}/revoke", onlyAdministrator, a.askRevoke)
	a.route("POST /stations/{id}/revoke", onlyAdministrator, a.revoke)
	a.route("GET /cards", nil, a.cards)
	a.route("GET /cards/{serial}/takeback", onlyAdministrator, a.askTakeBack)
	a.route("POST /cards/{serial}/takeback", onlyAdministrator, a.takeBack)
	a.route("GET /boxes/{id}", nil, a.box)
	a.route("GET /dossiers", nil, a.dossiers)
	a.route("GET /dossiers/{id}", nil, a.dossier)
	a.route("GET /decisions", onlyDecider, a.decisions)
	a.route("GET /decisions/{id}", onlyDecider, a.decision)
	a.route("GET /decisions/{id}/portrait", onlyDecider, a.portrait)
	a.route("POST /decisions/{id}", onlyDecider, a.decide)
	a.route("GET /backend", nil, a.backEnd)
	a.route("POST /backend", onlyAdministrator, a.again)
	a.route("GET /refusals", nil, a.refusals)
	a.route("GET /log", onlyAdministrator, a.deeds)
}

func (a *Admin) login(w http.ResponseWriter, req *http.Request) {
	token, err := a.registry.BeginSession(req.Context(), req.PostFormValue("name"), req.PostFormValue("password"))
	if errors.Is(err, registry.ErrLogin) {
		a.page(w, req, http.StatusForbidden, "login", view{Title: "Đăng nhập", Data: true})
		return
	}
	if err != nil {
		a.trouble(w, req, err)
		return
	}
	http.SetCookie(w, &http.Cookie{Name: cookie, Value: token, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode})
	http.Redirect(w, req, "/", http.StatusSeeOther)
}

func (a *Admin) logout(v *visit) error {
	c, err := v.req.Cookie(cookie)
	if err == nil {
		err = a.registry.EndSession(v.req.Context(), c.Value)
	}
	if err != nil {
		return err
	}
	http.SetCookie(v.w, &http.Cookie{Name: cookie, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode, MaxAge: -1})
	http.Redirect(v.w, v.req, "/login", http.StatusSeeOther)
	return nil
}

func (a *Admin) overview(v *visit) error {
	figures, err := a.registry.Figures(v.req.Context())
	if err != nil {
		return err
	}
	return a.show(v, "overview", "Tổng quan", figures)
}

func (a *Admin) stations(v *visit) error {
	office := v.req.FormValue("office")
	found, err := a.registry.Stations(v.req.Context(), office, mostStations)
	if err != nil {
		return err
	}
	return a.show(v, "stations", "Máy trạm", map[string]any{"Office": office, "Stations": found, "More": len(found) == mostStations})
}

// newCode shows a code once: only its hash is kept.
func (a *Admin) newCode(v *visit) error {
	if err := a.note(v, "new-code", ""); err != nil {
		return err
	}
	code, err := a.registry.NewEnrolmentCode(v.req.Context())
	if err != nil {
		return err
	}
	return a.show(v, "code", "Mã ghi danh", code)
}

func (a *Admin) askRevoke(v *visit) error {
	s, err := a.registry.StationInfo(v.req.Context(), v.req.PathValue("id"))
	if err != nil {
		return err
	}
	return a.show(v, "revoke", "Ngừng máy trạm", s)
}

func (a *Admin) revoke(v *visit) error {
	s, err := a.registry.StationInfo(v.req.Context(), v.req.PathValue("id"))
	if err != nil {
		return err
	}
	reason := v.req.PostFormValue("reason")
	if reason != "stolen" && reason != "replaced" && reason != "closed" {
		return a.show(v, "revoke", "Ngừng máy trạm", s)
	}
	if err := a.note(v, "revoke-station-"+reason, s.ID); err != nil {
		return err
	}
	if err := a.registry.RevokeStation(v.req.Context(), s.ID); err != nil {
		return err
	}
	return a.back(v, "/stations?"+url.Values{"office": {s.Office}}.Encode())
}

func (a *Admin) cards(v *visit) error {
	lots, err := a.registry.Lots(v.req.Context(), mostRows)
	if err != nil {
		return err
	}
	boxes, err := a.registry.Boxes(v.req.Context(), mostRows)
	if err != nil {
		return err
	}
	return a.show(v, "cards", "Lô và hộp thẻ", map[string]any{"Lots": lots, "Boxes": boxes})
}

func (a *Admin) box(v *visit) error {
	found, err := a.registry.BoxCards(v.req.Context(), v.req.PathValue("id"))
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return registry.ErrUnknown
	}
	return a.show(v, "box", "Hộp "+v.req.PathValue("id"), found)
}

func (a *Admin) dossiers(v *visit) error {
	text := v.req.FormValue("q")
	found, err := a.registry.FindDossiers(v.req.Context(), text, mostRows)
	if err != nil {
		return err
	}
	return a.show(v, "dossiers", "Hồ sơ", map[string]any{"Text": text, "Dossiers": found, "More": len(found) == mostRows})
}

func (a *Admin) dossier(v *visit) error {
	found, err := a.registry.Dossier(v.req.Context(), v.req.PathValue("id"))
	if err != nil {
		return err
	}
	return a.show(v, "dossier", "Hồ sơ "+found.ID, found)
}

func (a *Admin) decisions(v *visit) error {
	found, err := a.registry.WaitingDossiers(v.req.Context(), mostRows)
	if err != nil {
		return err
	}
	return a.show(v, "decisions", "Chờ quyết định", found)
}

func (a *Admin) decision(v *visit) error {
	id := v.req.PathValue("id")
	if err := a.note(v, "read-person", id); err != nil {
		return err
	}
	found, err := a.registry.Dossier(v.req.Context(), id)
	if err != nil {
		return err
	}
	person, err := a.registry.ReadPerson(v.req.Context(), id)
	if err != nil {
		return err
	}
	return a.show(v, "decision", "Quyết định", map[string]any{"Dossier": found, "Person": person})
}

func (a *Admin) portrait(v *visit) error {
	person, err := a.registry.ReadPerson(v.req.Context(), v.req.PathValue("id"))
	if err != nil {
		return err
	}
	if person.PortraitType != "image/jpeg" { // browsers show no other kind of ours
		return registry.ErrUnknown
	}
	v.w.Header().Set("Content-Type", person.PortraitType)
	_, err = v.w.Write(person.Portrait)
	return err
}

// outcomes are the words of the form.
var outcomes = map[string]registry.Outcome{"accept": registry.Accepted, "reject": registry.Rejected, "recapture": registry.RecaptureWanted}

// reasons are the codes that desks put into words.
var reasons = map[string]bool{"": true, "identity-doubtful": true, "portrait-quality": true, "fingerprint-quality": true, "papers-missing": true}

// sections are where a rejection or a recapture may point.
var sections = map[string]bool{"": true, "identity": true, "portrait": true, "fingerprints": true, "iris": true, "documents": true}

func (a *Admin) decide(v *visit) error {
	form := v.req.PostFormValue
	version, err := strconv.Atoi(form("version"))
	outcome, known := outcomes[form("outcome")]
	d := registry.Decision{Outcome: outcome, Section: form("section"), Reason: form("reason"), Note: form("note")}
	sound := err == nil && known && sections[d.Section] && reasons[d.Reason] && len(d.Note) <= 2000
	if !sound || outcome != registry.Accepted && (d.Section == "" || d.Reason == "") {
		a.page(v.w, v.req, http.StatusBadRequest, "failed", view{Title: "Chưa đủ", Session: v.session, CSRF: v.csrf,
			Data: "Từ chối hoặc yêu cầu thu nhận lại cần có mục và lý do."})
		return nil
	}
	if outcome == registry.Accepted {
		d = registry.Decision{Outcome: outcome}
	}
	id := v.req.PathValue("id")
	if err := a.note(v, "decide-"+form("outcome"), id); err != nil {
		return err
	}
	if err := a.registry.DecideDossier(v.req.Context(), id, version, d); err != nil {
		return err
	}
	return a.back(v, "/decisions")
}

func (a *Admin) backEnd(v *visit) error {
	found, err := a.registry.StuckHandOns(v.req.Context(), mostRows)
	if err != nil {
		return err
	}
	return a.show(v, "backend", "Chuyển quốc gia", found)
}

func (a *Admin) again(v *visit) error {
	id := v.req.PostFormValue("id")
	if err := a.note(v, "hand-on-again", id[:min(len(id), 200)]); err != nil {
		return err
	}
	if err := a.registry.HandOnAgain(v.req.Context(), id); err != nil {
		return err
	}
	return a.back(v, "/backend")
}

func (a *Admin) refusals(v *visit) error {
	found, err := a.registry.Refusals(v.req.Context(), mostRows)
	if err != nil {
		return err
	}
	return a.show(v, "refusals", "Đã từ chối", found)
}

func (a *Admin) deeds(v *visit) error {
	found, err := a.registry.Deeds(v.req.Context(), mostRows)
	if err != nil {
		return err
	}
	return a.show(v, "log", "Nhật ký", found)
}

// back leads to a page that can be read again without doing anything.
func (a *Admin) back(v *visit, to string) error {
	http.Redirect(v.w, v.req, to, http.StatusSeeOther)
	return nil
}
