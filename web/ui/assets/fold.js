// fold makes what is searched and what is typed alike: blind to case and diacritics,
// as the box compares it.
export const fold = (s) => s.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase().replaceAll("ł", "l");
