package desk

import (
	"net/http"

	"cordboard/appliance"
	talks "cordboard/appliance/desk"
	"cordboard/appliance/plain"
	"cordboard/web"
)

// errParameterValue refuses to write a parameter without a value.
var errParameterValue = appliance.Refuse(appliance.Invalid, "refusal.parameter-value")

// fill writes a parameter of a conversation, or takes it away (F111).
func (p *Pages) fill(w http.ResponseWriter, r *http.Request) error {
	c, err := conversationOf(r)
	if err != nil {
		return err
	}
	value := r.PostFormValue("value")
	switch {
	case r.PostFormValue("remove") != "":
		value = ""
	case plain.Line(value, talks.ParameterValueLimit) == "":
		// The field is empty where the value is hidden from its reader: that takes
		// nothing away.
		return errParameterValue
	}
	if err := p.Talks.Fill(r.Context(), web.Operator(r.Context()).ID, c, r.PostFormValue("name"), value); err != nil {
		return err
	}
	return done(w, r)
}
