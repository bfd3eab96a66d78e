/** What a message says of itself above its text: metadata, and the lines that a reader sees, under the keys of `mail/eml.ts`. */
import type { Mailbox, Metadata } from '../../schemas/metadata.ts';
import { memoryContent } from '../content.ts';
import type { Sink } from '../contract.ts';
import { openMessage } from '../mail/open-message.ts';
import { hiddenLines, transportLines } from '../mail/hidden-lines.ts';
import { linesNotShown } from '../mail/lines-not-shown.ts';
import { headerLines, messageMetadata, otherFields } from '../mail/message-metadata.ts';
import { maxValueUnits } from '../value-limits.ts';
import type { OutlookMessage } from './property-bag.ts';
import { ids, sets } from './property-ids.ts';
import { PropertyValues, shownTime } from './property-values.ts';

/** Recipients read of one message; metadata and text keep fewer. Stops a table that repeats one row without end. */
const maxRecipients = 100_000;
/** Recipients of one kind that go into the metadata. */
const maxMailboxes = 5_000;
/** Bits of PidTagRecipientType that say the kind; the others are of delivery ([MS-OXOMSG] 2.2.3.1). */
const kindBits = 0x0f;
const unsentFlag = 0x08;

export interface Recipients {
  readonly to: Mailbox[];
  readonly cc: Mailbox[];
  readonly bcc: Mailbox[];
}

const cut = (text: string): string => text.slice(0, maxValueUnits);

/** An address that names a person outside of one Exchange organisation, else what there is. */
function mailboxOf(name: string, smtp: string, address: string): Mailbox | undefined {
  const best = smtp || address;
  // A name that repeats the address says nothing.
  const own = name === best || name === `'${best}'` ? '' : name;
  if (own === '' && best === '') return undefined;
  const hasBoth = smtp !== '' && isExchange({ address });
  return {
    ...(own && { name: cut(own) }),
    ...(best && { address: cut(best) }),
    ...(hasBoth && { also: [cut(address)] }),
  };
}

const bare = (name: string): string => name.trim().replace(/^'(.*)'$/u, '$1');

/** The recipients by their kind; without a table, the names that the message itself shows. */
export function readRecipients(message: OutlookMessage, values: PropertyValues, sink: Sink): Recipients {
  const found: Recipients = { to: [], cc: [], bcc: [] };
  const kinds = [found.to, found.to, found.cc, found.bcc];
  let count = 0;
  for (const bag of message.recipients()) {
    if (++count > maxRecipients) {
      sink.warn('member-limit', `recipients after the first ${maxRecipients}`);
      break;
    }
    const row = new PropertyValues(bag, values.charset);
    const name = bare(row.text(ids.displayName));
    const mailbox = mailboxOf(name, row.text(ids.smtpAddress), row.text(ids.address));
    const kind = (row.number(ids.recipientType) ?? 1) & kindBits;
    if (mailbox) (kinds[kind] ?? found.to).push(mailbox);
  }
  const shown = [
    [found.to, ids.displayTo],
    [found.cc, ids.displayCc],
    [found.bcc, ids.displayBcc],
  ] as const;
  for (const [list, id] of shown)
    if (list.length === 0)
      for (const name of values.text(id).split(';').slice(0, maxMailboxes))
        if (bare(name) !== '') list.push({ name: cut(bare(name)) });
  return found;
}

const lineOf = ({ name, address }: Mailbox): string =>
  name !== undefined && address !== undefined ? `${name} <${address}>` : (name ?? address ?? '');

const isExchange = ({ address = '' }: Mailbox): boolean => /^\/o=/i.test(address);

/**
 * Addresses that mean something to one Exchange organisation alone, as the internet header of the same message has them: by
 * the name, or where either names one person.
 */
function resolved(own: readonly Mailbox[], stated: readonly Mailbox[] = []): readonly Mailbox[] {
  if (stated.length === 0 || !own.some(isExchange)) return own;
  const byName = new Map(stated.map((mailbox) => [mailbox.name?.toLowerCase(), mailbox.address]));
  const only = own.length === 1 && stated.length === 1 ? stated[0]?.address : undefined;
  return own.map((mailbox) => {
    if (!isExchange(mailbox)) return mailbox;
    const address = only ?? (mailbox.name && byName.get(mailbox.name.toLowerCase()));
    return address ? { ...mailbox, address } : mailbox;
  });
}

interface Senders {
  /** For whom it was sent: whom a reader sees. */
  readonly from: Mailbox | undefined;
  /** Who sent it, where that is another. */
  readonly sender: Mailbox | undefined;
}

function readSenders(values: PropertyValues): Senders {
  const from = mailboxOf(
    bare(values.text(ids.representingName)),
    values.text(ids.representingSmtp),
    values.text(ids.representingAddress),
  );
  const sender = mailboxOf(
    bare(values.text(ids.senderName)),
    values.text(ids.senderSmtp),
    values.text(ids.senderAddress),
  );
  if (!from) return { from: sender, sender: undefined };
  const isSame = !sender || sender.address === from.address;
  return { from, sender: isSame ? undefined : sender };
}

const importances: Readonly<Record<number, string>> = { 0: 'low', 2: 'high' };
const sensitivities: Readonly<Record<number, string>> = { 1: 'personal', 2: 'private', 3: 'confidential' };

/** Everything without a key of its own. */
function readOthers(values: PropertyValues, sender: Mailbox | undefined): Record<string, string> {
  const index = values.binary(ids.conversationIndex);
  const said: Readonly<Record<string, string | undefined>> = {
    'message-class': values.text(ids.messageClass),
    'conversation-topic': values.text(ids.conversationTopic),
    'conversation-index': index?.toString('hex', 0, 1024),
    importance: importances[values.number(ids.importance) ?? 1],
    sensitivity: sensitivities[values.number(ids.sensitivity) ?? 0],
    sender: sender && lineOf(sender),
    unsent: ((values.number(ids.flags) ?? 0) & unsentFlag) === 0 ? undefined : 'yes',
  };
  const kept: Record<string, string> = {};
  for (const [key, value] of Object.entries(said)) if (value) kept[key] = cut(value);
  return kept;
}

const withoutBrackets = (id: string): string => id.trim().replace(/^<(.*)>$/u, '$1');

/** The fields of the internet header that a gateway kept ([MS-OXOMSG] 2.2.1.61), as `eml.ts` reads them. */
function pushTransport(text: string, shown: string, sink: Sink): Metadata {
  if (text.trim() === '') return {};
  const { root } = openMessage(memoryContent(Buffer.from(`${text.trim()}\r\n\r\n`)));
  const others = otherFields(root.fields);
  const strays = root.strays.map((line) => `${line}\n`).join('');
  const lines = `${headerLines(root.fields)}${strays}${transportLines(root.fields, others)}`;
  const more = linesNotShown(lines, shown);
  if (more !== '') sink.text(`${more}\n`, 'headers');
  const hidden = hiddenLines(root.fields, others);
  if (hidden !== '') sink.text(hidden, 'hidden');
  return messageMetadata(root.fields, others);
}

const filled = <T>(list: readonly T[]): readonly T[] | undefined =>
  list.length > 0 ? list.slice(0, maxMailboxes) : undefined;

/** Pushes lines and metadata of the message; gives what a reader sees there. */
export function pushHeaders(message: OutlookMessage, values: PropertyValues, sink: Sink): string {
  const { from, sender } = readSenders(values);
  const { to, cc, bcc } = readRecipients(message, values, sink);
  // A topic is the subject without what replies put before it ([MS-OXOMSG] 2.2.1.5).
  const subject =
    values.text(ids.subject) || values.text(ids.normalizedSubject) || values.text(ids.conversationTopic);
  const sent = values.time(ids.submitted);
  const lists = [
    ['To', to],
    ['Cc', cc],
    ['Bcc', bcc],
  ] as const;
  const lines = [
    subject && `Subject: ${subject.replaceAll(/[\r\n]+/g, ' ')}`,
    from && `From: ${lineOf(from)}`,
    sender && `Sender: ${lineOf(sender)}`,
    ...lists.map(([label, list]) => list.length > 0 && `${label}: ${list.map(lineOf).join('; ')}`),
    sent && `Date: ${shownTime(sent)}`,
  ].filter((line) => typeof line === 'string' && line !== '');
  const shown = lines.length > 0 ? `${lines.join('\n')}\n` : '';
  if (shown !== '') sink.text(shown, 'headers');
  const transport = pushTransport(values.text(ids.transportHeaders), shown, sink);
  const categories = values.texts(values.bag.named(sets.publicStrings, 'Keywords'));
  const references = values
    .text(ids.references)
    .match(/<[^<>\s]{1,998}>/g)
    ?.map(withoutBrackets);
  const own: { [key in keyof Metadata]: Metadata[key] | undefined } = {
    title: cut(subject),
    subject: cut(subject),
    from: from && (resolved([from], transport.from) as Mailbox[]),
    to: filled(resolved(to, transport.to)) as Mailbox[] | undefined,
    cc: filled(resolved(cc, transport.cc)) as Mailbox[] | undefined,
    bcc: filled(bcc) as Mailbox[] | undefined,
    sender: sender && (resolved([sender], transport.sender) as Mailbox[]),
    sent: sent ?? transport.sent,
    received: transport.received ?? values.time(ids.delivered),
    messageId: cut(withoutBrackets(values.text(ids.messageId))) || transport.messageId,
    inReplyTo: cut(withoutBrackets(values.text(ids.inReplyTo))) || transport.inReplyTo,
    references: transport.references ?? references?.slice(0, 500),
    created: values.time(ids.created),
    modified: values.time(ids.modified),
    lastAuthor: cut(values.text(ids.lastModifier)),
    keywords: categories.length > 0 ? categories.map(cut) : undefined,
    other: { ...transport.other, ...readOthers(values, sender) },
  };
  const kept = Object.fromEntries(
    Object.entries(own).filter(([, value]) => value !== undefined && value !== ''),
  );
  sink.metadata({ ...transport, ...kept });
  return shown;
}
