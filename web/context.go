package web

import (
	"context"
	"log/slog"
	"net/http"

	"cordboard/appliance"
	"cordboard/web/i18n"
)

type contextKey int

const (
	operatorKey contextKey = iota
	logKey
	tokenKey
	checkKey
	answerKey
	senderKey
	doorKey
)

// Operator is who calls, or the zero Operator for somebody not signed in.
func Operator(ctx context.Context) appliance.Operator {
	o, _ := ctx.Value(operatorKey).(appliance.Operator)
	return o
}

// WithOperator is ctx of a request by o; NewServer's routes get it by itself.
func WithOperator(ctx context.Context, o appliance.Operator) context.Context {
	return context.WithValue(ctx, operatorKey, o)
}

// Language is the language that the reader gets: his own setting, else what
// he chose before signing in, else what his browser asks for.
func Language(ctx context.Context) appliance.Language {
	return appliance.Language(i18n.From(ctx).Language())
}

// WithLanguage makes pages of ctx speak l.
func WithLanguage(ctx context.Context, l appliance.Language) context.Context {
	return i18n.With(ctx, i18n.Localizer(l).In(i18n.From(ctx).Zone()))
}

// Log is the request's logger.
func Log(ctx context.Context) *slog.Logger {
	if l, ok := ctx.Value(logKey).(*slog.Logger); ok {
		return l
	}
	return slog.New(slog.DiscardHandler)
}

// Token is the caller's sign-in token, for those who end or renew it.
func Token(ctx context.Context) string {
	t, _ := ctx.Value(tokenKey).(string)
	return t
}

// Scripted tells whether a script of ours asks and not the browser itself: it
// wants a fragment or a status in place of a page.
func Scripted(r *http.Request) bool { return r.Header.Get("X-Cordboard") == "script" }

// StillAdmitted asks anew whether the caller's token holds and his rights are enough:
// for streams, which outlive the check at their door.
func StillAdmitted(ctx context.Context) bool {
	check, ok := ctx.Value(checkKey).(func() bool)
	return !ok || check()
}
