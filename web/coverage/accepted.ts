/** Exceptions that somebody has looked at and accepts, with their reason. They stay unread in every sum. */
import { html } from 'hono/html';
import type { CoverageRow } from '../../case/ledger/coverage.ts';
import type { LedgerItem } from '../../case/ledger/items.ts';
import { countOf, formatCount } from '../../cli/frame/quantities.ts';
import { itemsByHash } from '../../cli/run/items-at.ts';
import type { Citation } from '../../schemas/case-record.ts';
import { itemStatus } from '../../schemas/status.ts';
import { Problem } from '../../schemas/problem.ts';
import { evidence, type Html } from '../page.ts';
import { isAtLeast } from '../person.ts';
import { type KindOfRecord, worded, type WordedRecord } from '../records/record-kind.ts';
import { linesHtml } from '../records/record-form.ts';
import { listed } from '../records/record-routes.ts';
import type { Reading } from '../served-case.ts';

/** Of what is withheld nothing shows, not even in a number that was written by somebody who saw it. */
const openToAll = { open: [] };

const exceptional: readonly string[] = ['unsupported', 'encrypted', 'failed'];

async function itemsOf({ ledger }: Reading, what: string): Promise<number> {
  const rows: readonly CoverageRow[] = [
    ...(await ledger.coverage.by('code', openToAll)),
    ...(await ledger.coverage.by('status', openToAll)).filter(({ value }) => exceptional.includes(value)),
  ];
  const items = rows.find(({ value }) => value === what)?.items;
  if (items !== undefined) return items;
  throw new Problem('wrong-value', 'no item that is open to all ended so', 'Name a code or a status as the coverage page lists it.'); // prettier-ignore
}

/** How an item ended, in the words by which it is accepted. */
const endsOf = ({ status, code, warnings }: LedgerItem): string[] => [
  ...(exceptional.includes(status) ? [status] : []),
  ...(code === undefined ? [] : [code]),
  ...warnings.map((one) => one.code),
];

/** Single ones are cited. Throws `wrong-value` for one that did not end so. */
async function checkEnds(
  { ledger, scope }: Reading,
  what: string,
  cites: readonly Citation[],
): Promise<void> {
  for (const { id } of cites) {
    const [item] = await itemsByHash(ledger, id, 1, scope);
    if (!item || !endsOf(item).includes(what))
      throw new Problem('wrong-value', 'what is cited did not end so', 'The page that finds a file says how it ended.'); // prettier-ignore
  }
}

export const acceptedExceptions: KindOfRecord<'accepted-exception'> = {
  kind: 'accepted-exception',
  path: '/exceptions',
  title: 'Accepted exceptions',
  one: 'why exceptions are accepted',
  fields: [
    { name: 'what', title: 'Code or status', type: 'line', isRequired: true },
    { name: 'reason', title: 'Reason', type: 'lines', isRequired: true },
    { name: 'items', title: 'Items then', type: 'line', isFilled: true },
    { name: 'only', title: 'Of', type: 'line', isFilled: true },
  ],
  compare: (one, other) => ((one['what'] ?? '') < (other['what'] ?? '') ? -1 : 1),
  ways: [{ path: '/coverage', words: 'Coverage' }],
  async filled(reading, said, cites) {
    const { only: _, ...words } = said;
    const what = (words['what'] ?? '').trim();
    if (cites.length === 0) return { ...words, items: String(await itemsOf(reading, what)) };
    await checkEnds(reading, what, cites);
    return { ...words, items: String(cites.length), only: 'cited' };
  },
  isApart: true,
};

/** Beside a code; the page of accepted exceptions lists all. */
const shownSingle = 20;

/** Of one record: single items also under the status and the code by which they stand in the other table. */
async function rowsOf({ ledger, scope }: Reading, { words, cites }: WordedRecord): Promise<Set<string>> {
  const rows = new Set([words['what'] ?? '']);
  if (words['only'] === undefined) return rows;
  for (const { id } of cites.slice(0, shownSingle)) {
    const [item] = await itemsByHash(ledger, id, 1, scope);
    // Read once more since, it may have ended otherwise: then it is in no other row.
    if (!item || !endsOf(item).includes(words['what'] ?? '')) continue;
    if (exceptional.includes(item.status)) rows.add(item.status);
    if (item.code !== undefined) rows.add(item.code);
  }
  return rows;
}

/** By code or status: a single item by both, whichever it was accepted by. */
export async function readAccepted(reading: Reading): Promise<ReadonlyMap<string, readonly WordedRecord[]>> {
  const found = new Map<string, WordedRecord[]>();
  for (const record of await listed(reading, acceptedExceptions))
    for (const row of await rowsOf(reading, record)) {
      const known = found.get(row);
      if (known) known.push(record);
      else found.set(row, [record]);
    }
  return found;
}

const singleHtml = ({ words, by, at }: WordedRecord): Html =>
  html`${countOf(Number(words['items'] ?? 0), 'single item')} accepted by ${evidence(by)},
    <span class="whole">${at.slice(0, 10)}</span>, because ${linesHtml(words['reason'] ?? '')}`;

/** Beside items that are listed: who accepted which of them, and the way to do so. They stay unread. */
export async function acceptedOf(
  { ledger, scope, to, person }: Reading,
  items: readonly LedgerItem[],
): Promise<(item: LedgerItem) => Html | string> {
  const keysOf = ({ id, sha256 }: LedgerItem) => [
    { covers: 'item', id } as const,
    ...(sha256 === undefined ? [] : [{ covers: 'content', id: sha256 } as const]),
  ];
  const open = items.filter((item) => endsOf(item).length > 0);
  if (open.length === 0) return () => '';
  const { records } = await ledger.records.citing('accepted-exception', open.flatMap(keysOf), scope);
  const accepted = records.map(worded).filter(({ words }) => words['only'] !== undefined);
  return (item) => {
    const [what] = endsOf(item);
    if (what === undefined) return '';
    const ids = new Set(keysOf(item).map(({ id }) => id));
    const own = accepted.filter(({ cites }) => cites.some(({ id }) => ids.has(id)));
    if (own.length === 0 && isAtLeast(person.role, 'reviewer'))
      return html`<a href="${to('/exceptions/edit', { what, document: item.sha256 ?? item.id })}">Accept</a>`;
    return html`${own.map(
      ({ words, by, at, id }) =>
        html`${evidence(words['what'] ?? '')} accepted by ${evidence(by)}, ${at.slice(0, 10)}, because
          ${linesHtml(words['reason'] ?? '')} <a href="${to('/exceptions/history', { id })}">History</a>`,
    )}`;
  };
}

/** What can be done about items that ended so: accepted, and by whom, or read once more. */
export function dealtWithHtml(
  { to }: Reading,
  field: 'status' | 'code',
  value: string,
  accepted: ReadonlyMap<string, readonly WordedRecord[]>,
  isIssued: boolean,
): Html | string {
  const isOpen = field === 'code' || exceptional.includes(value);
  if (!isOpen) return '';
  const all = accepted.get(value) ?? [];
  const found = all.filter(({ words }) => words['only'] === undefined);
  const single = all.filter(({ words }) => words['only'] !== undefined);
  const isRetried = field === 'code' || itemStatus.safeParse(value).success;
  return html`${found.map(
    ({ words, by, at, id }) =>
      html`<p>
        accepted by ${evidence(by)}, <span class="whole">${at.slice(0, 10)}</span>, of
        ${formatCount(Number(words['items'] ?? 0))} then, because ${linesHtml(words['reason'] ?? '')}
        ${isIssued ? '' : html`<a href="${to('/exceptions/edit', { id })}">Change</a>`}
      </p>`,
  )}
  ${single.slice(0, shownSingle).map((one) => html`<p>${singleHtml(one)}</p>`)}
  ${single.length > shownSingle ? html`<p>${countOf(single.length - shownSingle, 'more acceptance')} of single items.</p>` : ''}
  ${found.length === 0 && !isIssued ? html`<a href="${to('/exceptions/edit', { what: value })}">Accept</a>` : ''}
  ${isRetried ? html`<code>evidex retry CASE --${field} ${value}</code>` : ''}`;
}
