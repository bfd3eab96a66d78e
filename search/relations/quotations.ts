/** What stands inside quotation marks: there `I` is not who sent the text. Decision 0145. */

/** Signs that end each quotation that is open, the innermost last. */
export type OpenQuotations = readonly string[];

/** Quotations inside each other that are told apart. */
const maxOpen = 8;
const closers: Readonly<Record<string, string>> = { '“': '”"', '„': '“”"', '«': '»', '»': '«', '‘': '’', '"': '"”', "'": "'’" }; // prettier-ignore
const signs = /["'“”„«»‘’]/gu;

/** An apostrophe stands behind a letter; a sign behind which a blank stands opens nothing. */
function isOpening(sign: string, before: string, after: string): boolean {
  if (sign === '”' || sign === '’') return false;
  const isApart = !/[\p{L}\p{N}]$/u.test(before);
  if (sign === "'" || sign === '»') return isApart && /^[\p{L}\p{N}]/u.test(after);
  return sign === '"' ? /^[\p{L}\p{N}£$€₹(“‘'.…-]/u.test(after) && (isApart || /^\p{L}/u.test(after)) : true;
} // prettier-ignore

/** How the quotations stand behind each sign of a text that begins with `open`. */
function* states(text: string, open: OpenQuotations): Generator<{ readonly at: number; readonly open: OpenQuotations }, void> {
  let now = open;
  for (const { 0: sign, index } of text.matchAll(signs)) {
    const [before, after] = [text.slice(Math.max(0, index - 1), index), text.slice(index + 1, index + 2)];
    const isWithin = (sign === "'" || sign === '’') && /^[\p{L}\p{N}]/u.test(after);
    const closed = isWithin ? -1 : now.findLastIndex((ends) => ends.includes(sign));
    const isSame = sign === '"' || sign === "'" || sign === '“' || sign === '»' || sign === '«';
    // A sign that may do both ends what is open where no blank stands before it.
    if (closed >= 0 && !(isSame && /^(?:\s|)$/u.test(before) && isOpening(sign, before, after))) now = now.slice(0, closed);
    else if (isOpening(sign, before, after) && now.length < maxOpen) now = [...now, closers[sign] ?? ''];
    yield { at: index, open: now };
  }
} // prettier-ignore

/** At the end of a text that begins with `open`. */
export function openBehind(text: string, open: OpenQuotations): OpenQuotations {
  let last = open;
  for (const state of states(text, open)) last = state.open;
  return last;
}

/** Whether a place of a text that begins with `open` is quoted. */
export function quotedPlaces(text: string, open: OpenQuotations): (at: number) => boolean {
  const all = [...states(text, open)];
  return (at) => (all.findLast((state) => state.at < at)?.open ?? open).length > 0;
}
