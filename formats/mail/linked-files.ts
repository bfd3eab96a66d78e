/**
 * Finds the files that a message links to in place of holding them: attachments in the cloud, as Gmail, Outlook, Apple Mail
 * and Thunderbird put them into a text, and links that share a file of a store. Nothing is fetched.
 */
import { Parser } from 'htmlparser2';
import type { Child } from '../contract.ts';

/** Files of one message; stops a text of nothing but links. */
const maxLinked = 200;
const maxNameUnits = 300;
const maxAddressUnits = 4_000;
/** As in `html-text.ts`: each closing tag searches the stack of open ones. What lies deeper is not looked at. */
const maxTagDepth = 5_000;
const stepUnits = 64 * 1024;

/** A quick look: most messages have none of these words. */
const mayLink =
  /sharepoint\.com|1drv\.ms|onedrive\.live\.com|(?:drive|docs)\.google\.com|dropbox\.com|box\.com|icloud\.com|we\.tl|wetransfer\.com|OwaReferenceAttachment|gmail_drive_chip|cloudAttachment/i;

/** Addresses that share a file, by the store; those of a page about the store are none. */
const sharedFile =
  /^https:\/\/(?:[\w-]{1,63}\.sharepoint\.com\/(?::\w:\/|personal\/|sites\/[^?#]*\/[^/?#]*\.\w{2,5}(?:[?#]|$))|1drv\.ms\/|onedrive\.live\.com\/(?:redir|view|edit|download|embed|\?)|drive\.google\.com\/(?:a\/[\w.-]{1,200}\/)?(?:file\/d\/|open\?|uc\?|drive\/(?:u\/\d\/)?folders\/)|docs\.google\.com\/(?:a\/[\w.-]{1,200}\/)?(?:document|spreadsheets|presentation|forms|drawings|file)\/(?:u\/\d\/)?d\/|(?:www\.)?dropbox\.com\/(?:s|scl|sh|t|transfer)\/|(?:[\w-]{1,63}\.)?box\.com\/(?:s|file|v)\/|www\.icloud\.com\/(?:attachment|iclouddrive)\/|we\.tl\/|(?:[\w-]{1,63}\.)?wetransfer\.com\/downloads\/)/i;

/** Elements that programs of mail make for an attachment in the cloud. */
const isChip = (attributes: Readonly<Record<string, string>>): boolean =>
  /\bgmail_(?:drive_)?chip\b|\bcloudAttachment/.test(attributes['class'] ?? '') ||
  /^(?:OwaReferenceAttachment|cloudAttachment)/.test(attributes['id'] ?? '');

export interface LinkedFile {
  readonly address: string;
  /** '' where none is stated. */
  readonly name: string;
  /** Bytes, as the link says it. */
  readonly size?: number;
}

/** Mail Drop says in the address what the file is called and how large it is. */
function statedIn(address: string): Pick<LinkedFile, 'name' | 'size'> {
  try {
    const { pathname, searchParams } = new URL(address);
    const size = Number(searchParams.get('sz') ?? Number.NaN);
    const last = decodeURIComponent(pathname.slice(pathname.lastIndexOf('/') + 1));
    const name = searchParams.get('f') ?? (/\.\w{2,5}$/.test(last) ? last : '');
    return { name, ...(Number.isSafeInteger(size) && size >= 0 ? { size } : {}) };
  } catch {
    return { name: '' };
  }
}

/** Those of one message, each address once. */
export class LinkedFiles {
  readonly #found = new Map<string, LinkedFile>();
  /** There were more than are kept. */
  isCut = false;

  /** A text that is `html`, or plain. */
  look(text: string, kind: 'html' | 'plain'): void {
    if (!text.includes('://') || !mayLink.test(text)) return;
    if (kind === 'html') this.#lookIntoHtml(text);
    else
      for (const [address] of text.matchAll(/https:\/\/[^\s<>"'\\]{4,4000}/gi))
        if (sharedFile.test(address)) this.add(address.replace(/[).,;:!?]{1,5}$/, ''), '');
  }

  add(given: string, label: string): void {
    const address = given.trim().slice(0, maxAddressUnits);
    const before = this.#found.get(address);
    if (!before && this.#found.size >= maxLinked) {
      this.isCut = true;
      return;
    }
    const stated = statedIn(address);
    // A link that is shown by its own address has no name of its own.
    const own = label.replace(/\s+/g, ' ').trim();
    const name = before?.name || (own.includes('://') ? stated.name : own || stated.name);
    this.#found.set(address, { address, ...stated, name: name.slice(0, maxNameUnits) });
  }

  #lookIntoHtml(html: string): void {
    let depth = 0;
    let chipAt = 0;
    const isTooDeep = (): boolean => depth > maxTagDepth;
    let link: { address: string; label: string; name: string; depth: number } | undefined;
    const parser = new Parser({
      onopentag: (name, attributes) => {
        depth += 1;
        if (chipAt === 0 && isChip(attributes)) chipAt = depth;
        const address = name === 'a' ? (attributes['href'] ?? '').trim() : '';
        const isFile = /^https?:\/\//i.test(address) && (chipAt > 0 || sharedFile.test(address));
        if (isFile) link = { address, label: '', name: attributes['aria-label'] ?? '', depth };
      },
      ontext: (text) => {
        if (link && link.label.length < maxNameUnits) link.label += text;
      },
      onclosetag: () => {
        if (link?.depth === depth) {
          this.add(link.address, link.name || link.label);
          link = undefined;
        }
        if (chipAt === depth) chipAt = 0;
        depth -= 1;
      },
    });
    for (let at = 0; at < html.length; at += stepUnits) {
      parser.write(html.slice(at, at + stepUnits));
      if (isTooDeep()) {
        this.isCut = true;
        break;
      }
    }
    parser.end();
  }

  get count(): number {
    return this.#found.size;
  }

  /** As items, in the order of the text; those with the addresses of `held` are items already. */
  *items(held: ReadonlySet<string> = new Set()): Generator<Child> {
    let number = 0;
    for (const file of this.#found.values()) {
      number += 1;
      if (!held.has(file.address)) yield linkedItem(`linked/${number}`, file);
    }
  }
}

/** What a file without a name goes by: who keeps it. */
const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).hostname : '');

/** An item that is counted and has no content. */
export const linkedItem = (locator: string, { address, name, size }: LinkedFile): Child => ({
  locator,
  name: name || hostOf(address),
  relation: 'attachment',
  ...(size === undefined ? {} : { declaredSize: size }),
  ended: { status: 'unsupported', code: 'not-held', detail: `linked, not held: ${address}`.slice(0, 500) },
});

/** What Thunderbird notes of a file that it has put into a store: `cloudFile; url=…; provider=…; name=…`. */
export function cloudPart(field: string): LinkedFile | undefined {
  const parameters = new Map(
    field.split(';').map((part): [string, string] => {
      const at = part.indexOf('=');
      return [part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim()];
    }),
  );
  const address = parameters.get('url');
  return address ? { address, name: (parameters.get('name') ?? '').slice(0, maxNameUnits) } : undefined;
}
