package sqlite

import (
	"path/filepath"
	"slices"
	"testing"

	"cordboard/appliance"
)

// beforeServed is the version of the schema that kept only who served last.
const beforeServed = 15

// TestOldConversationsAreOfAllWhoServedThem upgrades a store in which operator
// 2 handed a conversation to 1, who asked 3 aside while 4 looked on.
func TestOldConversationsAreOfAllWhoServedThem(t *testing.T) {
	path := filepath.Join(t.TempDir(), "old.db")
	steps, err := scripts(migrations)
	if err != nil {
		t.Fatal(err)
	}
	old := slices.Clone(steps[:beforeServed])
	old[beforeServed-1] += `
		INSERT INTO operator (id, login, name, mail, role, language, groups, chats, calls, shift_enter_sends, disabled)
			SELECT value, value, '', '', 'operator', 'en', '[]', 0, 0, 0, 0 FROM json_each('[1, 2, 3, 4]');
		INSERT INTO conversation (id, channel, state, language, name, mail, phone, topic, called, call, browser, parameters,
			began, ended, ended_by, last_text, last_by, unread, operators, search)
			VALUES (1, 'phone', 'finished', 'en', '', '', '', '', '', '', '{}', '[]', 1, 9, 'contact', '', '', 0, '[1, 3]', ''),
			(2, 'phone', 'abandoned', 'en', '', '', '', '', '', '', '{}', '[]', 1, 9, 'contact', '', '', 0, '[]', '');
		INSERT INTO part (conversation, operator, role, aside, began, note)
			VALUES (1, 2, 'serving', 0, 1, ''), (1, 1, 'serving', 0, 2, ''), (1, 3, 'serving', 1, 3, ''), (1, 4, 'observing', 0, 3, ''), (1, 2, 'serving', 0, 4, '')`
	if err := migrateFile(t, path, old); err != nil {
		t.Fatal(err)
	}
	s := openAt(t, path)
	for o, want := range map[appliance.OperatorID]int{1: 1, 2: 1, 3: 0, 4: 0} {
		read(t, s, func(v *View) error {
			got, err := v.Conversations(ConversationFilter{Operator: o, ByEnd: true})
			if len(got) != want {
				t.Errorf("operator %s has %d finished ones, want %d", o, len(got), want)
			}
			return err
		})
	}
	read(t, s, func(v *View) error {
		c, err := v.Conversation(1)
		if want := []appliance.OperatorID{2, 1}; !slices.Equal(c.Served, want) {
			t.Errorf("served by %v, want %v", c.Served, want)
		}
		return err
	})
}
