/**
 * Writes HTML anew with what shows something and nothing that does: each tag, attribute and text of the result is
 * written here, and what is not known is left out. What it would have fetched, or led to, is told.
 */
import type { HtmlEvents } from '../web/html-parser.ts';
import { HtmlParser, isXhtml } from '../web/html-parser.ts';
import { dropped, empty, inertAttributes, kept, transparent } from './inert-names.ts';

/** Units of one page; the rest is cut, and told. */
const maxUnits = 4 * 1024 * 1024;
/** Elements within elements that stay; deeper ones leave their text alone. Stops what a browser would choke on. */
const maxDepth = 200;
const maxRemote = 200;
/** Different addresses that are counted. */
const maxCounted = 10_000;
const maxAddressUnits = 2000;
const maxLeftOut = 50;
/** Units parsed between two looks at how much was written. */
const stepUnits = 64 * 1024;

export const escapeHtml = (text: string): string =>
  text
    .replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replaceAll(/[^\P{Cc}\t\n\f\r]/gu, '\uFFFD');

/** What a page would have fetched or led to, and what was left out of it. */
export class Omissions {
  readonly #remote = new Set<string>();
  readonly #leftOut = new Set<string>();
  isCut = false;

  address(value: string): void {
    const address = value.replaceAll(/[\t\n\r]/g, '').trim();
    // A scheme, or the address of a host alone.
    if (!/^(?:[a-z][a-z\d+.-]{0,30}:|\/\/|\\\\)/i.test(address)) return;
    if (/^(?:data|cid|javascript|vbscript|about):/i.test(address)) return;
    if (this.#remote.size < maxCounted) this.#remote.add(address.slice(0, maxAddressUnits));
  }

  /** Those that a style names: in `url(…)`, in `@import`, or as one text of several. */
  addressesIn(style: string): void {
    const found = style.matchAll(/(?:url\(|@import|image-set\()\s{0,9}["']?([^"')\s]{1,2000})/gi);
    for (const [, address = ''] of found) this.address(address);
  }

  element(name: string): void {
    if (this.#leftOut.size < maxLeftOut) this.#leftOut.add(name.slice(0, 40));
  }

  told(): {
    readonly remote: string[];
    readonly remoteCount: number;
    readonly leftOut: string[];
    readonly isCut: boolean;
  } {
    const remote = [...this.#remote];
    return {
      remote: remote.slice(0, maxRemote),
      remoteCount: remote.length,
      leftOut: [...this.#leftOut].sort(),
      isCut: this.isCut,
    };
  }
}

/** A picture that the page carries: where its markup goes is not known before it is decoded. */
export interface CarriedPicture {
  /** Of `cid:` or `data:`. */
  readonly address: string;
  readonly alt: string;
  readonly attributes: string;
}
export type Piece = string | CarriedPicture;

const addressAttributes = new Set(
  'href src poster background action formaction data cite longdesc ping xlink:href lowsrc dynsrc codebase classid profile manifest'.split(
    ' ',
  ),
);

class InertWriter implements HtmlEvents {
  readonly pieces: Piece[] = [];
  units = 0;
  readonly #omissions: Omissions;
  /** Names of the elements that are written and not closed. */
  readonly #open: string[] = [];
  /** All open elements, whether they are written, left out, or dropped with what they hold. */
  readonly #all: { readonly name: string; readonly isWritten: boolean; readonly isDropped: boolean }[] = [];
  #dropped = 0;

  constructor(omissions: Omissions) {
    this.#omissions = omissions;
  }

  #write(piece: string): void {
    this.units += piece.length;
    this.pieces.push(piece);
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.#tell(name, attributes);
    const isDropped = dropped.has(name) && !transparent.has(name);
    if (isDropped) this.#dropped += 1;
    const isShown = this.#dropped === 0;
    if (isShown && name === 'img') this.#picture(attributes);
    const isWritten = isShown && kept.has(name) && this.#open.length < maxDepth;
    this.#all.push({ name, isWritten, isDropped });
    if (!isWritten) return;
    this.#write(`<${name}${inertAttributes(attributes)}>`);
    if (!empty.has(name)) this.#open.push(name);
  }

  close(name: string): void {
    const last = this.#all.pop();
    if (last?.isDropped) this.#dropped -= 1;
    if (!last?.isWritten || empty.has(name)) return;
    const open = this.#open.pop();
    if (open !== undefined) this.#write(`</${open}>`);
  }

  text(text: string): void {
    if (this.#dropped === 0) this.#write(escapeHtml(text));
    else this.#omissions.addressesIn(text);
  }

  comment(): void {}
  passedOver(): void {}
  unclosed(): void {}

  end(): void {
    for (const name of this.#open.splice(0).toReversed()) this.#write(`</${name}>`);
  }

  #tell(name: string, attributes: Readonly<Record<string, string>>): void {
    if (!kept.has(name) && !['html', 'head', 'body', 'img', 'a'].includes(name))
      this.#omissions.element(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (addressAttributes.has(key)) this.#omissions.address(value);
      else if (key === 'srcset' || key === 'imagesrcset')
        for (const one of value.split(',').slice(0, 100))
          this.#omissions.address(one.trim().split(/\s/)[0] ?? '');
      else if (key === 'style') this.#omissions.addressesIn(value);
      else if (name === 'meta' && key === 'content')
        this.#omissions.address(/url\s{0,9}=\s{0,9}["']?(.{1,2000})/i.exec(value)?.[1] ?? '');
      if (/^on/i.test(key)) this.#omissions.element(key);
    }
  }

  #picture(attributes: Readonly<Record<string, string>>): void {
    const address = (attributes['src'] ?? '').trim();
    const alt = attributes['alt'] ?? '';
    if (/^(?:cid|data):/i.test(address))
      this.pieces.push({ address, alt, attributes: inertAttributes(attributes) });
    else this.#write(placeholder(alt, 'not fetched'));
  }
}

/** Where a picture stood. */
export const placeholder = (alt: string, why: string): string =>
  `<span class="evidex-gone">[picture${alt === '' ? '' : `: ${escapeHtml(alt.slice(0, 300))}`}, ${why}]</span>`;

/** The pieces of a page; those that are no text are pictures that it carries. Never throws for what it holds. */
export function inertPieces(markup: string, omissions: Omissions): Piece[] {
  const writer = new InertWriter(omissions);
  const parser = new HtmlParser(writer, isXhtml(markup.slice(0, 4096)));
  let at = 0;
  for (; at < markup.length && writer.units < maxUnits; at += stepUnits)
    parser.write(markup.slice(at, at + stepUnits));
  if (at < markup.length) omissions.isCut = true;
  else parser.end();
  writer.end();
  return writer.pieces;
}
