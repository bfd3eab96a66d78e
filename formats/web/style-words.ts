/** Finds in a style sheet or a style what a person wrote, and tells what a style does to the text that it is of. */
import { quotedTexts } from './quoted-texts.ts';

/** What is found in one sheet. */
const maxFound = 10_000;
/** Units of a comment or text; longer ones are given in pieces. */
const maxUnits = 10_000;
/** Units before a text that say what it is of. */
const maxBefore = 100;

/** Texts that name fonts, files, attributes or charsets: nobody sees them, and nobody speaks in them. */
const naming =
  /(?:font(?:-family)?\s*:[^;{}]*|(?:url|format|local)\(\s*|@charset\s*|filter\s*:[^;{}]*|\[[\w-]+[~|^$*]?=\s*)$/i;

/** Escapes of CSS: the number of a character, or the character itself (CSS Syntax 3, 4.3.7). */
const decodeEscapes = (text: string): string =>
  text.includes('\\')
    ? text
        .replace(/\\(?:([\da-f]{1,6})\s?|\r?\n|(.))/gi, (_, code?: string, char?: string) =>
          code === undefined
            ? (char ?? '')
            : String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10ffff)),
        )
        .toWellFormed()
    : text;

const token = /\/\*|"(?:[^"\\\n]|\\[\s\S]){1,10000}"|'(?:[^'\\\n]|\\[\s\S]){1,10000}'/g;

/** Comments, and texts: what a style puts onto the page (CSS Content 3, 1), and all others that name nothing. */
export function* readStyle(style: string): Generator<string> {
  let left = maxFound;
  for (const { start, raw, comment } of quotedTexts(style, token)) {
    const isName = comment === undefined && naming.test(style.slice(Math.max(0, start - maxBefore), start));
    const text = comment ?? (isName ? '' : decodeEscapes(raw.slice(1, -1)));
    if (/[\p{L}\p{N}]/u.test(text))
      for (let from = 0; from < text.length; from += maxUnits) yield text.slice(from, from + maxUnits).trim();
    left -= 1;
    if (left === 0) return;
  }
}

export interface StyleEffect {
  /** A reader sees nothing of the text. */
  readonly hides: boolean;
  /** The `display` that is stated; '' where none is. */
  readonly display: string;
}

/** Units of a style that are looked at; what lies behind is found in the body, and not marked as hidden. */
const maxStyleUnits = 4_000;
const noEffect: StyleEffect = { hides: false, display: '' };

const isZero = (value: string | undefined): boolean =>
  value !== undefined && /^[+-]?(?:0+\.?0*|\.0+)(?:px|pt|em|rem|ex|%|vw|vh)?$/.test(value);
const isFarOut = (value: string | undefined): boolean =>
  value !== undefined && /^-\s?(?:\d{3,}(?:px|pt)?|\d{2,}r?em|\d{3,}%)/.test(value);

const colours: Readonly<Record<string, string>> = { white: '#ffffff', black: '#000000', red: '#ff0000' };

/** A colour in one form, as far as that takes no list. */
function colourOf(value: string | undefined): string | undefined {
  const stated = value?.replace(/\s+/g, '');
  const short = /^#([\da-f])([\da-f])([\da-f])$/.exec(stated ?? '');
  if (short)
    return `#${short
      .slice(1)
      .map((digit) => digit + digit)
      .join('')}`;
  return stated === undefined ? undefined : (colours[stated] ?? stated);
}

/** What the style of an element does to its text, by what it states itself; sheets are not applied. */
export function effectOf(style: string | undefined, bgcolor?: string): StyleEffect {
  if (!style) return noEffect;
  const stated = new Map<string, string>();
  for (const declaration of style.slice(0, maxStyleUnits).toLowerCase().split(';')) {
    const colon = declaration.indexOf(':');
    if (colon > 0)
      stated.set(
        declaration.slice(0, colon).trim(),
        declaration
          .slice(colon + 1)
          .replace(/!\s{0,4}important/, '')
          .trim(),
      );
  }
  const display = stated.get('display') ?? '';
  const ground = colourOf(
    stated.get('background-color') ?? stated.get('background') ?? bgcolor?.toLowerCase(),
  );
  const colour = colourOf(stated.get('color'));
  const isCut =
    /hidden|clip/.test(stated.get('overflow') ?? '') &&
    ['max-height', 'height', 'max-width', 'width'].some((name) => isZero(stated.get(name)));
  const isAside =
    /absolute|fixed/.test(stated.get('position') ?? '') &&
    (['left', 'top', 'right', 'bottom'].some((name) => isFarOut(stated.get(name))) ||
      /^rect\(\s*[01](?:px)?\s*[, ]\s*[01]/.test(stated.get('clip') ?? ''));
  const hides =
    display === 'none' ||
    /^(?:hidden|collapse)$/.test(stated.get('visibility') ?? '') ||
    isZero(stated.get('opacity')) ||
    isZero(stated.get('font-size')) ||
    stated.get('mso-hide') === 'all' ||
    colour === 'transparent' ||
    (colour !== undefined && colour === ground) ||
    isFarOut(stated.get('text-indent')) ||
    isCut ||
    isAside;
  return { hides, display };
}
