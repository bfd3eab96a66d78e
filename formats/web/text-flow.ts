/** Collects the visible text of markup: collapses white space as a browser does, and keeps words and blocks apart. */

/** What stands between two stretches of text; the stronger one of several wins. */
export type Gap = '' | ' ' | '\t' | '\n';
const rank: Readonly<Record<Gap, number>> = { '': 0, ' ': 1, '\t': 2, '\n': 3 };

export class TextFlow {
  #parts: string[] = [];
  #pending: Gap = '';
  #started = false;
  /** The last units of what stands before, as far as nothing parts them from what comes. */
  #last = '';
  /** Units taken so far; tells whether anything was written between two tags. */
  written = 0;

  gap(gap: Gap): void {
    if (rank[gap] > rank[this.#pending]) this.#pending = gap;
  }

  /** Whether a word of some letters stands before, and nothing parts it from what comes. */
  get isAtWord(): boolean {
    return this.#pending === '' && /^\p{L}{3}$/u.test(this.#last);
  }

  /** Text whose white space means nothing beyond a space. */
  flow(text: string): void {
    const plain = /[\t\n\f\r]| {2}/.test(text) ? text.replace(/[ \t\n\f\r]+/g, ' ') : text;
    if (plain === '') return;
    if (plain === ' ') return this.gap(' ');
    if (plain.startsWith(' ')) this.gap(' ');
    const trailing = plain.endsWith(' ');
    this.put(plain.slice(plain.startsWith(' ') ? 1 : 0, trailing ? -1 : undefined));
    if (trailing) this.gap(' ');
  }

  /** Text whose white space is kept. */
  put(text: string): void {
    if (text === '') return;
    if (this.#started && this.#pending !== '') this.#parts.push(this.#pending);
    this.#last = (this.#pending === '' ? this.#last : '').concat(text.slice(-3)).slice(-3);
    this.#pending = '';
    this.#started = true;
    this.written += text.length;
    this.#parts.push(text);
  }

  /** Takes what was collected since the last call. */
  take(): string {
    const text = this.#parts.join('');
    this.#parts = [];
    return text;
  }
}
