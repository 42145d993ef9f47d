// Elements are built here and nowhere else: text becomes text nodes, never
// markup, so that what people write stays inert.

const svgName = 'http://www.w3.org/2000/svg';

// h makes an element. Properties that begin with "on" are listeners, true and
// false set and leave out an attribute, everything else is an attribute.
// Children are nodes, strings, or nothing.
export function h(name, properties = {}, ...children) {
  const e = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith('on')) e.addEventListener(key.slice(2), value);
    else if (value === true) e.setAttribute(key, '');
    else if (value !== false && value != null) e.setAttribute(key, value);
  }
  e.append(...children.flat().filter((c) => c != null && c !== false));
  return e;
}

// icon takes a symbol of the page's sprite.
export function icon(name) {
  const svg = document.createElementNS(svgName, 'svg');
  const use = document.createElementNS(svgName, 'use');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', '#' + name);
  svg.append(use);
  return svg;
}

// reconcile makes the children of parent those of rows, [key, signature,
// build] in turn. A child whose key and signature stay is not touched, so that
// a screen reader hears only what is new and a selection survives.
export function reconcile(parent, rows) {
  const old = new Map([...parent.children].map((e) => [e.dataset.key, e]));
  let at = parent.firstElementChild;
  for (const [key, signature, build] of rows) {
    let e = old.get(key);
    old.delete(key);
    if (!e || e.dataset.signature !== signature) {
      const made = build();
      made.dataset.key = key;
      made.dataset.signature = signature;
      if (e) {
        if (at === e) at = made;
        e.replaceWith(made);
      }
      e = made;
    }
    if (e === at) at = at.nextElementSibling;
    else parent.insertBefore(e, at);
  }
  for (const e of old.values()) e.remove();
}
