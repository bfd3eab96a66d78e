/** A thread in the terminal: a message or a gap a line, by their times. */
import type { Scope } from '../../schemas/scope.ts';
import type { IndexEntry } from '../../schemas/index-entry.ts';
import { Problem } from '../../schemas/problem.ts';
import type { Hit, IndexReader } from '../../search/port.ts';
import { printQuery } from '../../search/query/print.ts';
import { escapeLine } from '../frame/escape.ts';
import type { Output } from '../frame/output.ts';
import { countOf, formatCount } from '../frame/quantities.ts';
import { dateWords, morePlaces, personWords, titleOf } from './hit-words.ts';
import { quoted } from './mark-targets.ts';
import { answering } from './query.ts';
import {
  followedMessages,
  maxThreadIds,
  threadIds,
  threadOf,
  type ThreadMessage,
  ThreadReading,
} from './thread.ts';

const pageMessages = 100;
const shownPeople = 3;

export interface ShownThread {
  readonly index: IndexReader;
  readonly scope: Scope;
  readonly out: Output;
  readonly signal: AbortSignal;
  /** The message that was named. */
  readonly entry: IndexEntry;
  readonly zone: string;
}

const custodiansOf = ({ occurrences }: Hit): string[] => [
  ...new Set(occurrences.flatMap(({ custodian }) => custodian ?? [])),
];

function personsWords(people: IndexEntry['metadata']['from'] = []): string {
  const more = people.length - shownPeople;
  const shown = people.slice(0, shownPeople).map(personWords).join(', ');
  return more > 0 ? `${shown} and ${formatCount(more)} more` : shown;
}

function messageWords({ hit, isAgain }: ThreadMessage, isAsked: boolean, zone: string): string {
  const { metadata } = hit.entry;
  const [place] = hit.occurrences;
  const to = personsWords([...(metadata.to ?? []), ...(metadata.cc ?? [])]);
  const held = custodiansOf(hit);
  const more = hit.places > 1 ? `  and ${morePlaces(hit.places, 1)}` : '';
  const notes = [
    ...(isAsked ? ['the one asked for'] : []),
    ...(isAgain ? ['states the id of a message above: another copy of it, or one that says so'] : []),
    ...(held.length > 0 ? [`custodian ${held.join(', ')}`] : []),
  ];
  return [
    `${dateWords(hit, zone) ?? 'no time is stated'}  ${personsWords(metadata.from) || 'no sender is stated'}${to === '' ? '' : ` to ${to}`}`,
    `     ${titleOf(hit) ?? 'no subject'}`,
    `     ${place === undefined ? hit.document : `${place.source}/${place.path}`}${more}`,
    ...(notes.length > 0 ? [`     [${notes.join('; ')}]`] : []),
  ]
    .map(escapeLine)
    .join('\n');
}

/** Writes all of it; returns how many messages. Throws `not-found` for what states no id. */
export async function showThread({ index, scope, out, signal, entry, zone }: ShownThread): Promise<number> {
  if (threadIds(entry).length === 0)
    throw new Problem('not-found', 'it states no id of a message', 'What else is known of it: --metadata.');
  const { query, isCut } = await threadOf(index, scope, entry);
  const reading = new ThreadReading(index, scope);
  let after: string | undefined;
  let [messages, gaps] = [0, 0];
  do {
    const asked = { query, scope, sort: 'date', limit: pageMessages, snippets: 0 } as const;
    const from = after;
    const page = await answering(() => index.search(from === undefined ? asked : { ...asked, after: from }));
    for (const message of await reading.read(page.hits)) {
      if (signal.aborted) return messages;
      const { hit, isAgain, missing } = message;
      for (const id of missing) {
        const gap = { missing: id, referredToBy: hit.document };
        await out.row(gap, () => `not held, or not open to you  ${escapeLine(id)}`);
        gaps += 1;
      }
      const { document, entry: { metadata }, occurrences, places } = hit; // prettier-ignore
      const { messageId, sent, from: senders, to, cc, bcc, subject } = metadata;
      const row = { document, messageId, sent, from: senders, to, cc, bcc, subject, occurrences, places, isAgain, isAsked: document === entry.document }; // prettier-ignore
      await out.row(row, () => messageWords(message, row.isAsked, zone));
      messages += 1;
    }
    after = page.after;
  } while (after !== undefined);
  await out.summary({ shown: messages + gaps, whole: !isCut && reading.notLookedFor === 0 });
  await endWords(out, { messages, gaps, notLookedFor: reading.notLookedFor, isCut });
  out.note(`As a search: evidex search ${escapeLine(quoted(printQuery(query)))} --sort date`);
  return messages;
}

interface Ended {
  readonly messages: number;
  readonly gaps: number;
  readonly notLookedFor: number;
  readonly isCut: boolean;
}

async function endWords(out: Output, { messages, gaps, notLookedFor, isCut }: Ended): Promise<void> {
  const gone =
    gaps === 0
      ? 'none that they refer to is missing'
      : `${countOf(gaps, 'message')} that they refer to not held, or not open to you`;
  await out.say(`${countOf(messages, 'message')}; ${gone}.`);
  if (notLookedFor > 0)
    out.note(`${countOf(notLookedFor, 'further id')} that they refer to were not looked for.`);
  if (isCut)
    out.note(
      `They refer to more than is followed: ${formatCount(maxThreadIds)} ids, of ${formatCount(followedMessages)} messages. There may be more.`,
    );
}
