// fold makes what is searched and what is typed alike: blind to case and diacritics,
// as the box compares it.
export const fold = (s) => s.toLowerCase().normalize("NFD").replace(/\p{Mn}/gu, "").replace(/[łđøßæœ]/g, (c) => strokes[c]);

// strokes are the letters whose mark Unicode does not take apart.
const strokes = { ł: "l", đ: "d", ø: "o", ß: "ss", æ: "ae", œ: "oe" };

// within is where a folded text stands in one as it is written; null: nowhere.
export function within(text, wanted) {
  const letters = [...text];
  const ends = [];
  const held = letters.reduce((all, letter) => {
    ends.push(all.length);
    return all + fold(letter);
  }, "");
  const at = held.indexOf(wanted);
  if (at < 0) return null;
  const first = ends.findLastIndex((n) => n <= at);
  let last = wanted === "" ? first : ends.findLastIndex((n) => n < at + wanted.length) + 1;
  while (last > first && last < letters.length && fold(letters[last]) === "") last++; // a mark of its own
  return { from: letters.slice(0, first).join("").length, to: letters.slice(0, last).join("").length };
}
