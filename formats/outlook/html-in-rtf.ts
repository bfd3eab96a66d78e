/**
 * Takes HTML out of RTF that it was put into ([MS-OXRTFEX]): what stands in `\*\htmltag` and what no `\htmlrtf` sets
 * aside. Everything else of such RTF repeats it for readers of RTF.
 */
import { decodePage, pageOfCharset } from '../rtf/code-pages.ts';
import { scanTokens, type TokenHandler } from '../rtf/scan-tokens.ts';

/** Groups inside groups; deeper ones are read with the settings of the last. Stops RTF of nothing but braces. */
const maxDepth = 2000;
/** Bytes at the start in which the word that says so stands (2.1.3.1). */
const headBytes = 4096;

interface Group {
  /** Its text is for readers of RTF alone. */
  isAside: boolean;
  isTag: boolean;
  /** A destination that is no text: fonts, colours, what is not known. */
  isSkipped: boolean;
  isFontTable: boolean;
  font: number;
  fallback: number;
}

/** Characters that a word stands for, in the text and in tags (2.2). */
const words: Readonly<Record<string, string>> = {
  par: '\r\n',
  line: '\r\n',
  tab: '\t',
  lquote: '&lsquo;',
  rquote: '&rsquo;',
  ldblquote: '&ldquo;',
  rdblquote: '&rdquo;',
  bullet: '&bull;',
  endash: '&ndash;',
  emdash: '&mdash;',
  '~': '&nbsp;',
  _: '&shy;',
  '{': '{',
  '}': '}',
  '\\': '\\',
};
const skipped = new Set(['colortbl', 'stylesheet', 'info', 'pntext', 'pict', 'object', 'generator']);

class TagReader implements TokenHandler {
  readonly #pieces: string[] = [];
  readonly #stack: Group[] = [];
  readonly #pages = new Map<number, number>();
  #group: Group = {
    isAside: false,
    isTag: false,
    isSkipped: false,
    isFontTable: false,
    font: -1,
    fallback: 1,
  };
  #page = 1252;
  #isStarred = false;
  #isFresh = false;
  #fallbackLeft = 0;
  #tooDeep = 0;
  #run: Buffer[] = [];

  html(): string {
    this.#endRun();
    return this.#pieces.join('');
  }

  #endRun(): void {
    if (this.#run.length === 0) return;
    const page = this.#group.isTag ? this.#page : (this.#pages.get(this.#group.font) ?? this.#page);
    this.#pieces.push(decodePage(Buffer.concat(this.#run), page));
    this.#run = [];
  }

  get #isText(): boolean {
    const { isAside, isSkipped, isTag } = this.#group;
    return !isSkipped && (isTag || !isAside);
  }

  groupStart(): void {
    this.#endRun();
    this.#fallbackLeft = 0;
    this.#isFresh = true;
    this.#isStarred = false;
    if (this.#stack.length >= maxDepth) {
      this.#tooDeep += 1;
      return;
    }
    this.#stack.push(this.#group);
    this.#group = { ...this.#group };
  }

  groupEnd(): void {
    this.#endRun();
    this.#fallbackLeft = 0;
    this.#isFresh = false;
    if (this.#tooDeep > 0) this.#tooDeep -= 1;
    else this.#group = this.#stack.pop() ?? this.#group;
  }

  control(word: string, parameter: number | undefined): void {
    if (word === '*' && this.#isFresh) {
      this.#isStarred = true;
      return;
    }
    const isFirst = this.#isFresh;
    this.#isFresh = false;
    if (isFirst && this.#startDestination(word)) return;
    if (this.#group.isFontTable) {
      if (word === 'f') this.#group.font = parameter ?? 0;
      const page =
        word === 'cpg' ? parameter : word === 'fcharset' ? pageOfCharset(parameter ?? 0) : undefined;
      if (page !== undefined) this.#pages.set(this.#group.font, page);
      return;
    }
    if (word === 'u' && parameter !== undefined) {
      this.#endRun();
      const unit = parameter & 0xffff;
      if (this.#isText && unit > 0) this.#pieces.push(String.fromCharCode(unit));
      this.#fallbackLeft = this.#group.fallback;
      return;
    }
    this.#set(word, parameter);
    const character = Object.hasOwn(words, word) ? words[word] : undefined;
    if (character === undefined || !this.#isText) return;
    this.#endRun();
    this.#pieces.push(character);
  }

  #startDestination(word: string): boolean {
    if (word === 'htmltag') this.#group.isTag = true;
    else if (word === 'fonttbl') Object.assign(this.#group, { isFontTable: true, isSkipped: true });
    else if (this.#isStarred || skipped.has(word)) this.#group.isSkipped = true;
    else return false;
    return true;
  }

  #set(word: string, parameter: number | undefined): void {
    this.#endRun();
    if (word === 'htmlrtf') this.#group.isAside = parameter !== 0;
    else if (word === 'ansicpg' && parameter) this.#page = parameter;
    else if (word === 'uc') this.#group.fallback = Math.min(Math.max(parameter ?? 1, 0), 100);
    else if (word === 'f' || word === 'deff') this.#group.font = parameter ?? -1;
  }

  bytes(view: Uint8Array): void {
    this.#isFresh = false;
    const rest = this.#fallbackLeft > 0 ? view.subarray(this.#fallbackLeft) : view;
    this.#fallbackLeft = Math.max(0, this.#fallbackLeft - view.length);
    // A copy: the view is valid during the call alone.
    if (this.#isText && rest.length > 0) this.#run.push(Buffer.from(rest));
  }

  escaped(byte: number): void {
    this.#isFresh = false;
    if (this.#fallbackLeft > 0) this.#fallbackLeft -= 1;
    else if (this.#isText) this.#run.push(Buffer.of(byte));
  }

  binary(): void {
    this.#isFresh = false;
  }
}

/** The HTML that RTF was made of; undefined where it was made of none. */
export function takeHtml(rtf: Buffer): string | undefined {
  if (!/\\fromhtml1?(?![0-9a-z])/.test(rtf.toString('latin1', 0, headBytes))) return undefined;
  const reader = new TagReader();
  scanTokens(reader).push(rtf);
  return reader.html();
}
