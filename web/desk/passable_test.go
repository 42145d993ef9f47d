package desk

import (
	"slices"
	"testing"

	"cordboard/appliance"
	"cordboard/web/i18n"
)

func TestQueuesToPassOnToBearTheNamesOfTheReadersLanguage(t *testing.T) {
	queue := func(id appliance.QueueID, name, czech string, groups ...appliance.GroupID) appliance.Queue {
		return appliance.Queue{ID: id, Name: name, Names: map[appliance.Language]string{appliance.Czech: czech}, Groups: groups}
	}
	w := &writer{ctx: i18n.With(t.Context(), i18n.Localizer("cs")), book: &book{names: &names{queues: map[appliance.QueueID]appliance.Queue{
		1: queue(1, "Orders", "Objednávky", 1), 2: queue(2, "Returns", "Vratky", 1), 3: queue(3, "Advice", "Zakázky", 1), 4: queue(4, "Empty", "Nikdo"),
	}}}}
	want := []destination{{2, "Vratky"}, {3, "Zakázky"}}
	if got := w.passable(appliance.Conversation{Queue: 1}); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
