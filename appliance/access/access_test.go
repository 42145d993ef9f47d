package access

import (
	"go/ast"
	"go/parser"
	"go/token"
	"testing"

	"cordboard/appliance"
)

// TestRights holds the whole table, written by hand: for each action what one with a
// single right may do with what is his own, with what he shares, with what is
// another's, and with what is nobody's. With a right that is not named he may nothing.
func TestRights(t *testing.T) {
	const me, another appliance.OperatorID = 1, 2
	objects := []struct {
		name string
		Object
	}{{"his own", Of(me)}, {"one shared", Of(another, me)}, {"another's", Of(another)}, {"nobody's", Object{}}}
	table := map[Action]map[appliance.Right]string{ // own, shared, another's, nobody's
		Observe:          {appliance.RightObserve: "yyyy", appliance.RightTake: "yy--"},
		SeeContact:       {appliance.RightObserve: "yyyy", appliance.RightTake: "yy--"},
		SeeFinished:      {appliance.RightObserve: "yyyy", appliance.RightTake: "yy--"},
		Tag:              {appliance.RightIntervene: "yyyy", appliance.RightTake: "yy--"},
		TakeUp:           {appliance.RightIntervene: "yyyy", appliance.RightTake: "yy--"},
		Listen:           {appliance.RightRecordings: "yyyy", appliance.RightTake: "yy--"},
		ListenIn:         {appliance.RightListenIn: "yyyy"},
		Intervene:        {appliance.RightIntervene: "yyyy"},
		"no such action": {},
	}
	for action, row := range table {
		for _, right := range append(appliance.AllRights(), "", "no such right") {
			op := appliance.Operator{ID: me, Rights: appliance.Rights{right}}
			for j, object := range objects {
				want := row[right] != "" && row[right][j] == 'y'
				if got := Can(op, action, object.Object); got != want {
					t.Errorf("with the right %q, %s of %s: %v, want %v", right, action, object.name, got, want)
				}
			}
		}
		all := appliance.AllRights()
		for _, op := range []appliance.Operator{{}, {Rights: all}, {ID: me}, {ID: me, Rights: all, Disabled: true}, {ID: me, Role: appliance.RoleAdmin}} {
			if Can(op, action, Of(me, 0)) {
				t.Errorf("%+v may %s", op, action)
			}
		}
	}
	for _, action := range declared(t) {
		if _, ok := table[action]; !ok {
			t.Errorf("the table does not say who may %s", action)
		}
	}
}

// TestConversationIsOfAllWhoEverServedIt has one that 3 handed over to 4, who
// asks 5 aside.
func TestConversationIsOfAllWhoEverServedIt(t *testing.T) {
	c := Conversation(appliance.Conversation{Operators: []appliance.OperatorID{4, 5}, Served: []appliance.OperatorID{3, 4}})
	for _, action := range []Action{Observe, SeeFinished, Listen} {
		for id, want := range map[appliance.OperatorID]bool{3: true, 4: true, 5: false} {
			if got := Can(appliance.Operator{ID: id, Rights: appliance.Serve()}, action, c); got != want {
				t.Errorf("operator %s may %s: %v, want %v", id, action, got, want)
			}
		}
	}
}

// TestWhoIsOfferedAConversationMaySeeWithWhom has one that 3 served and that 4 is
// offered.
func TestWhoIsOfferedAConversationMaySeeWithWhom(t *testing.T) {
	c := appliance.Conversation{Served: []appliance.OperatorID{3}}
	of := Contact(c, appliance.OperatorID(4))
	for id, want := range map[appliance.OperatorID]bool{3: true, 4: true, 5: false} {
		o := appliance.Operator{ID: id, Rights: appliance.Serve()}
		if got := Can(o, SeeContact, of); got != want {
			t.Errorf("operator %s may see the contact: %v, want %v", id, got, want)
		}
		if got := Can(o, Observe, Conversation(c)); got != (id == 3) {
			t.Errorf("operator %s may look into it: %v", id, got)
		}
	}
}

// declared reads the actions out of the source, so that one that is added is
// missed in the table.
func declared(t *testing.T) []Action {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "access.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var actions []Action
	ast.Inspect(f, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "Action" {
				text := spec.Values[0].(*ast.BasicLit).Value
				actions = append(actions, Action(text[1:len(text)-1]))
			}
		}
		return true
	})
	if len(actions) < 4 {
		t.Fatalf("only %d actions found: the test sees nothing", len(actions))
	}
	return actions
}
