/** The tags of a list in XML, one behind the other: a list of that form is larger than memory, and nothing in it is resolved. */

/** A tag that does not end, or a text between two: stops the file of one endless value. */
export const maxMarkupUnits = 1024 * 1024;

export interface Markup {
  readonly name: string;
  readonly isEnd: boolean;
  readonly attributes: ReadonlyMap<string, string>;
  /** What stood between the markup before and this one. */
  readonly text: string;
  readonly line: number;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Of bytes in UTF-8, one character each, with XML's own entities alone. */
function decodeText(given: string): string {
  const text = Buffer.from(given, 'latin1').toString();
  return text.replaceAll(/&(#x[\da-f]{1,6}|#\d{1,7}|\w{2,4});/giu, (whole, name: string) => {
    if (!name.startsWith('#')) return entities[name.toLowerCase()] ?? whole;
    const code = /^#x/iu.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code).toWellFormed() : whole;
  });
}

function attributesOf(markup: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name = '', double, single] of markup.matchAll(
    /([\w:.-]{1,100})\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)')/gu,
  ))
    found.set(name, decodeText(double ?? single ?? ''));
  return found;
}

/** Where markup that begins at `at` ends, behind its last character; below zero where that has not come. */
function endOfMarkup(text: string, at: number): number {
  if (text.startsWith('<!--', at)) {
    const end = text.indexOf('-->', at + 4);
    return end < 0 ? -1 : end + 3;
  }
  let quote = '';
  for (let index = at + 1; index < text.length; index += 1) {
    const unit = text.charAt(index);
    if (quote !== '') {
      if (unit === quote) quote = '';
    } else if (unit === '"' || unit === "'") quote = unit;
    else if (unit === '>') return index + 1;
  }
  return -1;
}

/**
 * Tags in their order, from pieces of bytes in UTF-8 with one character each; `lostAt` is the line of what has no end within
 * the limit, and is passed over.
 */
export async function* markupOf(
  pieces: AsyncIterable<string>,
): AsyncGenerator<Markup | { readonly lostAt: number }> {
  let rest = '';
  let line = 1;
  let isLost = false;
  for await (const piece of pieces) {
    rest += piece;
    let at = 0;
    for (;;) {
      const start = rest.indexOf('<', at);
      const end = start < 0 ? -1 : endOfMarkup(rest, start);
      if (end < 0) break;
      isLost = false;
      const text = rest.slice(at, start);
      line += text.split('\n').length - 1;
      const markup = rest.slice(start, end);
      const name = /^<\/?([\w:.-]{1,100})/u.exec(markup)?.[1];
      if (name !== undefined)
        yield {
          name,
          isEnd: markup.startsWith('</'),
          attributes: attributesOf(markup),
          text: decodeText(text),
          line,
        };
      if (name !== undefined && markup.endsWith('/>'))
        yield { name, isEnd: true, attributes: new Map(), text: '', line };
      line += markup.split('\n').length - 1;
      at = end;
    }
    rest = rest.slice(at);
    if (rest.length <= maxMarkupUnits) continue;
    // Said once of one value, however long it is.
    if (!isLost) yield { lostAt: line };
    isLost = true;
    line += rest.split('\n').length - 1;
    rest = '';
  }
}
