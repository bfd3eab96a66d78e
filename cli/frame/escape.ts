/** Makes text from evidence safe to show: what steers a terminal or hides in a line is written out instead. */

/**
 * Control characters (a terminal obeys them), line and paragraph separators (they forge lines), bidirectional
 * controls (they reorder what is read: CVE-2021-42574), invisible and tag characters (they hide text), lone
 * surrogates and noncharacters. ZWJ and ZWNJ stay: Devanagari and Persian spell with them.
 */
const unsafe =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/**
 * Finds a code unit that is not safe wherever it stands: nearly all texts have none, and a class of all of Unicode
 * takes longer than making the JSON did.
 */
const maybeUnsafe =
  /[^ -~\u00a0-\u00ac\u00ae-\u061b\u061d-\u180d\u180f-\u200a\u2010-\u2027\u202f-\u205f\u2070-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\ufff8\ufffc\ufffd]/;

const visible = (character: string): string => {
  const point = character.codePointAt(0) ?? 0;
  if (point === 0x0a) return String.raw`\n`;
  if (point === 0x0d) return String.raw`\r`;
  if (point === 0x09) return String.raw`\t`;
  if (point < 0x100) return String.raw`\x${point.toString(16).padStart(2, '0')}`;
  return String.raw`\u{${point.toString(16)}}`;
};

/**
 * One line that shows `text` with every unsafe character as `\n`, `\x1b` or `\u{202e}`. A backslash stays as it
 * is, so that Windows paths stay readable: for the exact value there is `--json`.
 */
export function escapeLine(text: string): string {
  return maybeUnsafe.test(text) ? text.replace(unsafe, visible) : text;
}

/** As `escapeLine`, but line feeds stay: for the text of a document, which has lines of its own. */
export function escapeLines(text: string): string {
  if (!maybeUnsafe.test(text)) return text;
  return text.replace(unsafe, (character) => (character === '\n' ? '\n' : visible(character)));
}

/** JSON in which the unsafe characters are `\uXXXX`, so that it can go to a terminal; the value is unchanged. */
export function safeJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (!maybeUnsafe.test(json)) return json;
  return json.replace(unsafe, (character) => {
    let escaped = '';
    for (let unit = 0; unit < character.length; unit++) {
      escaped += `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`;
    }
    return escaped;
  });
}

/**
 * What `escapeLine` made of a text, made back: a name that was shown can be given. Only escapes of what it writes out; a
 * text that holds such words itself is asked for as it is first.
 */
export function unescapeLine(shown: string): string {
  return shown.replace(
    /\\(?:([nrt])|x([01][0-9a-f]|7f|[89][0-9a-f])|u\{([0-9a-f]{1,6})\})/gu,
    (whole, letter?: string, byte?: string, point?: string) => {
      if (letter !== undefined) return letter === 'n' ? '\n' : letter === 'r' ? '\r' : '\t';
      const code = Number.parseInt(byte ?? point ?? '', 16);
      const character = code <= 0x10ffff ? String.fromCodePoint(code) : whole;
      return visible(character) === whole ? character : whole;
    },
  );
}
