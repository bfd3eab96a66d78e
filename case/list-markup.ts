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
  const reading = new Reading();
  for await (const piece of pieces) yield* reading.take(piece);
  yield* reading.end();
}

/** What was taken of a list, and what of it waits for its end. */
class Reading {
  #rest = '';
  #line = 1;
  #isLost = false;
  /** What waits is looked at again when it is twice as long: else a long value is gone through once for each piece. */
  #enough = 0;

  *take(piece: string): Generator<Markup | { readonly lostAt: number }> {
    this.#rest += piece;
    if (this.#rest.length < this.#enough) return;
    yield* this.#tags();
    this.#enough = Math.min(2 * this.#rest.length, maxMarkupUnits + 1);
    if (this.#rest.length <= maxMarkupUnits) return;
    // Said once of one value, however long it is.
    if (!this.#isLost) yield { lostAt: this.#line };
    this.#isLost = true;
    this.#pass(this.#rest);
    this.#rest = '';
    this.#enough = 0;
  }

  end(): Generator<Markup> {
    return this.#tags();
  }

  *#tags(): Generator<Markup> {
    let at = 0;
    for (;;) {
      const start = this.#rest.indexOf('<', at);
      const end = start < 0 ? -1 : endOfMarkup(this.#rest, start);
      if (end < 0) break;
      this.#isLost = false;
      yield* this.#tag(this.#rest.slice(at, start), this.#rest.slice(start, end));
      at = end;
    }
    this.#rest = this.#rest.slice(at);
  }

  *#tag(text: string, markup: string): Generator<Markup> {
    this.#pass(text);
    const name = /^<\/?([\w:.-]{1,100})/u.exec(markup)?.[1];
    const line = this.#line;
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
    this.#pass(markup);
  }

  #pass(text: string): void {
    this.#line += text.split('\n').length - 1;
  }
}
