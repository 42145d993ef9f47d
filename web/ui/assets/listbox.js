// What lists that follow the typing in a field share (WAI-ARIA, combobox with a listbox):
// the focus stays in the field, which names the option that a key would take.
import { fold } from "./fold.js";

// choose has the field name an option; none: it names nothing.
export function choose(field, list, item) {
  for (const other of list.children) other.setAttribute("aria-selected", String(other === item));
  if (!item) return field.removeAttribute("aria-activedescendant");
  field.setAttribute("aria-activedescendant", item.id);
  item.scrollIntoView({ block: "nearest" });
}

export const chosen = (list) => list.querySelector("[aria-selected=true]");

// beside is the one so many places on; behind the last comes the first again.
export function beside(list, item, places) {
  const all = [...list.children];
  const next = all.indexOf(item) + places;
  return all[next] ?? (places > 0 ? all[0] : all.at(-1));
}

// marked underlines where a word begins with what was typed, as the box compares
// it: without regard to case and diacritics.
export function marked(said, typed) {
  const wanted = fold(typed);
  const letters = [...said];
  const folded = letters.map(fold);
  for (let i = 0; wanted && i < letters.length; i++) {
    if (i > 0 && /[\p{L}\p{N}]/u.test(letters[i - 1])) continue;
    let [n, rest] = [i, wanted];
    while (rest && n < letters.length && rest.startsWith(folded[n]) && folded[n]) rest = rest.slice(folded[n++].length);
    if (rest) continue;
    const mark = document.createElement("mark");
    mark.textContent = letters.slice(i, n).join("");
    return [letters.slice(0, i).join(""), mark, letters.slice(n).join("")];
  }
  return [said];
}
