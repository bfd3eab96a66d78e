/** XML as events with local names, from bytes in pieces; resolves no entity but XML's own five. */
import { Parser } from 'htmlparser2';
import { LimitError } from '../contract.ts';
import { maxMarkupUnits } from '../value-limits.ts';

/** The attributes of the element being opened; reused for the next one, so never to be kept. */
export class Attributes {
  readonly #names: string[] = [];
  readonly #values: string[] = [];
  #count = 0;
  /** Whether any declares a prefix: elements by the million do not. */
  #declares = false;

  clear(): void {
    this.#count = 0;
    this.#declares = false;
  }

  add(name: string, value: string): void {
    if (name.startsWith('xmlns:')) this.#declares = true;
    this.#names[this.#count] = name;
    this.#values[this.#count] = value;
    this.#count += 1;
  }

  /** A copy that can be kept. */
  copy(): Attributes {
    const copied = new Attributes();
    for (let index = 0; index < this.#count; index += 1)
      copied.add(this.#names[index] ?? '', this.#values[index] ?? '');
    return copied;
  }

  /** Each prefix that the element declares, with its namespace. */
  declared(found: (prefix: string, namespace: string) => void): void {
    if (!this.#declares) return;
    for (let index = 0; index < this.#count; index += 1) {
      const name = this.#names[index] ?? '';
      if (name.startsWith('xmlns:')) found(name.slice(6), this.#values[index] ?? '');
    }
  }

  /** The values of all attributes that declare no namespace, with their local names. */
  *entries(): Generator<readonly [name: string, value: string]> {
    for (let index = 0; index < this.#count; index += 1) {
      const name = this.#names[index] ?? '';
      if (name !== 'xmlns' && !name.startsWith('xmlns:'))
        yield [name.slice(name.indexOf(':') + 1), this.#values[index] ?? ''];
    }
  }

  /** The value by its local name, whatever its prefix. */
  local(name: string): string | undefined {
    return this.exact(name) ?? this.prefixed(name);
  }

  /** The first value whose name is exactly this, `undefined` where there is none. */
  exact(name: string): string | undefined {
    for (let index = 0; index < this.#count; index += 1)
      if (this.#names[index] === name) return this.#values[index];
    return undefined;
  }

  /** The first value whose name has a prefix before this local name. */
  prefixed(name: string): string | undefined {
    for (let index = 0; index < this.#count; index += 1) {
      const whole = this.#names[index] ?? '';
      const colon = whole.length - name.length - 1;
      if (colon > 0 && whole.charCodeAt(colon) === 58 && whole.endsWith(name)) return this.#values[index];
    }
    return undefined;
  }
}

export interface XmlHandler {
  /** Returns false to pass over the element with all it holds; `close` is not called for it then. */
  open(name: string, attributes: Attributes): boolean;
  close(name: string): void;
  /** A piece of text; one text node may come in several. */
  text(data: string): void;
  /** Text of a branch of alternate content that is not shown, and says something else than the one that is. */
  otherwise?(text: string): void;
  /** Whether the handler takes the text of an element of this name; it takes all of them where it does not say. */
  reads?(name: string): boolean;
  /** Attributes that hold words, by the local name of their element, where they are others than those of OOXML. */
  readonly values?: ReadonlyMap<string, readonly string[]> | undefined;
  /** Set where the handler takes the words of all attributes by itself. */
  readonly readsAttributes?: true;
  /** A comment or an instruction to programs, whole. */
  remark?(text: string): void;
  /** Text within elements that are nested too deeply to be opened. */
  deepText?(data: string): void;
}

/** For parts in which only names and remarks count. */
export const withoutText: XmlHandler = {
  open: () => true,
  close: () => undefined,
  text: () => undefined,
  reads: () => false,
};

/** Deeper than any real part: what lies below is not opened, which stops handlers from being filled with open elements. */
const maxDepth = 1000;
/** The parser's cost per element grows with the depth (some 8 µs here); beyond it the rest of the part is not read. */
const maxOpen = 8000;
const writeUnits = 65_536;

/** More attributes than this on one element are passed over; stops a tag of millions. */
const maxAttributes = 500;

/** The value of an attribute by its local name, whatever its prefix. */
export const attribute = (attributes: Attributes, name: string): string | undefined => attributes.local(name);

/** The same for attributes that must have a prefix: `r:id` beside `id`. */
export const prefixedAttribute = (attributes: Attributes, name: string): string | undefined =>
  attributes.prefixed(name);

/** xsd:boolean of an on/off element: present without a value means on. */
export const isOn = (value: string | undefined): boolean =>
  value !== '0' && value !== 'false' && value !== 'off';

const localNames = new Map<string, string>();
function localName(name: string): string {
  const known = localNames.get(name);
  if (known !== undefined) return known;
  const local = name.slice(name.lastIndexOf(':') + 1);
  // Evidence chooses the names, so what is remembered of them is bounded.
  if (localNames.size < 2000) localNames.set(name, local);
  return local;
}

function decoderFor(start: Uint8Array): TextDecoder {
  if (start[0] === 0xff && start[1] === 0xfe) return new TextDecoder('utf-16le');
  if (start[0] === 0xfe && start[1] === 0xff) return new TextDecoder('utf-16be');
  if (start[0] === 0x3c && start[1] === 0) return new TextDecoder('utf-16le');
  if (start[0] === 0 && start[1] === 0x3c) return new TextDecoder('utf-16be');
  const declaration = Buffer.from(start.subarray(0, 200)).toString('latin1');
  const label = /^(?:\xEF\xBB\xBF)?<\?xml[^>]{0,100}?encoding\s{0,5}=\s{0,5}["']([\w.-]{1,40})["']/.exec(
    declaration,
  );
  try {
    return new TextDecoder(label?.[1] ?? 'utf-8');
  } catch {
    return new TextDecoder('utf-8');
  }
}

/**
 * Feeds parser events to the handler: local names, skipped subtrees, one branch of alternate content. An element
 * is handed on with the event after its attributes, which saves the parser an object for each.
 */
class Events {
  readonly #handler: XmlHandler;
  readonly #attributes = new Attributes();
  #pending = '';
  #depth = 0;
  #skippedAt = 0;
  #isTooDeep = false;
  #attributeCount = 0;
  events = 0;

  constructor(handler: XmlHandler) {
    this.#handler = handler;
  }

  onopentagname(qualified: string): void {
    if (this.#pending !== '') this.#open();
    this.events += 1;
    this.#depth += 1;
    if (this.#depth > maxOpen) throw new LimitError('corrupt', `elements are nested deeper than ${maxOpen}`);
    if (this.#skippedAt > 0) return;
    if (this.#depth > maxDepth) {
      this.#skippedAt = this.#depth;
      this.#isTooDeep = true;
      return;
    }
    this.#pending = localName(qualified);
    this.#attributes.clear();
    this.#attributeCount = 0;
  }

  onattribute(name: string, value: string): void {
    this.#attributeCount += 1;
    if (this.#pending !== '' && this.#attributeCount <= maxAttributes) this.#attributes.add(name, value);
  }

  #open(): void {
    const name = this.#pending;
    this.#pending = '';
    if (!this.#handler.open(name, this.#attributes)) this.#skippedAt = this.#depth;
  }

  onclosetag(qualified: string): void {
    if (this.#pending !== '') this.#open();
    this.events += 1;
    const skipped = this.#skippedAt;
    if (skipped === this.#depth) {
      this.#skippedAt = 0;
      this.#isTooDeep = false;
    }
    this.#depth -= 1;
    if (skipped > 0) return;
    this.#handler.close(localName(qualified));
  }

  ontext(data: string): void {
    if (this.#pending !== '') this.#open();
    this.events += 1;
    if (this.#skippedAt === 0) this.#handler.text(data);
    else if (this.#isTooDeep) this.#handler.deepText?.(data);
  }

  oncomment(data: string): void {
    if (this.#pending !== '') this.#open();
    this.events += 1;
    this.#handler.remark?.(data);
  }

  onprocessinginstruction(name: string, data: string): void {
    if (name.toLowerCase().startsWith('!doctype') && data.includes('['))
      throw new LimitError('bomb', 'a document type that declares entities is refused');
    if (!/^\?xml$|^!doctype$/i.test(name)) this.oncomment(data.replace(/^\?|\?$/g, ''));
  }
}

/**
 * Reads one part to its end, waiting for `drain` about once per megabyte.
 * Damaged markup is read as far as it makes sense; errors of `chunks` pass through after what came before them
 * was handled; `LimitError` for declared entities and endless tokens
 * (`bomb`) and for elements nested beyond all bounds (`corrupt`).
 */
export async function parseXml(
  chunks: AsyncIterable<Uint8Array>,
  handler: XmlHandler,
  drain: () => Promise<void>,
): Promise<void> {
  const events = new Events(handler);
  const parser = new Parser(events, { xmlMode: true, decodeEntities: true });
  let decoder: TextDecoder | undefined;
  let sinceDrain = 0;
  let sinceEvent = 0;
  const feed = (text: string): void => {
    const before = events.events;
    parser.write(text);
    sinceEvent = events.events === before ? sinceEvent + text.length : 0;
    if (sinceEvent > maxMarkupUnits) throw new LimitError('bomb', 'a single tag is endless');
  };
  try {
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length; at += writeUnits) {
        const piece = chunk.subarray(at, at + writeUnits);
        decoder ??= decoderFor(piece);
        feed(decoder.decode(piece, { stream: true }));
        sinceDrain += piece.length;
        if (sinceDrain < 1024 * 1024) continue;
        sinceDrain = 0;
        await drain();
      }
    }
  } finally {
    // Elements that were still open are closed, so that the handler gives out what it holds.
    parser.end();
  }
}
