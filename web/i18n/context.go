package i18n

import "context"

type textsKey struct{}

// With returns a context whose pages are written by t.
func With(ctx context.Context, t *Texts) context.Context {
	return context.WithValue(ctx, textsKey{}, t)
}

// From is the texts that With put in, or the English ones.
func From(ctx context.Context) *Texts {
	if t, ok := ctx.Value(textsKey{}).(*Texts); ok {
		return t
	}
	return Localizer(Fallback)
}

// Text is From(ctx).Text, for components.
func Text(ctx context.Context, key string, args ...any) string {
	return From(ctx).Text(key, args...)
}
