package peertest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/chromedp/cdproto"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Run does something in the tab and fails the test if that fails.
func (t *Tab) Run(actions ...chromedp.Action[chromedp.Void]) {
	t.t.Helper()
	ctx, cancel := context.WithTimeout(t.ctx, 2*patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		t.t.Fatal(err)
	}
}

// Go loads a page and waits until it is complete.
func (t *Tab) Go(address string) {
	t.t.Helper()
	t.Run(chromedp.Navigate(address))
}

// Eval runs a script in the page, waits for its promise if it is one, and
// reads its value into v, which may be nil.
func (t *Tab) Eval(script string, v any) {
	t.t.Helper()
	if err := t.eval(script, v, 0); err != nil {
		t.t.Fatalf("%s: %v", script, err)
	}
}

// Ask is Eval for a page that may be left meanwhile: then it gives an error and
// the test goes on.
func (t *Tab) Ask(script string, v any) error { return t.eval(script, v, 0) }

// Wait waits until the script's value is true for JavaScript, in this page or
// in one that the tab goes to meanwhile.
func (t *Tab) Wait(script string) {
	t.t.Helper()
	for until := time.Now().Add(patience); ; {
		err := t.eval(waiting(script), nil, 0)
		if err == nil {
			return
		}
		if !left(err) || time.Now().After(until) {
			t.t.Fatalf("waited for %s: %v\nerrors of the page: %v", script, err, t.Errors())
		}
	}
}

// left tells whether a script did not end because its page was left.
func left(err error) bool {
	var e *cdproto.Error
	return errors.As(err, &e) && strings.Contains(e.Message, "navigated") || strings.Contains(err.Error(), "context was destroyed")
}

func waiting(script string) string {
	return fmt.Sprintf(`new Promise((done, fail) => {
		const until = Date.now() + %d;
		const look = () => {
			let v; try { v = (%s) } catch (e) { v = false }
			v ? done(true) : Date.now() > until ? fail(new Error('it never came')) : setTimeout(look, 20);
		};
		look();
	})`, patience.Milliseconds(), script)
}

func (t *Tab) eval(script string, v any, in runtime.ExecutionContextID) error {
	ctx, cancel := context.WithTimeout(t.ctx, 2*patience)
	defer cancel()
	yes := true
	result, err := chromedp.Call(ctx, runtime.Evaluate, runtime.EvaluateParams{
		Expression: script, ContextID: in, AwaitPromise: &yes, ReturnByValue: &yes, UserGesture: &yes,
	})
	switch {
	case err != nil:
		return err
	case result.ExceptionDetails != nil:
		return thrown(result.ExceptionDetails)
	case v == nil || result.Result == nil || len(result.Result.Value) == 0:
		return nil
	}
	return json.Unmarshal(result.Result.Value, v)
}

// thrown is what a script threw.
func thrown(d *runtime.ExceptionDetails) error {
	if d.Exception != nil && d.Exception.Description != "" {
		return errors.New(d.Exception.Description)
	}
	return errors.New(d.Text)
}

// Frame is an iframe of a tab.
type Frame struct {
	tab  *Tab
	part string
}

// Frame is the frame whose address holds part; it may come later.
func (t *Tab) Frame(part string) *Frame { return &Frame{tab: t, part: part} }

// Eval is Tab.Eval inside the frame.
func (f *Frame) Eval(script string, v any) {
	f.tab.t.Helper()
	if err := f.eval(script, v); err != nil {
		f.tab.t.Fatalf("%s: %v", script, err)
	}
}

// Wait is Tab.Wait inside the frame; a frame that is loaded anew meanwhile is
// looked into again.
func (f *Frame) Wait(script string) {
	f.tab.t.Helper()
	var err error
	// The browser tells of contexts, not of when a page is worth asking again.
	Until(patience, func() bool {
		err = f.eval(waiting(script), nil)
		return err == nil || !moved(err)
	})
	if err != nil {
		f.tab.t.Fatalf("waited for %s: %v\nerrors of the page: %v", script, err, f.tab.Errors())
	}
}

func moved(err error) bool {
	return strings.Contains(err.Error(), "context") || strings.Contains(err.Error(), "no frame") || strings.Contains(err.Error(), "navigated")
}

func (f *Frame) eval(script string, v any) error {
	in, err := f.context()
	if err != nil {
		return err
	}
	return f.tab.eval(script, v, in)
}

func (f *Frame) context() (runtime.ExecutionContextID, error) {
	all, err := chromedp.Call(f.tab.ctx, page.GetFrameTree, cdp.Empty{})
	if err != nil {
		return 0, err
	}
	id, ok := find(all.FrameTree, f.part)
	f.tab.mu.Lock()
	defer f.tab.mu.Unlock()
	in := f.tab.contexts[id]
	if !ok || in == 0 {
		return 0, fmt.Errorf("no frame at %q", f.part)
	}
	return in, nil
}

func find(tree *page.FrameTree, part string) (cdp.FrameID, bool) {
	if strings.Contains(tree.Frame.URL, part) {
		return tree.Frame.ID, true
	}
	for _, child := range tree.ChildFrames {
		if id, ok := find(child, part); ok {
			return id, true
		}
	}
	return "", false
}

// loaded is true of a page whose scripts have come: a key that is pressed before
// is lost.
const loaded = `document.readyState === 'complete'`

// Click presses the mouse at a place of the window.
func (t *Tab) Click(x, y float64) {
	t.t.Helper()
	t.Run(chromedp.MouseClickXY(x, y))
}

// Move brings the mouse to a place of the window.
func (t *Tab) Move(x, y float64) {
	t.t.Helper()
	t.Run(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, x, y))
}

// Tap touches a place of the window with a finger.
func (t *Tab) Tap(x, y float64) {
	t.t.Helper()
	for _, touch := range []input.DispatchTouchEventParams{
		{Type: input.DispatchTouchEventTypeTouchStart, TouchPoints: []*input.TouchPoint{{X: x, Y: y}}},
		{Type: input.DispatchTouchEventTypeTouchEnd, TouchPoints: []*input.TouchPoint{}},
	} {
		if _, err := chromedp.Call(t.ctx, input.DispatchTouchEvent, touch); err != nil {
			t.t.Fatal(err)
		}
	}
}

// Type writes into what has the focus, in whatever frame that is, as an input
// method does: all at once, and the page hears of it.
func (t *Tab) Type(text string) {
	t.t.Helper()
	if _, err := chromedp.Call(t.ctx, input.InsertText, input.InsertTextParams{Text: text}); err != nil {
		t.t.Fatal(err)
	}
}

// Key presses a key by its name: "Enter", "Escape", "Tab", "a".
func (t *Tab) Key(name string, modifiers ...chromedp.Modifier) {
	t.t.Helper()
	t.Wait(loaded)
	keys, ok := map[string]string{"Enter": kb.Enter, "Escape": kb.Escape, "Tab": kb.Tab, "ArrowDown": kb.ArrowDown, "ArrowUp": kb.ArrowUp, "ArrowRight": kb.ArrowRight, "Backspace": kb.Backspace, "F8": kb.F8}[name]
	if !ok {
		keys = name
	}
	for _, r := range keys {
		for _, event := range strokes(r, modifiers) {
			if _, err := chromedp.Call(t.ctx, input.DispatchKeyEvent, event); err != nil {
				t.t.Fatal(err)
			}
		}
	}
}

// strokes are what the browser is told of a key. The character goes with the
// key's way down, as from a real keyboard: sent by itself, it would be written
// even when the page stops the key.
func strokes(r rune, modifiers []chromedp.Modifier) (all []input.DispatchKeyEventParams) {
	for _, event := range kb.Encode(r) {
		chromedp.KeyModifiers(modifiers...)(event)
		if event.Type != kb.KeyChar {
			all = append(all, *event)
		} else if event.Modifiers&^int64(chromedp.ModifierShift) == 0 {
			all[0].Text, all[0].UnmodifiedText = event.Text, event.UnmodifiedText
		}
	}
	return all
}

// Screenshot writes what the window shows as a PNG file.
func (t *Tab) Screenshot(file string) {
	t.t.Helper()
	png, err := chromedp.Run(t.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.t.Fatal(err)
	}
	if err := os.WriteFile(file, png, 0o644); err != nil { //nolint:gosec // a picture to look at
		t.t.Fatal(err)
	}
}

func unmarshal(raw []byte, v any) error {
	if len(raw) == 0 {
		return fmt.Errorf("nothing there")
	}
	return json.Unmarshal(raw, v)
}
