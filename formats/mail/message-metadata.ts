/** Maps the header fields of a message onto the metadata, and onto the lines that a reader sees above it. */
import { addressParser } from 'postal-mime';
import type { Mailbox, Metadata } from '../../schemas/metadata.ts';
import type { Time } from '../../schemas/time.ts';
import { factsOfName } from './field-names.ts';
import type { HeaderField } from './field-reader.ts';
import { describeDeletion, describeFlags } from './client-flags.ts';
import { replaceEncodedWords } from './encoded-words.ts';
import { decodeHeaderText } from './header-value.ts';
import { parseMailDate } from '../time/mail-date.ts';

/** Units of one header value that are used; stops a subject of a megabyte from becoming a field of the index. */
export const maxHeaderUnits = 16_000;
/** Units of an address list that are parsed: some 10,000 mailboxes. */
const maxListUnits = 512 * 1024;
/** Mailboxes kept of one list. */
const maxMailboxes = 10_000;
/** Fields kept under `other`, and units of each. Stops the header bomb from filling the index; the rest is text. */
const maxOtherFields = 64;
const maxOtherUnits = 16_000;
/** Message ids kept of References. */
const maxReferences = 500;

export type ValuesOf = (name: string) => readonly string[];

const noValues: readonly string[] = [];

/** The values of each field that has one, in order, by the name: a message is asked for some twenty names. */
export function valuesByName(fields: readonly HeaderField[]): ValuesOf {
  const byName = new Map<string, string[]>();
  for (const { name, value } of fields) {
    if (value === '') continue;
    const values = byName.get(name);
    if (values === undefined) byName.set(name, [value]);
    else values.push(value);
  }
  return (name) => byName.get(name) ?? noValues;
}

const simpleList = /^[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+(?:,[ \t]+[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+)*$/;

const toMailbox = (name: string, address: string): Mailbox[] => {
  const kept = {
    name: name.slice(0, maxHeaderUnits) || undefined,
    address: address.slice(0, maxHeaderUnits) || undefined,
  };
  return name === '' && address === '' ? [] : [kept];
};

/** Stands for an encoded word while a list is parsed: commas and brackets inside words part nothing (RFC 2047, 6.2). */
const mark = '\uFDD0';
const markPattern = /\uFDD0(\d{1,6})\uFDD0/g;

/** A name without address that holds both: some programs encode the whole mailbox. */
const encodedWhole = ({ name = '', address = '' }: Mailbox): boolean =>
  address === '' && /<[^<>\s]+@[^<>\s]+>$/.test(name);

/** The mailboxes of an address list, groups taken apart (an empty group keeps its name). */
function parseMailboxes(values: readonly string[]): Mailbox[] {
  if (values.length === 0) return [];
  const list = values.join(', ').slice(0, maxListUnits);
  // Most lists are bare addresses; the full parser costs some 15 µs for four of them.
  if (simpleList.test(list)) {
    return list
      .split(/,[ \t]+/)
      .slice(0, maxMailboxes)
      .map((address) => ({ address }));
  }
  const words: string[] = [];
  const marked = replaceEncodedWords(
    list,
    (text) => `${mark}${words.push(text.replaceAll(/\s+/g, ' ')) - 1}${mark}`,
  );
  const restore = (text = ''): string =>
    text.replaceAll(markPattern, (found, at: string) => words[Number(at)] ?? found).trim();
  const found: Mailbox[] = [];
  const push = (name: string, address: string): void => {
    for (const mailbox of toMailbox(restore(name), restore(address)))
      if (encodedWhole(mailbox))
        for (const entry of addressParser(mailbox.name ?? ''))
          found.push(...toMailbox(entry.name, entry.address ?? ''));
      else found.push(mailbox);
  };
  for (const entry of addressParser(marked)) {
    if (entry.group === undefined) push(entry.name, entry.address);
    else if (entry.group.length === 0) push(entry.name, '');
    else for (const member of entry.group) push(member.name, member.address ?? '');
    if (found.length >= maxMailboxes) return found.slice(0, maxMailboxes);
  }
  return found;
}

/** An id and nothing beside it, as in nearly all fields of ids. */
export const idAlone = /^<[^<>\s]{1,998}>$/;

/** Message ids without their angle brackets; words outside brackets are ids of broken senders. */
function messageIds(values: readonly string[]): string[] {
  const [first] = values;
  if (first === undefined) return [];
  if (values.length === 1 && idAlone.test(first)) return [first.slice(1, -1)];
  const text = values.join(' ').slice(0, maxListUnits);
  const bracketed = text.match(/<[^<>\s]{1,998}>/g)?.map((id) => id.slice(1, -1));
  const ids = bracketed ?? text.split(/\s+/).filter((id) => id.includes('@'));
  return [...new Set(ids)].slice(0, maxReferences);
}

/** The earliest time that the Received fields state; floating ones only where no other has an instant. */
function earliestReceived(stated: readonly string[]): Time | undefined {
  const times: Time[] = [];
  if (stated.length === 0) return undefined;
  for (const value of stated.slice(0, 200)) {
    const time = parseMailDate(value.slice(value.lastIndexOf(';') + 1));
    if (time) times.push(time);
  }
  const dated = times.filter((time) => time.instant !== undefined);
  const key = (time: Time): string => time.instant ?? time.local ?? '';
  return (dated.length > 0 ? dated : times).sort((left, right) => (key(left) < key(right) ? -1 : 1))[0];
}

/** The fields without a place of their own. */
export interface OtherFields {
  readonly other: Record<string, string>;
  /** Those that are there as a whole, and those that found no room. */
  readonly kept: readonly HeaderField[];
  readonly rest: readonly HeaderField[];
}

export function otherFields(fields: readonly HeaderField[]): OtherFields {
  const other = new Map<string, string>();
  const kept: HeaderField[] = [];
  const rest: HeaderField[] = [];
  for (const field of fields) {
    const { name, value } = field;
    if (value === '') continue;
    const { isPlaced, canBeKey } = factsOfName(name);
    if (isPlaced) continue;
    const before = other.get(name);
    const text = decodeHeaderText(value);
    const joined = before === undefined ? text : `${before}\n${text}`;
    const isNew = before === undefined && other.size >= maxOtherFields;
    if (isNew || joined.length > maxOtherUnits || !canBeKey) rest.push(field);
    else kept.push(field);
    if (!isNew && canBeKey) other.set(name, joined.slice(0, maxOtherUnits));
  }
  return { other: Object.fromEntries(other), kept, rest };
}

const seen = [
  ['subject', 'Subject'],
  ['from', 'From'],
  ['to', 'To'],
  ['cc', 'Cc'],
  ['bcc', 'Bcc'],
  ['date', 'Date'],
] as const;

/** The lines above a message as a reader sees them, so that plain terms find them. `all`: `valuesByName` of the fields. */
export function headerLines(fields: readonly HeaderField[], all: ValuesOf = valuesByName(fields)): string {
  let lines = '';
  for (const [name, shown] of seen)
    for (const value of all(name)) lines += `${shown}: ${decodeHeaderText(value)}\n`;
  return lines;
}

/** Fields that name people where a message was sent on as it is (RFC 5322, 3.6.6). */
const resentNames = ['resent-from', 'resent-sender', 'resent-to', 'resent-cc', 'resent-bcc'];

const isPresent = (value: unknown): boolean =>
  value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);

/**
 * The metadata of a message. Values that do not parse are left to `other` (a Date that is none). `all`: `valuesByName` of
 * the fields.
 */
export function messageMetadata(
  fields: readonly HeaderField[],
  others: OtherFields,
  all: ValuesOf = valuesByName(fields),
): Metadata {
  const text = (name: string): string | undefined => {
    const value = all(name)[0];
    return value === undefined ? undefined : decodeHeaderText(value.slice(0, maxHeaderUnits));
  };
  const date = all('date')[0];
  const sent = date === undefined ? undefined : parseMailDate(date);
  const other = { ...others.other };
  if (date !== undefined && !sent) other.date = date.slice(0, maxOtherUnits);
  const flags = describeFlags((name) => all(name)[0]);
  // No field of a header has a dot in its name among these.
  if (flags.length > 0) other['mail.flags'] = flags.join(', ');
  // Programs show one of two, some the first, some the last: both are asked.
  const subjects = new Set(all('subject').map((value) => decodeHeaderText(value.slice(0, maxHeaderUnits))));
  const subject = subjects.size > 0 ? [...subjects].join(' | ').slice(0, maxHeaderUnits) : undefined;
  const [from, sender] = [parseMailboxes(all('from')), parseMailboxes(all('sender'))];
  const values: { [key in keyof Metadata]: Metadata[key] | undefined } = {
    title: subject,
    subject,
    from,
    to: parseMailboxes(all('to')),
    cc: parseMailboxes(all('cc')),
    bcc: parseMailboxes(all('bcc')),
    sender: sender.some(({ address }) => !from.some((one) => one.address === address)) ? sender : undefined,
    resent: parseMailboxes(resentNames.flatMap(all)),
    sent,
    received: earliestReceived(all('received')),
    messageId: messageIds(all('message-id'))[0],
    inReplyTo: messageIds(all('in-reply-to'))[0],
    references: messageIds(all('references')),
    deleted: describeDeletion((name) => all(name)[0]),
    application: text('x-mailer') ?? text('user-agent'),
    other: Object.keys(other).length > 0 ? other : undefined,
  };
  const kept: Record<string, unknown> = {};
  for (const key of Object.keys(values) as (keyof Metadata)[])
    if (isPresent(values[key])) kept[key] = values[key];
  return kept;
}
