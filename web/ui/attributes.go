package ui

import "github.com/a-h/templ"

// described ties a field to the sentence that says what is wrong with it.
func described(refusal string) templ.Attributes {
	if refusal == "" {
		return nil
	}
	return templ.Attributes{"aria-invalid": "true", "aria-describedby": "sign-in-problem"}
}

func pressed(on bool) string {
	if on {
		return "true"
	}
	return "false"
}
