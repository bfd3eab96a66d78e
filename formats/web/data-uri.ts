/** Reads the files that a page carries in its own text as `data:` addresses (RFC 2397). */
import type { Child } from '../contract.ts';

/** Files of one page; the same one is given once. */
const maxFiles = 10_000;
/** What is remembered to tell that a file was given before. */
const maxRememberedUnits = 16 * 1024 * 1024;

export interface DataFile {
  /** Its number in the page, from 1: makes the locator. */
  readonly number: number;
  readonly name: string;
  readonly mediaType: string | undefined;
  readonly bytes: Uint8Array;
}

/** The file as an item of what carries it; `within` is what the locator begins with. */
export const carriedFile = ({ number, name, mediaType, bytes }: DataFile, within = ''): Child => ({
  locator: `${within}data:${number}`,
  name: name.slice(0, 1000),
  relation: 'embedded',
  declaredType: mediaType,
  declaredSize: bytes.length,
  open: () => bytes,
});

const isDataUri = (value: string): boolean => /^\s{0,9}data:/i.test(value);

/** Percent signs stand for bytes, not for characters; what is no such sign is kept. */
function decodePercent(text: string): Buffer {
  const bytes = Buffer.from(text);
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const hex = bytes[at] === 0x25 ? bytes.toString('latin1', at + 1, at + 3) : '';
    if (/^[\da-f]{2}$/i.test(hex)) {
      bytes[length] = Number.parseInt(hex, 16);
      at += 2;
    } else bytes[length] = bytes[at] as number;
    length += 1;
  }
  return bytes.subarray(0, length);
}

function decode(uri: string): { mediaType: string | undefined; bytes: Buffer } | undefined {
  const start = uri.indexOf(':') + 1;
  const comma = uri.indexOf(',', start);
  if (comma < 0 || comma - start > 1000) return undefined;
  const [type = '', ...parameters] = uri.slice(start, comma).split(';');
  const isBase64 = parameters.some((parameter) => parameter.trim().toLowerCase() === 'base64');
  const raw = decodePercent(uri.slice(comma + 1));
  const mediaType = /^[\w.+-]{1,80}\/[\w.+-]{1,80}$/.exec(type.trim().toLowerCase())?.[0];
  return { mediaType, bytes: isBase64 ? Buffer.from(raw.toString('latin1'), 'base64') : raw };
}

/** The files of one page, in the order of the page. */
export class DataFiles {
  readonly #seen = new Set<string>();
  #seenUnits = 0;
  #found: DataFile[] = [];
  #count = 0;
  /** Addresses that are cut, or more than are given. */
  lost = 0;

  /** Whether the value is such an address; its file is then taken. */
  take(value: string, name = ''): boolean {
    if (!isDataUri(value)) return false;
    const uri = value.trim();
    if (this.#seen.has(uri)) return true;
    const decoded = this.#count < maxFiles ? decode(uri) : undefined;
    if (!decoded) this.lost += 1;
    else if (decoded.bytes.length > 0) {
      this.#count += 1;
      this.#found.push({ number: this.#count, name, ...decoded });
    }
    if (this.#seenUnits < maxRememberedUnits) {
      this.#seen.add(uri);
      this.#seenUnits += uri.length;
    }
    return true;
  }

  /** Those within a style sheet or a style: `url(data:…)`, and the text of an `@import`. */
  takeFromStyle(style: string): void {
    if (!/data:/i.test(style)) return;
    const opening = /(?:url\(\s{0,9}|@import\s{1,9})(["']?)(?=\s{0,9}data:)/gi;
    for (let found = opening.exec(style); found; found = opening.exec(style)) {
      const start = opening.lastIndex;
      const end = style.indexOf(found[1] || ')', start);
      if (end < 0) {
        this.lost += 1;
        return;
      }
      this.take(style.slice(start, end));
      opening.lastIndex = end;
    }
  }

  /** Those within a text that is no markup, such as a script: as base64, which says where it ends. */
  takeFromText(text: string): void {
    const address =
      /data:[\w.+-]{1,80}\/[\w.+-]{1,80}(?:;[\w-]{1,80}=[\w.-]{1,80}){0,5};base64,[\w+/=%-]{4,}/gi;
    for (const [found] of text.matchAll(address)) this.take(found);
  }

  /** What was found since the last call. */
  next(): readonly DataFile[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }
}
