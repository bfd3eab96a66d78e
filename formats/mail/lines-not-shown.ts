/** Tells what one text says beyond another: alternatives of one body, a header beside what is shown of it. */

/** Units of a text whose words are looked at together: a list of the ten million of a part takes a gigabyte. */
const pieceUnits = 256 * 1024;

const wordsOf = (piece: string): string[] => piece.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** The text in pieces of about that size, each of which ends before a blank or a line end: none parts a word. */
function* piecesOf(text: string): Generator<string> {
  for (let at = 0, end = 0; at < text.length; at = end) {
    end = Math.min(at + pieceUnits, text.length);
    while (end < text.length && text[end] !== ' ' && text[end] !== '\n') end += 1;
    yield text.slice(at, end);
  }
}

/** The lines of `text` that hold a word which `shown` does not: what one alternative says and the other does not. */
export function linesNotShown(text: string, shown: string): string {
  const known = new Set<string>();
  for (const piece of piecesOf(shown)) for (const word of wordsOf(piece)) known.add(word);
  const isNew = (line: string): boolean => {
    for (const piece of piecesOf(line)) if (wordsOf(piece).some((word) => !known.has(word))) return true;
    return false;
  };
  return text.split('\n').filter(isNew).join('\n');
}
