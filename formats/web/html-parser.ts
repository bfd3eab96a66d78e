/** Parses HTML as a browser does, into the events that a reader takes, and gives what a browser passes over as well. */
import { Parser } from 'htmlparser2';
import { maxMarkupUnits } from '../value-limits.ts';

export interface HtmlEvents {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  close(name: string): void;
  text(text: string): void;
  comment(text: string): void;
  /** Words in markup that no element has: a second value of an attribute, what stands in an end tag, a document type. */
  passedOver(text: string): void;
  /** The page ends within `what`: a browser drops it, or takes what follows for a part of it. */
  unclosed(what: string): void;
}

/** In XHTML an element may end in its own tag: `<title/>` holds nothing, where HTML would take in what follows. */
export const isXhtml = (start: string): boolean =>
  /^\s{0,100}<\?xml\s/.test(start) ||
  /<html\s[^>]{0,1000}?xmlns\s{0,9}=\s{0,9}["']http:\/\/www\.w3\.org\/1999\/xhtml/i.test(start);

/** Elements whose content is text up to their own end tag: without it they take in the page (HTML standard, 13.2.6). */
const takesIn = new Set('script style title textarea xmp iframe noembed noframes'.split(' '));

/** The chunks from the first place that no event has accounted for. */
class UnreadMarkup {
  #chunks: { readonly at: number; readonly text: string }[] = [];
  #end = 0;

  add(text: string): void {
    this.#chunks.push({ at: this.#end, text });
    this.#end += text.length;
  }

  /** Forgets what lies before `at`, chunk by chunk. */
  keepFrom(at: number): void {
    const first = this.#chunks.findIndex((chunk) => chunk.at + chunk.text.length > at);
    this.#chunks = first < 0 ? [] : this.#chunks.slice(first);
  }

  /** What lies from `at` up to `end`, of what is kept. Mostly it lies in the last chunk, and the others are not joined. */
  slice(at: number, end = this.#end): string {
    const last = this.#chunks.at(-1);
    if (last && at >= last.at) return last.text.slice(at - last.at, end - last.at);
    return this.#chunks
      .map((chunk) => chunk.text.slice(Math.max(0, at - chunk.at), Math.max(0, end - chunk.at)))
      .join('');
  }

  /** Where `sign` stands at or behind `at`, in the last chunk alone: what came before has none. */
  find(sign: string, at: number): number {
    const last = this.#chunks.at(-1);
    const found = last ? last.text.indexOf(sign, Math.max(0, at - last.at)) : -1;
    return found < 0 || !last ? -1 : last.at + found;
  }
}

export class HtmlParser extends Parser {
  readonly #events: HtmlEvents;
  readonly #unread: UnreadMarkup;
  /** Of the tag that is open; a tag that the parser refuses has no events of its own. */
  readonly #values: [name: string, value: string][];
  /** Where the rest of an end tag begins whose `>` has not come. */
  #restOfEndTag: number | undefined;
  #isEnding = false;

  constructor(events: HtmlEvents, isXml: boolean) {
    const values: [string, string][] = [];
    super(
      {
        onopentag: (name, attributes) => {
          const doubled = values
            .splice(0)
            .filter(([key, value]) => value !== '' && attributes[key] !== value);
          events.open(name, attributes);
          for (const [, value] of doubled) events.passedOver(value);
        },
        onclosetag: (name) => {
          if (this.#isEnding && takesIn.has(name)) events.unclosed(name);
          events.close(name);
        },
        ontext: (text) => events.text(text),
        oncomment: (text) => {
          if (this.#isEnding) events.unclosed('a comment');
          events.comment(text);
        },
        onattribute: (name, value) => {
          values.push([name, value]);
        },
        onprocessinginstruction: (_, text) => events.passedOver(text.replace(/^!doctype(?:\s+html)?/i, '')),
      },
      { recognizeCDATA: true, recognizeSelfClosing: isXml },
    );
    this.#events = events;
    this.#values = values;
    this.#unread = new UnreadMarkup();
  }

  override write(chunk: string): void {
    this.#unread.add(chunk);
    if (this.#restOfEndTag !== undefined) this.#endEndTag(this.#restOfEndTag);
    super.write(chunk);
    this.#unread.keepFrom(this.#restOfEndTag ?? this.startIndex);
  }

  /** Ends the page; what is open then is told, and goes to the reader as it stands. */
  override end(): void {
    this.#isEnding = true;
    super.end();
    this.#endOpenMarkup();
  }

  /** Gives up: what is held goes to the reader as it stands, and nothing may be written any more. */
  abandon(): void {
    this.#isEnding = true;
    this.#endOpenMarkup();
  }

  override onclosetag(start: number, endIndex: number): void {
    super.onclosetag(start, endIndex);
    this.#endEndTag(endIndex);
  }

  override onopentagname(start: number, endIndex: number): void {
    this.#passOverValues();
    super.onopentagname(start, endIndex);
  }

  override onopentagend(endIndex: number): void {
    super.onopentagend(endIndex);
    this.#passOverValues();
  }

  /** Those of a tag that the parser ignores, such as of a form within a form. */
  #passOverValues(): void {
    for (const [name, value] of this.#values.splice(0)) this.#events.passedOver(value || name);
  }

  /** What stands between the name of an end tag and its `>`. */
  #endEndTag(from: number): void {
    const end = this.#unread.find('>', from);
    this.#restOfEndTag = end < 0 ? from : undefined;
    if (end <= from) return;
    this.#passOver(this.#unread.slice(from, end));
  }

  #passOver(text: string): void {
    if (/[\p{L}\p{N}]/u.test(text)) this.#events.passedOver(text.slice(0, maxMarkupUnits));
  }

  #endOpenMarkup(): void {
    const rest = this.#unread.slice(this.#restOfEndTag ?? this.startIndex);
    const isOpen = this.#values.length > 0 || /\S/.test(rest);
    this.#passOverValues();
    if (isOpen) this.#events.unclosed('a tag');
    this.#passOver(rest);
  }
}
