/** A thread in the terminal: a message or a gap a line, by their times. */
import type { Scope } from '../../schemas/scope.ts';
import type { IndexEntry } from '../../schemas/index-entry.ts';
import type { IndexReader } from '../../search/port.ts';
import { escapeLine } from '../frame/escape.ts';
import type { Output } from '../frame/output.ts';
import { countOf, formatCount } from '../frame/quantities.ts';
import { copyLists, dateWords, morePlaces, personWords, titleOf } from './hit-words.ts';
import { pastWords } from './past-words.ts';
import { quoted } from './mark-targets.ts';
import { answering } from './query.ts';
import { custodiansOf, type ThreadMessage, ThreadReading } from './thread-reading.ts';
import { againWords, cutWords, guessedWords, noThread, threadSearch, unnamedWords } from './thread-words.ts';
import { canHaveThread, type Thread, threadOf } from './thread.ts';

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

function personsWords(people: IndexEntry['metadata']['from'] = []): string {
  const more = people.length - shownPeople;
  const shown = people.slice(0, shownPeople).map(personWords).join(', ');
  return more > 0 ? `${shown} and ${formatCount(more)} more` : shown;
}

function messageWords(message: ThreadMessage, isAsked: boolean, zone: string): string {
  const { hit, isGuessed, isAgain, isUnnamedAnswer, place } = message;
  const { metadata } = hit.entry;
  const to = personsWords(metadata.to);
  const copied = copyLists.flatMap(([title, list]) => {
    const words = personsWords(metadata[list]);
    return words === '' ? [] : [`     ${title}: ${words}`];
  });
  const held = custodiansOf(hit);
  const more = hit.places > 1 ? `  and ${morePlaces(hit.places, 1)}` : '';
  const notes = [
    ...(isAsked ? ['the one asked for'] : []),
    ...(isGuessed ? ['guessed by its subject'] : []),
    ...(isUnnamedAnswer ? [unnamedWords] : []),
    ...(isAgain ? [againWords(message)] : []),
    ...(held.length > 0 ? [`custodian ${held.join(', ')}`] : []),
  ];
  return [
    `${dateWords(hit, zone) ?? 'no time is stated'}  ${personsWords(metadata.from) || 'no sender is stated'}${to === '' ? '' : ` to ${to}`}`,
    ...copied,
    `     ${titleOf(hit) ?? 'no subject'}`,
    `     ${place === undefined ? hit.document : `${place.source}/${place.path}${pastWords(place.past)}`}${more}`,
    ...(notes.length > 0 ? [`     [${notes.join('; ')}]`] : []),
  ]
    .map(escapeLine)
    .join('\n');
}

/** Writes all of it; returns how many messages. Throws `not-found` for what no message can belong to. */
export async function showThread({ index, scope, out, signal, entry, zone }: ShownThread): Promise<number> {
  if (!canHaveThread(entry)) throw noThread('What else is known of it: --metadata.');
  const thread = await threadOf(index, scope, entry);
  const { query } = thread;
  const reading = new ThreadReading(index, scope, thread);
  let after: string | undefined;
  let [messages, guessed, unnamed, revisions, gone, gaps] = [0, 0, 0, 0, 0, 0];
  do {
    const asked = { query, scope, sort: 'date', limit: pageMessages, snippets: 0 } as const;
    const from = after;
    const page = await answering(() => index.search(from === undefined ? asked : { ...asked, after: from }));
    for (const message of await reading.read(page.hits)) {
      if (signal.aborted) return messages;
      const { hit, isGuessed, isAgain, isUnnamedAnswer, past, missing } = message;
      for (const id of missing) {
        const gap = { missing: id, referredToBy: hit.document };
        await out.row(gap, () => `not held, or not open to you  ${escapeLine(id)}`);
        gaps += 1;
      }
      const { document, entry: { metadata }, occurrences, places } = hit; // prettier-ignore
      const { messageId, sent, from: senders, to, cc, bcc, subject } = metadata;
      const row = { document, messageId, sent, from: senders, to, cc, bcc, subject, occurrences, places, past, isGuessed, isUnnamedAnswer, isAgain, isAsked: document === entry.document }; // prettier-ignore
      await out.row(row, () => messageWords(message, row.isAsked, zone));
      messages += 1;
      if (isGuessed) guessed += 1;
      if (isUnnamedAnswer) unnamed += 1;
      if (past === 'replaced') revisions += 1;
      if (past === 'gone') gone += 1;
    }
    after = page.after;
  } while (after !== undefined);
  const { notLookedFor } = reading;
  const whole = !thread.isCut && !thread.isGuessCut && notLookedFor === 0;
  await out.summary({ shown: messages + gaps, whole });
  await endWords(out, thread, { messages, guessed, unnamed, revisions, gone, gaps, notLookedFor });
  const search = threadSearch(query);
  if (search !== undefined) out.note(`As a search: evidex search ${escapeLine(quoted(search))} --sort date`);
  return messages;
}

interface Ended {
  readonly messages: number;
  readonly guessed: number;
  readonly unnamed: number;
  readonly revisions: number;
  readonly gone: number;
  readonly gaps: number;
  readonly notLookedFor: number;
}

async function endWords(
  out: Output,
  thread: Thread,
  { messages, guessed, unnamed, revisions, gone, gaps, notLookedFor }: Ended,
): Promise<void> {
  const of = (count: number, words: string): string =>
    count === 0 ? '' : `, ${formatCount(count)} of them ${words}`;
  const some = `${of(guessed, 'guessed')}${of(revisions, revisions === 1 ? 'an earlier revision' : 'earlier revisions')}${of(gone, 'gone from the source')}`;
  const unfound =
    unnamed === 0
      ? ''
      : `; ${formatCount(unnamed)} ${unnamed === 1 ? 'answers or passes on a message that it does' : 'answer or pass on messages that they do'} not name`;
  const unheld =
    gaps === 0
      ? 'none that they refer to is missing'
      : `${countOf(gaps, 'message')} that they refer to not held, or not open to you`;
  await out.say(`${countOf(messages, 'message')}${some}; ${unheld}${unfound}.`);
  if (guessed > 0) out.note(guessedWords);
  if (notLookedFor > 0)
    out.note(`${countOf(notLookedFor, 'further id')} that they refer to were not looked for.`);
  for (const words of cutWords(thread)) out.note(words);
}
