/** What is said of a hit beside its words: when, what it is, and what became of its places. */
import type { Metadata } from '../../schemas/metadata.ts';
import { floats, type Time } from '../../schemas/time.ts';
import { carriedKind, mainDate } from '../../search/query/dates.ts';
import type { Hit } from '../../search/port.ts';
import { countOf, formatBytes, formatCount } from '../frame/quantities.ts';
import { inDisplayZone } from './display-zone.ts';

/** The date that the hit is sorted by, and what it is where no other is likelier: a message's is when it was sent. */
export function dateWords({ entry: { dates, metadata } }: Hit, zone: string): string | undefined {
  const main = mainDate(dates);
  if (main === undefined) return undefined;
  const shown = `${inDisplayZone(main.date, zone)}${zoneWords(main.date, metadata[main.kind as 'sent'])}`;
  if (main.kind === 'sent') return shown;
  return main.kind === carriedKind ? `${shown} (of the message that carries it)` : `${shown} (${main.kind})`;
}

/**
 * Where the zone of a date of the index comes from, given the time as stated; undefined where the entry does not have that.
 * The index writes every clock in the zone that the intake declares, in brackets: it is the ground of floating ones alone.
 */
export function zoneGround(date: string, time: Time | undefined): Time['zoneSource'] | undefined {
  return time?.zoneSource === 'none' && date.endsWith(']') ? 'declared' : time?.zoneSource;
}

/** A floating clock is said to be one, and so is one that got its zone from the intake. */
function zoneWords(date: string, time: Time | undefined): string {
  if (time === undefined || !floats(time) || !date.includes('T')) return '';
  if (time.zoneSource === 'unclear') return ' (zone unclear)';
  return zoneGround(date, time) === 'declared' ? ' (zone declared)' : ' (no zone)';
}

/** Format, size and hash; of an item without a document its kind and id. */
export function whatWords({ document, entry: { item, format, size } }: Hit): string {
  const hash = (sha256: string): string => `SHA-256 ${sha256.slice(0, 16)}…`;
  const stated = size === undefined ? '' : `, ${formatBytes(size)}`;
  if (item === undefined) return `${format}${stated}, ${hash(document)}`;
  return `${item.kind}${stated}, ${item.sha256 === undefined ? `item ${item.id.slice(0, 16)}…` : hash(item.sha256)}`;
}

/** What a hit goes by: the title or subject that it states, or the name of an item; undefined for neither. */
export const titleOf = ({
  entry: { item, metadata },
  occurrences,
}: Pick<Hit, 'occurrences'> & { readonly entry: Pick<Hit['entry'], 'item' | 'metadata'> }):
  string | undefined => metadata.title ?? metadata.subject ?? (item && occurrences[0]?.name);

/** The people of a message, each list under its own name: who was copied in blind is what the others were not to see. */
export const copyLists = [
  ['Cc', 'cc'],
  ['Bcc', 'bcc'],
] as const;
export const recipientLists = [['To', 'to'], ...copyLists] as const;
export const peopleLists = [
  ['From', 'from'],
  ['Sent by', 'sender'],
  ...recipientLists,
  ['Sent on by and to', 'resent'],
] as const;

/** `Ann <ann@a.example>`. */
export const personWords = ({ name, address }: NonNullable<Metadata['from']>[number]): string =>
  name && address ? `${name} <${address}>` : (name ?? address ?? '');

/** Places of one document that the index is told of in any case; of those beyond it has some. */
const knownPlaces = 1_000;

/** `2 more places`: how many a hit has beyond those shown. */
export const morePlaces = (places: number, shown: number): string =>
  `${countOf(places - shown, 'more place')}${places >= knownPlaces ? ', or at more: `evidex explain` counts them all' : ''}`;

const matchesWords = ({ count, isAll }: NonNullable<Hit['matches']>): string =>
  `${isAll ? '' : 'at least '}${formatCount(count)} ${count === 1 ? 'match' : 'matches'}`;

/** `2 of 10,566 matches shown`: where the words asked for stand more often than the passages show; undefined where all are shown. */
export function moreMatches({ snippets, matches }: Pick<Hit, 'snippets' | 'matches'>): string | undefined {
  const shown = snippets.reduce((sum, { highlights }) => sum + highlights.length, 0);
  if (matches === undefined || (matches.isAll && matches.count <= shown)) return undefined;
  return `${formatCount(shown)} of ${matchesWords(matches)} shown`;
}
