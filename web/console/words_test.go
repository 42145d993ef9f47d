package console

import (
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/trunk"
	"cordboard/web/i18n"
)

func TestEveryHealthOfAnExchangeHasItsSentence(t *testing.T) {
	for _, l := range []appliance.Language{appliance.Czech, appliance.Polish, appliance.English} {
		said := map[string]trunk.Health{}
		for _, h := range trunk.Healths {
			row := trunkRow{Trunk: trunk.Trunk{Out: &trunk.Out{}}, Stands: trunk.Standing{Health: h}}
			sentence := row.health(i18n.With(t.Context(), i18n.Localizer(l)))
			if other, twice := said[sentence]; twice || len(sentence) < 12 || sentence == "console.trunk.health."+string(h) {
				t.Errorf("%s: %q is told as %q, as is %q", l, h, sentence, other)
			}
			said[sentence] = h
		}
	}
}
