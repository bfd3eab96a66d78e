/** Brings what Tika tells of a document under our names; the rest keeps Tika's. */
import type { Mailbox, Metadata } from '../../schemas/metadata.ts';
import type { TikaObject } from './tika-answer.ts';
import type { Time } from '../../schemas/time.ts';
import { parseW3cTime } from '../time/w3c-time.ts';
import { valueOf } from './tika-documents.ts';

/** What OLE property sets hold where no time was set: the first moment of their calendar. */
const noTime = '1601-01-01T00:00:00Z';

type Names = readonly (readonly [ours: keyof Metadata, tikas: string])[];
type Entry = readonly [keyof Metadata, unknown];

const texts: Names = [
  ['title', 'dc:title'],
  ['subject', 'dc:subject'],
  ['lastAuthor', 'meta:last-author'],
  ['company', 'extended-properties:Company'],
  ['application', 'extended-properties:Application'],
  ['language', 'dc:language'],
  ['messageId', 'mapi:internet-message-id'],
];
const lists: Names = [
  ['authors', 'dc:creator'],
  ['keywords', 'meta:keyword'],
];
const times: Names = [
  ['created', 'dcterms:created'],
  ['modified', 'dcterms:modified'],
  ['printed', 'meta:print-date'],
  ['sent', 'mapi:client-submit-time'],
  ['received', 'mapi:message-delivery-time'],
];
const counts: Names = [
  ['pages', 'xmpTPg:NPages'],
  ['slides', 'meta:slide-count'],
];

/** What says nothing of the document: how Tika went about it, its temporary file, and what we know better. */
const left =
  /^(?:X-TIKA:|Content-Type$|Content-Length$|resourceName$|embeddedRelationshipId$|File (?:Name|Size|Modified Date)$|Message:(?:From|To|CC|BCC)-(?:Email|Name)$)/u;
const mapped: ReadonlySet<string> = new Set([...texts, ...lists, ...times, ...counts].map(([, key]) => key));

const listOf = (object: TikaObject, key: string): string[] => {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return (Array.isArray(value) ? value : [value ?? '']).filter((one) => one.trim() !== '');
};

function timeOf(value: string): Time | undefined {
  return value === noTime ? undefined : parseW3cTime(value);
}

const countOf = (value: string): number | undefined => (/^\d{1,9}$/u.test(value) ? Number(value) : undefined);

/** Names and addresses stand in two lists of the same order; `key` is `From`, `To`, `CC` or `BCC`. */
function mailboxesOf(object: TikaObject, key: string): Mailbox[] {
  const addresses = listOf(object, `Message:${key}-Email`);
  const names = listOf(object, `Message:${key}-Name`);
  return Array.from({ length: Math.max(addresses.length, names.length) }, (_, at) => ({
    name: names[at],
    address: addresses[at],
  }));
}

/** Without what is empty. */
const present = (entries: readonly Entry[]): Metadata =>
  Object.fromEntries(
    entries.filter(
      ([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
    ),
  );

/** Keys in their order, so that the same document gives the same record whatever order they came in. */
export function metadataOf(object: TikaObject): Metadata {
  const other = Object.keys(object)
    .filter((key) => !left.test(key) && !mapped.has(key))
    .sort()
    .map((key): [string, string] => [key, listOf(object, key).join('\n')])
    .filter(([, value]) => value !== '');
  return present([
    ...texts.map(([name, key]): Entry => [name, valueOf(object, key)]),
    ...lists.map(([name, key]): Entry => [name, listOf(object, key)]),
    ...times.map(([name, key]): Entry => [name, timeOf(valueOf(object, key))]),
    ...counts.map(([name, key]): Entry => [name, countOf(valueOf(object, key))]),
    ['from', mailboxesOf(object, 'From')],
    ['to', mailboxesOf(object, 'To')],
    ['cc', mailboxesOf(object, 'CC')],
    ['bcc', mailboxesOf(object, 'BCC')],
    ['other', other.length > 0 ? Object.fromEntries(other) : undefined],
  ]);
}
