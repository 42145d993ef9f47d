// Addresses in a message become links; only http and https, whatever else
// looks like one stays text.

import { h } from './dom.js';

const address = /\b(?:https?:\/\/|www\.)[^\s<>"'`]+/gi;

// linked is the text as nodes.
export function linked(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(address)) {
    const found = trimmed(match[0]);
    const url = parse(found);
    if (!url) continue;
    nodes.push(text.slice(end, match.index), h('a', { href: url, target: '_blank', rel: 'noopener noreferrer nofollow' }, found));
    end = match.index + found.length;
  }
  nodes.push(text.slice(end));
  return nodes;
}

// trimmed leaves to the sentence what belongs to it: "(see www.x.cz)."
function trimmed(found) {
  for (;;) {
    const last = found.at(-1);
    const closes = last === ')' && !found.includes('(');
    if (!closes && !'.,;:!?…'.includes(last)) return found;
    found = found.slice(0, -1);
  }
}

function parse(found) {
  try {
    const url = new URL(found.startsWith('www.') || found.startsWith('WWW.') ? 'https://' + found : found);
    return (url.protocol === 'https:' || url.protocol === 'http:') && !url.username && url.hostname.includes('.') ? url.href : null;
  } catch (_) {
    return null;
  }
}
