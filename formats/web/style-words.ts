/** Finds in a style sheet what a person wrote: comments, and text that it puts onto the page (CSS Content 3, 1). */

/** A comment's or text's units; longer ones are cut, and a sheet is looked at for so many. */
const maxUnits = 10_000;
const maxFound = 1000;

export function* readStyle(style: string): Generator<string> {
  let left = maxFound;
  for (let at = style.indexOf('/*'); at >= 0 && left > 0; left -= 1) {
    const end = style.indexOf('*/', at + 2);
    const comment = style.slice(at + 2, end < 0 ? undefined : end).trim();
    if (/\p{L}{2}/u.test(comment)) yield comment.slice(0, maxUnits);
    at = end < 0 ? -1 : style.indexOf('/*', end + 2);
  }
  for (const [, value = ''] of style.matchAll(/[;{\s]content\s{0,9}:\s{0,9}["']([^"'\\\n]{1,10000})["']/gi)) {
    if (!/\p{L}{2}/u.test(value)) continue;
    left -= 1;
    if (left < 0) return;
    yield value;
  }
}
