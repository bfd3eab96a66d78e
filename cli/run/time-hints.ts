/** Says beside an answer to a question of times which times it could not be asked of. */
import type { Scope } from '../../schemas/scope.ts';
import type { IndexReader } from '../../search/port.ts';
import type { Query } from '../../search/query/ast.ts';
import { eventKind, senderClock, stretchOf } from '../../search/query/dates.ts';
import { printQuery } from '../../search/query/print.ts';
import { escapeLine } from '../frame/escape.ts';
import { countOf } from '../frame/quantities.ts';
import { readQuery } from './query.ts';

/** Dates that a file system keeps too, of each place. */
const alsoOfFiles: ReadonlySet<string> = new Set(['date', 'modified', 'created']);

/** What no date is known of. */
const without = 'NOT has:date';

/** The fields that any condition of the query names. */
function fieldsIn(query: unknown): string[] {
  if (typeof query !== 'object' || query === null) return [];
  return Object.entries(query).flatMap(([key, value]) =>
    key === 'field' ? [String(value)] : fieldsIn(value),
  );
}

/** Ranges that begin behind their end: nothing can lie in them. */
function turnedRanges(query: Query): string[] {
  if (query.op === 'and' || query.op === 'or') return query.of.flatMap(turnedRanges);
  if (query.op === 'not' || query.op === 'place' || query.op === 'family' || query.op === 'member')
    return turnedRanges(query.of);
  if (query.op !== 'range' || query.from === undefined || query.to === undefined) return [];
  const of = (bound: string): number =>
    /^\d+$/.test(bound) && query.field === 'size' ? Number(bound) : (stretchOf(bound)?.from ?? Number(bound));
  return of(query.from) > of(query.to)
    ? [`${escapeLine(printQuery(query))} begins behind its end: nothing lies in it.`]
    : [];
}

export async function timeHints({
  query,
  index,
  scope,
}: {
  readonly query: Query;
  readonly index: Pick<IndexReader, 'count'>;
  readonly scope: Scope;
}): Promise<string[]> {
  const fields = fieldsIn(query);
  const hints = turnedRanges(query);
  if (fields.includes(senderClock)) {
    const unstated = await index.count(readQuery(`sent:[* TO *] NOT ${senderClock}:[* TO *]`), scope);
    if (unstated > 0)
      hints.push(
        `${countOf(unstated, 'document')} ${unstated === 1 ? 'states' : 'state'} no zone beside the time of sending: ${senderClock} says nothing of ${unstated === 1 ? 'it, find it' : 'them, find them'} with 'sent:[* TO *] NOT ${senderClock}:[* TO *]'.`,
      );
  }
  if (fields.includes(eventKind) || fields.includes('date')) {
    const repeat = await index.count(readQuery('meta.repeats:yes'), scope);
    if (repeat > 0)
      hints.push(
        `${countOf(repeat, 'calendar')} ${repeat === 1 ? 'has' : 'have'} entries that repeat by a rule (meta.repeats:yes): of each only the times that it states are known.`,
      );
  }
  if (fields.includes('date')) {
    const undated = await index.count(readQuery(without), scope);
    if (undated > 0)
      hints.push(
        `${countOf(undated, 'document')} ${undated === 1 ? 'has' : 'have'} no date to ask (a chat or an export states its times in its text alone): date says nothing of ${undated === 1 ? 'it, find it' : 'them, find them'} with '${without}'.`,
      );
  }
  const asked = fields.find((field) => alsoOfFiles.has(field));
  if (asked !== undefined)
    hints.push(
      `${asked} asks for times that documents state themselves. What folders, file systems and archives state of files is on the timeline alone: evidex timeline CASE --kind "file modified" --list`,
    );
  return hints;
}
