/** Reads the elements of ASN.1 in BER and DER (X.690) of a content in one pass, without recursion and without holding their bytes. */
import { bufferAt } from '../content.ts';
import type { ByteRange, Content } from '../contract.ts';

/** Identifier octets without the bit that says constructed (X.690, 8.1.2). */
export const tags = {
  integer: 0x02,
  octetString: 0x04,
  objectId: 0x06,
  utf8String: 0x0c,
  sequence: 0x10,
  set: 0x11,
  teletexString: 0x14,
  utcTime: 0x17,
  generalizedTime: 0x18,
  universalString: 0x1c,
  bmpString: 0x1e,
  /** `[0]`, `[1]` … of a context. */
  context: (number: number): number => 0x80 | number,
} as const;

export interface BerElement {
  /** One of `tags`, or another identifier octet without the constructed bit. */
  readonly tag: number;
  readonly isConstructed: boolean;
  /** Where its identifier begins. */
  readonly start: number;
  /** Its contents; where it is cut off they end with what it lies in. */
  readonly from: number;
  to: number;
  readonly children: BerElement[];
}

export interface BerDamage {
  readonly code: 'truncated' | 'corrupt' | 'depth-limit' | 'member-limit';
  readonly detail: string;
}

export interface BerTree {
  readonly root: BerElement | undefined;
  /** The first byte behind the root. */
  readonly end: number;
  readonly damage: BerDamage | undefined;
}

/** Elements within elements; certificates have about 15. Stops indefinite lengths nested a thousand deep. */
const maxDepth = 64;
/** Elements of one content. Writers cut what they sign into strings of some KiB; stops a string of empty strings. */
const maxElements = 250_000;
/** Octets of a length (X.690, 8.1.3.5): 2⁴⁸ is more than any content has. */
const maxLengthOctets = 6;
const maxHeaderBytes = 12;

interface Header {
  readonly tag: number;
  readonly isConstructed: boolean;
  readonly from: number;
  /** Undefined for the indefinite form. */
  readonly length: number | undefined;
}

function readHeader(content: Content, start: number): Header | undefined {
  const bytes = bufferAt(content, start, maxHeaderBytes);
  const identifier = bytes[0];
  if (identifier === undefined) return undefined;
  let at = 1;
  // A number over 30 goes on in octets of seven bits: none of the structures read here has one.
  if ((identifier & 0x1f) === 0x1f) {
    while (at < 5 && ((bytes[at] ?? 0) & 0x80) !== 0) at += 1;
    at += 1;
  }
  const first = bytes[at];
  if (first === undefined || first === 0xff) return undefined;
  at += 1;
  const header = { tag: identifier & ~0x20, isConstructed: (identifier & 0x20) !== 0 };
  if (first < 0x80) return { ...header, from: start + at, length: first };
  if (first === 0x80) return { ...header, from: start + at, length: undefined };
  const octets = first & 0x7f;
  if (octets > maxLengthOctets || at + octets > bytes.length) return undefined;
  return { ...header, from: start + at + octets, length: bytes.readUIntBE(at, octets) };
}

interface OpenElement {
  readonly element: BerElement;
  /** The most that it can reach; where its length is indefinite, what it lies in. */
  readonly limit: number;
  readonly isIndefinite: boolean;
}

class Pass {
  readonly #content: Content;
  readonly #open: OpenElement[] = [];
  #elements = 0;
  #at: number;
  root: BerElement | undefined;
  damage: BerDamage | undefined;

  constructor(content: Content, start: number) {
    this.#content = content;
    this.#at = start;
  }

  run(): BerTree {
    while (!this.damage || this.damage.code === 'truncated') {
      const top = this.#open.at(-1);
      if (this.root && !top) break;
      if (top && this.#closes(top)) continue;
      if (!this.#take(top?.limit ?? this.#content.size)) break;
    }
    for (const { element } of this.#open) element.to = Math.min(element.to, this.#content.size);
    return { root: this.root, end: Math.min(this.#at, this.#content.size), damage: this.damage };
  }

  /** Whether the innermost element ends here; it is closed then. */
  #closes({ element, limit, isIndefinite }: OpenElement): boolean {
    if (isIndefinite) {
      const [first, second] = this.#content.read(this.#at, 2);
      const isEnd = first === 0 && second === 0;
      if (!isEnd && this.#at < limit) return false;
      if (!isEnd)
        this.#damaged('truncated', `an element of indefinite length at ${element.start} has no end`);
      element.to = this.#at;
      if (isEnd) this.#at += 2;
    } else if (this.#at < limit) return false;
    this.#open.pop();
    return true;
  }

  #damaged(code: BerDamage['code'], detail: string): false {
    this.damage ??= { code, detail };
    return false;
  }

  #take(limit: number): boolean {
    const start = this.#at;
    const header = readHeader(this.#content, start);
    if (!header)
      return this.#damaged(start >= this.#content.size ? 'truncated' : 'corrupt', `no element at ${start}`);
    this.#elements += 1;
    if (this.#elements > maxElements)
      return this.#damaged('member-limit', `more than ${maxElements} elements`);
    const { tag, isConstructed, from, length } = header;
    const stated = length === undefined ? limit : from + length;
    const to = Math.max(from, Math.min(stated, limit));
    if (stated > limit) this.#damaged('truncated', `the element at ${start} states ${length} bytes`);
    const element: BerElement = { tag, isConstructed, start, from, to, children: [] };
    this.#open.at(-1)?.element.children.push(element);
    this.root ??= element;
    if (length === undefined && !isConstructed)
      return this.#damaged('corrupt', `a simple element without length at ${start}`);
    if (isConstructed && this.#open.length < maxDepth) {
      this.#open.push({ element, limit: to, isIndefinite: length === undefined });
      this.#at = from;
      return true;
    }
    if (length === undefined) return this.#damaged('depth-limit', `elements nested over ${maxDepth} deep`);
    this.#at = to;
    return true;
  }
}

/** The element that begins at `start`, with all that lie in it. Never throws for what the content holds. */
export const readBer = (content: Content, start = 0): BerTree => new Pass(content, start).run();

/** Where the bytes of a string lie, which may be cut into strings itself (X.690, 8.7.3). */
export function stringRanges(element: BerElement): ByteRange[] {
  const ranges: ByteRange[] = [];
  const waiting = [element];
  for (let next = waiting.pop(); next; next = waiting.pop())
    if (next.isConstructed) for (const child of next.children.toReversed()) waiting.push(child);
    else if (next.to > next.from) ranges.push({ start: next.from, end: next.to });
  return ranges;
}

/** Bytes of one value that is shown: a name, a number. */
const maxValueBytes = 2_000;

/** The bytes of a simple element, up to `most`. */
export const valueBytes = (content: Content, { from, to }: BerElement, most = maxValueBytes): Buffer =>
  bufferAt(content, from, Math.min(to - from, most));

/** An object identifier in digits and dots; '' for what is none. */
export function objectIdOf(content: Content, element: BerElement | undefined): string {
  if (element?.tag !== tags.objectId) return '';
  const numbers: number[] = [];
  let value = 0;
  for (const byte of valueBytes(content, element, 40)) {
    value = value * 128 + (byte & 0x7f);
    if (byte & 0x80) continue;
    if (numbers.length === 0) {
      const first = Math.min(2, Math.floor(value / 40));
      numbers.push(first, value - first * 40);
    } else numbers.push(value);
    value = 0;
  }
  return numbers.join('.');
}
