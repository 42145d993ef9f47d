package peertest

import "fmt"

// Press presses the mouse on what a person sees: it fails on something that is
// hidden or covered. Where the page moved under the hand, as when a line above
// goes, it is pressed again.
func (t *Tab) Press(selector string) {
	t.t.Helper()
	if !Until(patience, func() bool { return t.hits(selector) }) {
		t.t.Fatalf("%s moves away from who wants to press it", selector)
	}
}

// hits presses once and tells whether it was that: a page that it led away from
// was hit.
func (t *Tab) hits(selector string) bool {
	t.t.Helper()
	t.Wait(fmt.Sprintf(`%s && document.querySelector(%q)?.checkVisibility()`, loaded, selector))
	var at struct {
		X, Y float64
		Over string
	}
	t.Eval(fmt.Sprintf(`(() => {
		const node = document.querySelector(%q);
		node.scrollIntoView({block: 'nearest', behavior: 'instant'});
		const r = node.getBoundingClientRect(), x = r.x + r.width / 2, y = r.y + r.height / 2;
		const top = document.elementFromPoint(x, y);
		window.beside = false;
		document.addEventListener('pointerdown', (e) => { window.beside = !e.target.closest(%q); }, {once: true, capture: true});
		return {x, y, over: node.contains(top) ? '' : top?.outerHTML?.slice(0, 200) ?? 'nothing'};
	})()`, selector, selector), &at)
	if at.Over != "" {
		t.t.Fatalf("%s cannot be pressed: it is covered by %s", selector, at.Over)
	}
	t.Click(at.X, at.Y)
	beside := false
	return t.Ask(`window.beside === true`, &beside) != nil || !beside
}
