/** Goes through the comments and quoted texts of a script or a style sheet. */

export interface FoundText {
  /** Where it begins, with its quotes or marks. */
  readonly start: number;
  /** As it stands, quotes included; of a comment that `token` opens its opening alone. */
  readonly raw: string;
  /** What lies between the marks of such a comment; to the end of the source where it has none. */
  readonly comment?: string;
}

/**
 * Each in order. `token` is global and matches a whole text, or the opening of a comment that ends at the next closing: such
 * a comment is found by searching on, since a pattern over all of it would be bounded in its length.
 */
export function* quotedTexts(source: string, token: RegExp): Generator<FoundText> {
  for (let at = 0; ;) {
    token.lastIndex = at;
    const found = token.exec(source);
    if (!found) return;
    const { index: start, 0: raw } = found;
    if (raw !== '/*') {
      at = start + raw.length;
      yield { start, raw };
      continue;
    }
    const end = source.indexOf('*/', start + 2);
    at = end < 0 ? source.length : end + 2;
    yield { start, raw, comment: source.slice(start + 2, end < 0 ? undefined : end) };
  }
}
