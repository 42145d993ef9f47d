package web

import (
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"cordboard/appliance"
	"cordboard/web/ui"
)

// sessionCookie holds the sign-in token. __Host- means: only over a secure
// origin, for this host alone, for all paths.
const sessionCookie = "__Host-cordboard"

func (s *Server) signInPage(w http.ResponseWriter, r *http.Request) error {
	next := localPath(r.FormValue("next"), "/")
	if Operator(r.Context()).ID != 0 {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return nil
	}
	return Page(w, r, http.StatusOK, ui.SignIn(ui.SignInView{Next: next, Insecure: insecure(r), Demo: s.config.Demo}))
}

func (s *Server) signIn(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return FormError(err)
	}
	login, next := r.PostFormValue("login"), localPath(r.PostFormValue("next"), "/")
	token, _, err := s.config.Accounts.SignIn(r.Context(), login, r.PostFormValue("password"), Source(r))
	if refusal := appliance.AsRefusal(err); refusal != nil {
		view := ui.SignInView{Next: next, Login: login, Refusal: Sentence(r, refusal), Insecure: insecure(r), Demo: s.config.Demo}
		return Page(w, r, Status(refusal), ui.SignIn(view))
	}
	if err != nil {
		return err
	}
	http.SetCookie(w, &http.Cookie{
		Name: sessionCookie, Value: token, Path: "/",
		Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil
}

func (s *Server) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := s.config.Accounts.SignOut(r.Context(), Token(r.Context())); err != nil {
		return err
	}
	http.SetCookie(w, &http.Cookie{
		Name: sessionCookie, Path: "/", MaxAge: -1,
		Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	// What the page kept for itself (unsent texts) goes with him.
	w.Header().Set("Clear-Site-Data", `"storage"`)
	to := "/sign-in"
	if next := localPath(r.PostFormValue("next"), ""); next != "" {
		to += "?next=" + queryEscape(next) // another signs in to the page that he may not see
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// insecure is the address of a page that browsers do not trust, empty for one
// that they do: W3C Secure Contexts, section 3.1. To the others they lend no
// microphone, and they do not keep a Secure cookie for them.
func insecure(r *http.Request) string {
	if Secure(r) || local(r.Host) {
		return ""
	}
	return r.Host
}

// local tells whether a browser takes a host for its own machine.
func local(host string) bool {
	name := (&url.URL{Host: host}).Hostname()
	if a, err := netip.ParseAddr(name); err == nil {
		return a.IsLoopback()
	}
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	return name == "localhost" || strings.HasSuffix(name, ".localhost")
}
