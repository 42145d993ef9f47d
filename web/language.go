package web

import (
	"net/http"
	"strings"

	"cordboard/appliance"
)

const languageCookie = "__Host-cordboard-language"

// languageOf chooses the language of a request: the operator's own, the one
// chosen before signing in, the browser's first that the box speaks, the
// site's, English.
func (s *Server) languageOf(r *http.Request, o appliance.Operator) appliance.Language {
	if o.Language.Known() {
		return o.Language
	}
	if c, err := r.Cookie(languageCookie); err == nil && appliance.Language(c.Value).Known() {
		return appliance.Language(c.Value)
	}
	return s.accepted(r)
}

// accepted is the browser's first language that the box speaks, or else the
// site's.
func (s *Server) accepted(r *http.Request) appliance.Language {
	if l, ok := accepted(r.Header.Get("Accept-Language")); ok {
		return l
	}
	if s.config.Language != nil {
		return s.config.Language(r.Context())
	}
	return appliance.English
}

// accepted reads an Accept-Language header in the order written, which is
// how browsers write it; weights are not looked at (RFC 9110 section 12.5.4).
func accepted(header string) (l appliance.Language, ok bool) {
	for part := range strings.SplitSeq(header, ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		primary, _, _ := strings.Cut(strings.ToLower(tag), "-")
		if l := appliance.Language(primary); l.Known() {
			return l, true
		}
		if primary == "sk" { // Slovaks read Czech more easily than English
			return appliance.Czech, true
		}
	}
	return "", false
}

// chooseLanguage is POST /language: for who is not signed in yet.
func (s *Server) chooseLanguage(w http.ResponseWriter, r *http.Request) error {
	l := appliance.Language(r.FormValue("language"))
	if !l.Known() {
		return ErrBadRequest
	}
	http.SetCookie(w, &http.Cookie{
		Name: languageCookie, Value: string(l), Path: "/", MaxAge: 365 * 24 * 3600,
		Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	http.Redirect(w, r, localPath(r.FormValue("next"), "/"), http.StatusSeeOther)
	return nil
}

// localPath is next if it stays on this door, else fallback: whoever hands us
// an address does not choose where we send people.
func localPath(next, fallback string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return fallback
	}
	return next
}
