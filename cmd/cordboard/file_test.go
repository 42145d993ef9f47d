package main

import (
	"strings"
	"testing"

	"cordboard/appliance/peertest"
)

// drawing hands the panel a picture of 64 by 48 as its visitor chooses it.
const drawing = `(async () => {
	const canvas = document.createElement('canvas');
	[canvas.width, canvas.height] = [64, 48];
	canvas.getContext('2d').fillRect(8, 8, 40, 30);
	const picture = await new Promise((done) => canvas.toBlob(done, 'image/png'));
	const given = new DataTransfer();
	given.items.add(new File([picture], NAME, {type: 'image/png'}));
	const input = document.querySelector('.composer input[type=file]');
	input.files = given.files;
	input.dispatchEvent(new Event('change'));
})()`

// TestFileAsksForLeaveAndStandsWithBoth has a visitor's picture allowed by keyboard,
// and a second one that he sends while the box is down: it comes once.
func TestFileAsksForLeaveAndStandsWithBoth(t *testing.T) {
	b := stoppable(t)
	browser := peertest.StartBrowser(t)
	desk := signIn(t, b.box, browser, "thomas")
	dump(t, "desk", desk)
	available(desk)
	shop, panel := visitor(t, b.box, browser)
	dump(t, "shop", shop)
	desk.Wait(`document.querySelector('[data-accept]')`)
	desk.Eval(`document.querySelector('[data-accept]').click()`, nil)
	panel.Wait(`document.querySelector('main.chat')`)

	panel.Eval(strings.Replace(drawing, "NAME", "'kryt.png'", 1), nil)
	panel.Wait(`document.querySelector('.mine .file')?.textContent.includes('čeká na schválení')`)
	desk.Wait(`document.querySelector('.file-acts .primary')`)
	desk.Eval(`document.querySelector('.file-acts .primary').focus()`, nil)
	desk.Key("Enter")
	desk.Wait(`document.querySelector('.theirs .file-picture img')?.naturalWidth === 64`)
	panel.Wait(`document.querySelector('.mine .picture img')?.naturalWidth === 64`)

	b.stop()
	desk.Wait(`document.querySelector('#net[data-state=reconnecting]')`)
	panel.Eval(strings.Replace(drawing, "NAME", "'zezadu.png'", 1), nil)
	panel.Wait(`document.querySelectorAll('.mine .file').length === 2`)
	b.start()
	desk.Wait(`document.querySelector('.file-acts button') && document.querySelectorAll('.theirs .file').length === 2`)
	panel.Wait(`[...document.querySelectorAll('.mine .file')].at(-1).textContent.includes('čeká na schválení') && document.querySelectorAll('.mine .file').length === 2`)
	if violations := append(desk.Violations(), shop.Violations()...); len(violations) > 0 {
		t.Errorf("the pages broke their policies: %v", violations)
	}
}
