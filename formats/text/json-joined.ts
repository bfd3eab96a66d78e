/** Puts together what JSON writes in pieces: texts of runs, as chats and editors export what has links or bold words, and HTML in strings. */
import { nextQuote } from './json-strings.ts';
import { withoutTags } from './html-in-string.ts';

/** What was put together, and in which line it began. */
export interface Joined {
  readonly text: string;
  readonly line: number;
}

/** Members of a run that hold its text: Telegram, Slack and Hangouts; ProseMirror; Notion; Quill; documents of Google. */
const textKeys: ReadonlySet<string> = new Set(['text', 'content', 'plain_text', 'insert', 'textRun', 'url']);
/** What else a run may have. One with a sender, an id or a time is a message: lists of these are no text in pieces. */
const runKeys: ReadonlySet<string> = new Set(
  `text content plain_text insert textRun url type href link link_data user_id document_id language collapsed name unicode
  style textStyle marks attrs attributes annotations formatting format detail mode version bold italic italics underline
  strike strikethrough code color startIndex endIndex navigationEndpoint`.split(/\s+/),
);

/** Deeper ones hold no runs. */
const maxDepth = 1_000;
/** Units of one text that wait for its end; a longer one is told in parts. */
const maxJoinedUnits = 262_144;
/** Units of the name of a member. */
const maxKeyUnits = 40;

/** A bracket that is open. */
interface Frame {
  readonly isArray: boolean;
  /** The line in which it began. */
  readonly line: number;
  /** It is no run, or no text in pieces. */
  isOther: boolean;
  /** Of an object: the member that is being read, once its name has been. */
  key: string | undefined;
  text: string;
  /** Of an object: the member that its text is of. */
  textKey: string | undefined;
  /** Of an array: runs with text, strings counted, and objects among them. */
  texts: number;
  objects: number;
}

const mayHoldTag = /<\\?\/|\\u003c/i;

const signs = new Uint8Array(128);
for (const sign of '{}[],"\n') signs[sign.charCodeAt(0)] = 1;

/** Fed with the text of one document as it stands, escapes and all; `decode` says what a string means. */
export class JoinedJson {
  readonly #decode: (string: string) => string;
  readonly #frames: Frame[] = [];
  /** Brackets beyond the deepest that is looked into. */
  #beyond = 0;
  #line = 1;
  #isInString = false;
  /** What there is of the name of a member that the pieces cut. */
  #key = '';
  /** A text is told once where two members have it, one behind the other: `text` and `text_entities`. */
  #last = '';

  constructor(decode: (string: string) => string) {
    this.#decode = decode;
  }

  /** The piece ends where no escape is parted. */
  *write(piece: string): Generator<Joined> {
    for (let at = 0; at < piece.length;) {
      if (this.#isInString) {
        const end = nextQuote(piece, at);
        yield* this.#string(piece.slice(at, end), end < piece.length);
        this.#isInString = end >= piece.length;
        at = end + 1;
      } else {
        const unit = piece.charCodeAt(at);
        if (unit < 128 && signs[unit] === 1) yield* this.#sign(unit);
        at += 1;
      }
    }
  }

  *#sign(unit: number): Generator<Joined> {
    const top = this.#frames.at(-1);
    switch (unit) {
      case 0x0a:
        this.#line += 1;
        return;
      case 0x22:
        this.#isInString = true;
        return;
      case 0x2c:
        if (this.#beyond === 0 && top) top.key = undefined;
        return;
      case 0x7b:
      case 0x5b:
        this.#open(unit === 0x5b);
        return;
      default:
        yield* this.#close();
    }
  }

  #open(isArray: boolean): void {
    if (this.#frames.length >= maxDepth) this.#beyond += 1;
    else
      this.#frames.push({ isArray, line: this.#line, isOther: false, key: undefined, text: '', textKey: undefined, texts: 0, objects: 0 }); // prettier-ignore
  }

  *#close(): Generator<Joined> {
    if (this.#beyond > 0) {
      this.#beyond -= 1;
      return;
    }
    const frame = this.#frames.pop();
    const parent = this.#frames.at(-1);
    if (frame?.isArray === true) {
      if (!frame.isOther && frame.texts > 1 && frame.objects > 0) yield* this.#tell(frame);
    } else if (frame && parent) {
      if (parent.isArray) yield* this.#addRun(parent, frame);
      else if (parent.text === '' && textKeys.has(parent.key ?? '')) parent.text = frame.text;
    }
  }

  *#addRun(array: Frame, run: Frame): Generator<Joined> {
    array.isOther ||= run.isOther;
    if (array.isOther) return;
    array.objects += 1;
    if (run.text !== '') array.texts += 1;
    // A picture, or somebody who is named by a number.
    array.text += run.text === '' ? ' ' : run.text;
    yield* this.#bound(array);
  }

  *#tell({ text, line }: Frame): Generator<Joined> {
    if (text === this.#last) return;
    this.#last = text;
    yield { text: text.replaceAll('\n', ' '), line };
  }

  /** Of two members the first one counts, but an address is less than what is shown of it. */
  #addText(run: Frame, string: string): void {
    if (run.textKey !== run.key && (run.text === '' || run.textKey === 'url')) {
      run.text = '';
      run.textKey = run.key;
    }
    if (run.textKey !== run.key) return;
    run.text += this.#decode(string);
    // So long a one is no word in a line.
    run.isOther = run.text.length > maxJoinedUnits;
  }

  #addKey(object: Frame, part: string, isWhole: boolean): void {
    if (this.#key.length <= maxKeyUnits) this.#key += part.slice(0, maxKeyUnits + 1);
    if (!isWhole) return;
    object.key = this.#key;
    object.isOther ||= !runKeys.has(this.#key);
    this.#key = '';
  }

  /** A string, or a part of one that the pieces cut, `isWhole` where it ends here. */
  *#string(part: string, isWhole: boolean): Generator<Joined> {
    const top = this.#beyond === 0 ? this.#frames.at(-1) : undefined;
    if (top && !top.isArray && top.key === undefined) {
      this.#addKey(top, part, isWhole);
      return;
    }
    if (mayHoldTag.test(part)) {
      const text = withoutTags(this.#decode(part));
      if (text !== undefined) yield { text, line: this.#line };
    }
    if (!top || top.isOther) return;
    if (!top.isArray) {
      if (textKeys.has(top.key ?? '')) this.#addText(top, part);
      return;
    }
    if (isWhole) top.texts += 1;
    top.text += this.#decode(part);
    yield* this.#bound(top);
  }

  /** Tells what waits of a long text. */
  *#bound(array: Frame): Generator<Joined> {
    if (array.text.length <= maxJoinedUnits) return;
    if (array.objects > 0) yield* this.#tell(array);
    array.text = '';
  }
}
