package web

import (
	"errors"
	"net/http"
	"strings"
)

// pagePolicy is the content security policy of our own pages: scripts,
// styles, fonts and sounds from the same door, nothing inline, nothing
// created from strings but through the one trusted-types policy that
// assets/patch.js names.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; media-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; " +
	"object-src 'none'; require-trusted-types-for 'script'; trusted-types cordboard"

// Framing lets a page of ours hold frames of the same door.
func Framing(w http.ResponseWriter) {
	w.Header().Set("Content-Security-Policy", pagePolicy+"; frame-src 'self'")
}

// protect sets the headers that every answer carries. A handler may replace
// one (the widget's frame names who may embed it).
func protect(d Door, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", pagePolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		if d != Public {
			h.Set("X-Frame-Options", "DENY")
			h.Set("Cross-Origin-Opener-Policy", "same-origin")
			h.Set("Cross-Origin-Resource-Policy", "same-origin")
			h.Set("Permissions-Policy", "microphone=(self), camera=(self), display-capture=(self), geolocation=(), payment=(), usb=()")
			h.Set("Cache-Control", "no-store")
		}
		if Secure(r) {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

var errNoOrigin = errors.New("neither Origin nor Sec-Fetch-Site beside a cookie")

// sameOrigin refuses unsafe requests that another site sent, and those that
// carry our cookie without saying where they come from: no browser that
// keeps __Host- cookies does that.
func (s *Server) sameOrigin(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := guard.Check(r)
		if err == nil && !safe(r.Method) && carriesCookie(r) && r.Header.Get("Origin") == "" && r.Header.Get("Sec-Fetch-Site") == "" {
			err = errNoOrigin
		}
		if err != nil {
			Log(r.Context()).Warn("request from another origin refused", "err", err)
			s.fail(w, r, ErrOrigin)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func safe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

func carriesCookie(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Cookie"), sessionCookie+"=")
}
