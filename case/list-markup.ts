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

/** A tag whose parts are read when they are asked for: most of a list are passed over. */
class Tag implements Markup {
  readonly name: string;
  readonly isEnd: boolean;
  readonly line: number;
  readonly #markup: string;
  readonly #text: string;

  constructor(
    name: string,
    isEnd: boolean,
    line: number,
    { markup, text }: { markup: string; text: string },
  ) {
    this.name = name;
    this.isEnd = isEnd;
    this.line = line;
    this.#markup = markup;
    this.#text = text;
  }

  get attributes(): ReadonlyMap<string, string> {
    return attributesOf(this.#markup);
  }

  get text(): string {
    return this.#text === '' ? '' : decodeText(this.#text);
  }
}

/** The line of what has no end within the limit, and is passed over. */
interface LostMarkup {
  readonly lostAt: number;
}

/**
 * Tags in their order, from pieces of bytes in UTF-8 with one character each: together what ends within a piece, since a
 * list may have a hundred million.
 */
export async function* markupOf(
  pieces: AsyncIterable<string>,
): AsyncGenerator<readonly (Markup | LostMarkup)[]> {
  const reading = new Reading();
  for await (const piece of pieces) yield reading.take(piece);
  yield reading.end();
}

/** What was taken of a list, and what of it waits for its end. */
class Reading {
  #rest = '';
  #line = 1;
  #isLost = false;
  /** What waits is looked at again when it is twice as long: else a long value is gone through once for each piece. */
  #enough = 0;

  take(piece: string): readonly (Markup | LostMarkup)[] {
    this.#rest += piece;
    if (this.#rest.length < this.#enough) return [];
    const found = this.#tags();
    this.#enough = Math.min(2 * this.#rest.length, maxMarkupUnits + 1);
    if (this.#rest.length <= maxMarkupUnits) return found;
    // Said once of one value, however long it is.
    const lost = this.#isLost ? [] : [{ lostAt: this.#line }];
    this.#isLost = true;
    this.#pass(this.#rest);
    this.#rest = '';
    this.#enough = 0;
    return [...found, ...lost];
  }

  end(): readonly Markup[] {
    return this.#tags();
  }

  #tags(): Markup[] {
    const found: Markup[] = [];
    let at = 0;
    for (;;) {
      const start = this.#rest.indexOf('<', at);
      const end = start < 0 ? -1 : endOfMarkup(this.#rest, start);
      if (end < 0) break;
      this.#isLost = false;
      this.#tag(this.#rest.slice(at, start), this.#rest.slice(start, end), found);
      at = end;
    }
    this.#rest = this.#rest.slice(at);
    return found;
  }

  #tag(text: string, markup: string, found: Markup[]): void {
    this.#pass(text);
    const name = /^<\/?([\w:.-]{1,100})/u.exec(markup)?.[1];
    const line = this.#line;
    if (name !== undefined) {
      found.push(new Tag(name, markup.startsWith('</'), line, { markup, text }));
      if (markup.endsWith('/>')) found.push(new Tag(name, true, line, { markup: '', text: '' }));
    }
    this.#pass(markup);
  }

  #pass(text: string): void {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#line += 1;
  }
}
