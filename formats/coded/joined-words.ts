/** Finds words that a text writes in pieces: tags and styles within them, lines that are folded, strings over several lines. */
import { isUtf8 } from 'node:buffer';
import { type Decoded, decodeStretches, type Escape } from './stretches.ts';
import { findTexLetters, isTex } from './tex-letters.ts';

/**
 * What stands between two letters of one word: tags that set no word apart (subtitles, HTML in a cell), times of WebVTT,
 * styles of ASS and MicroDVD, looks of Markdown, wikis and forums, a line end behind a backslash. Each part is bounded, so that a text made for it takes no time.
 */
const tag = String.raw`<\/?(?:a|abbr|b|bdi|bdo|big|c|cite|code|em|font|i|ins|kbd|lang|mark|ruby|s|small|span|strike|strong|sub|sup|tt|u|v|wbr)(?:\.[^<>\n]{0,200}|\s{1,4}[\w:-]{1,40}=[^<>\n]{0,200})?\/?>`;
const look = String.raw`<\d\d:[\d:.]{2,12}>|\{(?:\\[^{}\n]{0,200}|[yYcCfFsSpPoH]:[^{}\n]{0,40})\}|\*\*|~~|'''|\[\/?(?:b|i|u|s|color|size|font)(?:=[^\]\n]{0,60})?\]|\\\r?\n[ \t]{0,40}`;
const between = (parts: string): RegExp =>
  new RegExp(String.raw`(?<=[\p{L}\p{M}\p{N}])(?:${parts})+(?=[\p{L}\p{N}])`, 'giu');
const tagOrLook = between(`${tag}|${look}`);
const lookAlone = between(look);

/** The end of a string of a program, and the beginning of the one that goes it on in the next line. */
const stringEnd =
  /(?<=[\p{L}\p{M}\p{N}])"[ \t]{0,40}(?:[+.\\&_][ \t]{0,4})?\r?\n[ \t]{0,40}(?:[+.&][ \t]{0,4})?"(?=[\p{L}\p{N}])/gu;
/** Without a sign or a blank it is a list of strings. */
const isContinued = /[+.\\&_]|\n[ \t]/;
/** What says that a text is one of gettext, whose strings go on without either. */
const entry = /^(?:#[~|] )?msg(?:id|str)(?:_plural|\[\d\])? "/m;
const entryEnd = /(?<=[\p{L}\p{M}\p{N}])"\r?\n(?:#[~|] )?"(?=[\p{L}\p{N}])/gu;

/** The end of a line that goes on (RFC 2045, 6.7), in a text that writes signs so: the source of a message. */
const softEnd = /(?<=[\p{L}\p{M}\p{N}])=\r?\n(?=[\p{L}\p{N}=])/gu;
const isQuotedPrintable = /=(?:3D|[C-F][0-9A-F]=[89AB][0-9A-F])/;

/** Lines of ASS and SSA: `\N`, `\n` and `\h` between words are blanks. */
const spoken = /^(?:Dialogue|Comment): ?\d[^\n]*/gm;
const breakOrBlank = /\\[Nnh](?=[\p{L}\p{N}])/gu;

/** What an LDIF record begins with (RFC 2849). */
const record = /^dn:(?: ?[\w.]+=|: ?[\w+/]{4})/m;
const fold = /\r?\n (?=[^\r\n])/g;
/** A value that its second colon says is in base64, however short, over lines that are folded. */
const codedValue = /^[A-Za-z][\w.;-]{0,100}:: ?([A-Za-z0-9+/=]+(?:\r?\n [A-Za-z0-9+/=]+)*)\r?$/gm;

const placeOf = (index: number, length: number, meaning: string): Escape => ({
  index,
  end: index + length,
  meaning,
  kind: 'letter',
  weight: 1,
});

const placesOf = (text: string, pattern: RegExp, meaning = ''): Escape[] =>
  Array.from(text.matchAll(pattern), ({ 0: found, index }) => placeOf(index, found.length, meaning));

function* breaksOf(text: string): Generator<Escape> {
  for (const { 0: line, index } of text.matchAll(spoken))
    for (const place of placesOf(line, breakOrBlank, ' '))
      yield { ...place, index: index + place.index, end: index + place.end };
}

function* findValues(text: string): Generator<Decoded> {
  for (const { 0: line, 1: coded = '', index } of text.matchAll(codedValue)) {
    const bytes = Buffer.from(coded, 'base64');
    if (!isUtf8(bytes)) continue;
    const value = bytes.toString().replace(/\p{Cc}+/gu, ' ');
    if (/\p{L}/u.test(value)) yield { start: index, end: index + line.length, text: value };
  }
}

/** Whether what begins with this unit may go on the word of the line before: a blank, a quotation mark, a sign. */
export const goesOn = (unit: number): boolean => unit === 0x20 || unit === 0x22 || unit === 0x23;

/** Fed with a text window by window: what kind of text it is may show in its first alone. */
export class JoinedWords {
  readonly #within: RegExp;
  #isGettext = false;
  #isTex = false;
  #isLdif = false;

  /** `readsTags`: whether tags within words are looked for; strings of JSON are read without theirs by its reader. */
  constructor(readsTags: boolean) {
    this.#within = readsTags ? tagOrLook : lookAlone;
  }

  *find(text: string): Generator<Decoded> {
    if (/[<{"\\*~'[]/.test(text)) {
      this.#isGettext ||= entry.test(text);
      const strings = placesOf(text, stringEnd).filter(({ index, end }) =>
        isContinued.test(text.slice(index, end)),
      );
      const entries = this.#isGettext ? placesOf(text, entryEnd) : [];
      const places = [...placesOf(text, this.#within), ...strings, ...entries, ...breaksOf(text)];
      if (places.length > 0) yield* decodeStretches(text, places.toSorted((one, other) => one.index - other.index)); // prettier-ignore
    }
    if (text.includes('=\n') || text.includes('=\r\n'))
      if (isQuotedPrintable.test(text)) yield* decodeStretches(text, placesOf(text, softEnd));
    this.#isTex ||= isTex(text);
    if (this.#isTex) yield* decodeStretches(text, findTexLetters(text));
    this.#isLdif ||= text.includes('dn:') && record.test(text);
    if (!this.#isLdif) return;
    yield* decodeStretches(text, placesOf(text, fold));
    yield* findValues(text);
  }
}
