/** Custody of a source in words: one line a statement, and below it what does not fit. */
import type { CustodyEntry, CustodyKind } from '../../schemas/custody.ts';
import { escapeLine } from '../frame/escape.ts';
import { formatCount } from '../frame/quantities.ts';
import { notedMoment } from './display-zone.ts';

const says: Readonly<Record<CustodyKind, string>> = {
  received: 'received',
  'seal-opened': 'seal opened',
  'seal-closed': 'closed under seal',
  'handed-on': 'handed on',
  noted: 'noted',
  corrected: 'corrected',
  compared: 'compared with its hashes',
  moved: 'lies elsewhere',
};

const shown = (value: unknown): string =>
  value === undefined ? '(nothing)' : typeof value === 'string' ? `"${value}"` : JSON.stringify(value);

function detailOf(entry: CustodyEntry): string {
  const { kind, person, seal, field, was, is, matches, accepted, deliveredUnread } = entry;
  if (kind === 'corrected' || kind === 'moved')
    return was === undefined ? `${field ?? ''}: ${shown(is)}, not stated before` : `${field ?? ''}: ${shown(is)}, before ${shown(was)}`; // prettier-ignore
  if (kind === 'compared') {
    const unread = deliveredUnread === undefined ? '' : `; ${formatCount(deliveredUnread)} were not read as they were delivered`; // prettier-ignore
    return matches === true ? 'they match' : `they do not match${accepted === true ? ', which was accepted' : ''}${unread}`; // prettier-ignore
  }
  return [person && `by ${person}`, seal && `number ${seal}`].filter(Boolean).join(', ');
}

const summaryOf = (verification: unknown): string | undefined =>
  typeof verification === 'object' && verification !== null && 'summary' in verification
    ? String(verification.summary)
    : undefined;

const filesWords = ({ files }: CustodyEntry): string | undefined =>
  files && `with ${files.map(({ name, sha256 }) => `${name}, SHA-256 ${sha256}`).join('; ')}`;

/** `display` is the setting of the zone for what this program noted; what was stated stands as it was. */
export function custodyWords(entry: CustodyEntry, display: string): readonly string[] {
  const { kind, when, where, note, reason, by, at, record } = entry;
  const detail = detailOf(entry);
  const first = [
    `${when ?? notedMoment(at, display)}  ${says[kind]}${kind === 'handed-on' ? detail.replace(/^by/u, ' to') : detail && ` ${detail}`}`,
    where && `at ${where}`,
  ];
  const below = [
    kind === 'compared' ? summaryOf(entry.verification) : filesWords(entry),
    note,
    reason && `reason: ${reason}`,
    `stated by ${by}, ${notedMoment(at, display)}, record ${record} of the audit log`,
  ];
  return [first.filter(Boolean).join(', '), ...below.filter((line) => line !== undefined && line !== '').map((line) => `    ${line ?? ''}`)].map(escapeLine); // prettier-ignore
}
