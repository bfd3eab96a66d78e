/** Reads the signs of a query one after the other: blanks, operators, names of fields, words, what stands in quotes. */
import { QuerySyntaxError } from './ast.ts';
import { isLiteralBackslash } from './question-marks.ts';

const isBlank = (character: string): boolean => character.trim() === '';
/** What word processors make of `"`, and what other languages write for it: any of them closes any other. */
const typographicQuotes = '“”„‟«»″〝〞〟＂';
export const isQuote = (character: string): boolean =>
  character !== '' && (character === '"' || typographicQuotes.includes(character));
export const endsWord = (character: string): boolean =>
  isBlank(character) || '()[]{}'.includes(character) || isQuote(character);

/** A word as read: `text` without escapes; `pattern` with those that `*`, `?` and `\` need. */
export interface Word {
  readonly text: string;
  readonly pattern: string;
  readonly wild: boolean;
  readonly fuzzy: 0 | 1 | 2;
  readonly start: number;
}

/** A query and how far it is read; what it refuses is a `QuerySyntaxError`. */
export class Scanner {
  readonly query: string;
  /** Where it reads, in UTF-16 units. */
  at = 0;

  constructor(query: string) {
    this.query = query;
  }

  get atEnd(): boolean {
    return this.at >= this.query.length;
  }

  get next(): string {
    return this.query[this.at] ?? '';
  }

  fail(message: string, expected: readonly string[], position = this.at): never {
    throw new QuerySyntaxError(message, position, expected);
  }

  skipBlanks(): void {
    while (!this.atEnd && isBlank(this.next)) this.at++;
  }

  /** Takes a word operator (`AND`) or its sign (`&&`) if it stands here on its own. */
  take(word: string, sign: string): boolean {
    const after = this.at + word.length;
    if (this.query.startsWith(word, this.at) && endsWord(this.query[after] ?? ' ')) this.at = after;
    else if (this.query.startsWith(sign, this.at)) this.at += sign.length;
    else return false;
    this.skipBlanks();
    return true;
  }

  /** The name before an unescaped colon; the colon is taken. Undefined, and nothing taken, without one. */
  fieldName(): string | undefined {
    let name = '';
    let at = this.at;
    for (; at < this.query.length; at++) {
      const character = this.query[at] as string;
      if (character === ':' && name !== '') {
        this.at = at + 1;
        return name;
      }
      if (endsWord(character)) return undefined;
      if (character === '\\') at++;
      name += this.query[at] ?? '';
    }
    return undefined;
  }

  word(): Word | undefined {
    const start = this.at;
    let text = '';
    let pattern = '';
    let wild = false;
    let fuzzy: 0 | 1 | 2 = 0;
    for (; !this.atEnd && !endsWord(this.next); this.at++) {
      let character = this.next;
      const edits = character === '~' && text !== '' ? this.#edits() : 0;
      if (edits > 0) {
        fuzzy = edits;
        break;
      }
      const special = character === '*' || character === '?';
      if (character === '\\' && isLiteralBackslash(this.query, this.at)) pattern += '\\\\';
      else if (character === '\\') {
        character = this.query[++this.at] ?? this.fail('nothing follows the backslash', ['a character']);
        pattern += '*?\\'.includes(character) ? `\\${character}` : character;
      } else pattern += character;
      if (special) wild = true;
      text += character;
    }
    return this.at === start ? undefined : { text, pattern, wild, fuzzy, start };
  }

  /** `~`, `~1` or `~2` at the end of a word; taken if it is one. */
  #edits(): 0 | 1 | 2 {
    const digit = this.query[this.at + 1] ?? ' ';
    if (endsWord(digit)) {
      this.at++;
      return 2;
    }
    if ((digit === '1' || digit === '2') && endsWord(this.query[this.at + 2] ?? ' ')) {
      this.at += 2;
      return digit === '1' ? 1 : 2;
    }
    return 0;
  }

  /** What stands in quotes; `wild` where a `*`, or a `?` at a word, has its meaning. */
  quoted(): Pick<Word, 'text' | 'pattern' | 'wild'> {
    const isPlain = this.next === '"';
    const open = this.at++;
    let text = '';
    let pattern = '';
    let wild = false;
    // Inside plain quotes a typographic one is text: whole sentences are pasted.
    while (isPlain ? this.next !== '"' : !isQuote(this.next)) {
      const isEscaped = this.next === '\\' && !isLiteralBackslash(this.query, this.at);
      if (isEscaped) this.at++;
      // Behind a last backslash a quotation mark would be text.
      if (this.atEnd)
        this.fail(`the quotation mark at character ${open + 1} is never closed`, [isEscaped ? '\\"' : '"']);
      const special = this.next === '*' || this.next === '?';
      if (special && !isEscaped) wild = true;
      pattern += (special && isEscaped) || this.next === '\\' ? `\\${this.next}` : this.next;
      text += this.next;
      this.at++;
    }
    this.at++;
    return { text, pattern, wild };
  }
}
