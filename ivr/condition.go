package ivr

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"
)

// conditionLimit bounds a condition's text, and with it its depth and its time:
// there are no loops in it.
const conditionLimit = 300

// Condition is a question about the call that is answered with yes or no. It
// changes nothing and ends soon, whatever it asks.
type Condition struct {
	text    string
	program *vm.Program
	asks    Asks
}

// Asks are the names that a condition asks for.
type Asks struct{ Hours, Queues, Parameters []string }

// Facts are what a condition can ask, under the names of their tags.
type Facts struct {
	Open       func(hours string) bool       `expr:"open"`
	Queue      func(queue string) QueueFacts `expr:"queue"`
	Caller     string                        `expr:"caller"` // number, or empty
	Called     string                        `expr:"called"`
	Known      bool                          `expr:"known"` // the caller is one known contact
	Language   string                        `expr:"language"`
	Parameters map[string]string             `expr:"parameters"`

	Clock   string `expr:"clock"` // 14:05
	Date    string `expr:"date"`  // 2026-12-24
	Hour    int    `expr:"hour"`
	Weekday int    `expr:"weekday"` // 1 to 7, also by the names below
	Mon     int    `expr:"mon"`
	Tue     int    `expr:"tue"`
	Wed     int    `expr:"wed"`
	Thu     int    `expr:"thu"`
	Fri     int    `expr:"fri"`
	Sat     int    `expr:"sat"`
	Sun     int    `expr:"sun"`
}

// QueueFacts are what a condition can ask of a queue.
type QueueFacts struct {
	Waiting int  `expr:"waiting"` // conversations in it now
	Manned  bool `expr:"manned"`  // somebody is signed in to answer calls
}

// factNames are the names that mean something in a condition.
var factNames = []string{
	"open", "queue", "caller", "called", "known", "language", "parameters", "clock", "date", "hour", "weekday",
	"mon", "tue", "wed", "thu", "fri", "sat", "sun",
}

// queueFactNames are those that mean something behind queue(…).
var queueFactNames = []string{"waiting", "manned"}

// At puts the time into the facts.
func (f Facts) At(now time.Time) Facts {
	f.Clock, f.Date, f.Hour = now.Format("15:04"), now.Format(time.DateOnly), now.Hour()
	f.Weekday = (int(now.Weekday())+6)%7 + 1
	f.Mon, f.Tue, f.Wed, f.Thu, f.Fri, f.Sat, f.Sun = 1, 2, 3, 4, 5, 6, 7
	return f
}

// ConditionError says what is wrong with a condition, and after how many of
// its characters.
type ConditionError struct {
	Offset int
	// Name is a name that means nothing; without it, Detail says in English
	// what is wrong.
	Name, Detail string
}

// Error is what is wrong.
func (e *ConditionError) Error() string {
	if e.Name != "" {
		return fmt.Sprintf("“%s” means nothing in a condition", e.Name)
	}
	return e.Detail
}

// ParseCondition reads and checks a condition. The error is a *ConditionError.
func ParseCondition(text string) (Condition, error) {
	if len(text) > conditionLimit {
		return Condition{}, &ConditionError{Offset: conditionLimit, Detail: fmt.Sprintf("it is longer than %d characters", conditionLimit)}
	}
	tree, err := parser.Parse(text)
	if err != nil {
		return Condition{}, conditionError(err)
	}
	r := conditionReader{}
	ast.Walk(&tree.Node, &r)
	if r.err != nil {
		return Condition{}, r.err
	}
	program, err := expr.Compile(text, expr.Env(Facts{}), expr.AsBool())
	if err != nil {
		return Condition{}, conditionError(err)
	}
	return Condition{text: text, program: program, asks: r.asks}, nil
}

// Holds answers the condition. One that cannot be answered, as for the number
// that is in a word, does not hold.
func (c Condition) Holds(f Facts) bool {
	if c.program == nil {
		return false
	}
	yes, err := expr.Run(c.program, f)
	return err == nil && yes == true
}

// String is the condition as written.
func (c Condition) String() string { return c.text }

// Asks tells which names the condition asks for.
func (c Condition) Asks() Asks { return c.asks }

// Equal tells whether two conditions ask the same in the same words.
func (c Condition) Equal(o Condition) bool { return c.text == o.text }

func conditionError(err error) *ConditionError {
	if e, ok := errors.AsType[*file.Error](err); ok {
		return &ConditionError{Offset: e.From, Detail: e.Message}
	}
	return &ConditionError{Detail: err.Error()}
}

// conditionReader allows the parts that a condition may be made of, and
// collects the names that it asks for. Loops, ranges, variables and most
// functions are not among them.
type conditionReader struct {
	asks Asks
	err  *ConditionError
}

// Visit looks at one part.
func (r *conditionReader) Visit(n *ast.Node) {
	switch n := (*n).(type) {
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.StringNode,
		*ast.UnaryNode, *ast.ConditionalNode, *ast.ArrayNode:
	case *ast.IdentifierNode:
		if !slices.Contains(factNames, n.Value) {
			r.refuse(n, ConditionError{Name: n.Value})
		}
	case *ast.BinaryNode:
		if n.Operator == ".." {
			r.refuse(n, ConditionError{Detail: "a range is not used here; compare with <= and >="})
		}
	case *ast.MemberNode:
		r.member(n)
	case *ast.CallNode:
		r.call(n)
	case *ast.BuiltinNode:
		if n.Name != "int" && n.Name != "len" {
			r.refuse(n, ConditionError{Name: n.Name})
		}
	default:
		r.refuse(n, ConditionError{Detail: "this is not used in a condition"})
	}
}

// member allows the parts of a queue and the parameters, and notes which of
// these is asked for.
func (r *conditionReader) member(n *ast.MemberNode) {
	name, _ := n.Property.(*ast.StringNode)
	switch of := n.Node.(type) {
	case *ast.IdentifierNode:
		if of.Value != "parameters" {
			r.refuse(n, ConditionError{Detail: of.Value + " has no parts"})
		} else if name != nil {
			r.asks.Parameters = append(r.asks.Parameters, name.Value)
		}
	case *ast.CallNode:
		if name != nil && !slices.Contains(queueFactNames, name.Value) {
			r.refuse(n.Property, ConditionError{Name: name.Value})
		}
	default:
		r.refuse(n, ConditionError{Detail: "only queue(…) and parameters have parts"})
	}
}

// call notes the opening hours or the queue that is asked for. Its name is a
// literal one, so that a check can tell whether it exists.
func (r *conditionReader) call(n *ast.CallNode) {
	f, ok := n.Callee.(*ast.IdentifierNode)
	if !ok || f.Value != "open" && f.Value != "queue" {
		r.refuse(n, ConditionError{Detail: "only open(…) and queue(…) can be asked"})
		return
	}
	var name *ast.StringNode
	if len(n.Arguments) == 1 {
		name, _ = n.Arguments[0].(*ast.StringNode)
	}
	switch {
	case name == nil:
		r.refuse(n, ConditionError{Detail: f.Value + " wants one name in quotes"})
	case f.Value == "open":
		r.asks.Hours = append(r.asks.Hours, name.Value)
	default:
		r.asks.Queues = append(r.asks.Queues, name.Value)
	}
}

// refuse keeps the first thing that is wrong in the order of the text.
func (r *conditionReader) refuse(n ast.Node, e ConditionError) {
	e.Offset = n.Location().From
	if r.err == nil || e.Offset < r.err.Offset {
		r.err = &e
	}
}
