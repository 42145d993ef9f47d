package appliance_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"

	"cordboard/appliance"
)

// TestEveryRightIsOfOneKind: one that is declared and stands in no list could be given
// to nobody.
func TestEveryRightIsOfOneKind(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "role.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	declared := appliance.Rights{}
	ast.Inspect(f, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "Right" {
				text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				declared = append(declared, appliance.Right(text))
			}
		}
		return true
	})
	if len(declared) < 10 {
		t.Fatalf("only %d rights found: the test sees nothing", len(declared))
	}
	all := appliance.AllRights()
	if !slices.Equal(slices.Sorted(slices.Values(all)), slices.Sorted(slices.Values(declared))) {
		t.Errorf("all rights are %v, declared are %v", all, declared)
	}
}

func TestNobodyGivesWhatHeHasNot(t *testing.T) {
	const take, operators, roles, exchange = appliance.RightTake, appliance.RightOperators, appliance.RightRoles, appliance.RightExchange
	for _, c := range []struct {
		rule      string
		has, give appliance.Rights
		want      bool
	}{
		{"what he has", appliance.Rights{take, operators}, appliance.Rights{take}, true},
		{"nothing", appliance.Rights{operators}, nil, true},
		{"one right more than his", appliance.Rights{take, operators}, appliance.Rights{take, exchange}, false},
		{"an administrator what he has not himself", appliance.Rights{operators, roles}, appliance.Rights{take, exchange}, true},
		{"who keeps roles alone", appliance.Rights{roles}, appliance.Rights{operators}, false},
	} {
		if got := c.has.MayGive(c.give); got != c.want {
			t.Errorf("%s: %v, want %v", c.rule, got, c.want)
		}
	}
}

func TestRightsAreKeptInTheirOrderAndOnce(t *testing.T) {
	got := appliance.Rights{"root", appliance.RightRoles, appliance.RightTake, appliance.RightRoles, ""}.Ordered()
	if want := (appliance.Rights{appliance.RightTake, appliance.RightRoles}); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestConversationsAreOfThoseWhoseRoleTakesThem(t *testing.T) {
	for rule, c := range map[string]struct {
		o    appliance.Operator
		want error
	}{
		"his role takes them":        {appliance.Operator{Rights: appliance.Serve()}, nil},
		"his role takes none":        {appliance.Operator{Rights: appliance.Oversee()}, appliance.ErrTakesNone},
		"he is disabled":             {appliance.Operator{Rights: appliance.Serve(), Disabled: true}, appliance.ErrDisabled},
		"he has no role that counts": {appliance.Operator{Role: appliance.RoleAdmin}, appliance.ErrTakesNone},
	} {
		if got := c.o.Barred(); got != c.want {
			t.Errorf("%s: got %v, want %v", rule, got, c.want)
		}
		o, q := c.o, appliance.Queue{Groups: []appliance.GroupID{1}}
		o.ID, o.Groups, o.Calls, o.Extension, o.ByTelephone = 7, []appliance.GroupID{1}, 1, "31", true
		waits := appliance.Conversation{For: 7}
		for what, can := range map[string]bool{
			"serves a queue": q.ServedBy(o), "is reached by name": o.Reachable(), "calls out": o.MayDial(),
			"is rung on his telephone": o.OnTelephone(), "takes what waits for him": waits.WaitsFor(o, q, waits.Queued),
		} {
			if can != (c.want == nil) {
				t.Errorf("%s: he %s: %v", rule, what, can)
			}
		}
	}
}
