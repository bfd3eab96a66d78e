/** Exceptions that somebody has looked at and accepts, with their reason. They stay unread in every sum. */
import { html } from 'hono/html';
import type { CoverageRow } from '../../case/ledger/coverage.ts';
import { formatCount } from '../../cli/frame/quantities.ts';
import { itemStatus } from '../../schemas/status.ts';
import { Problem } from '../../schemas/problem.ts';
import { evidence, type Html } from '../page.ts';
import type { KindOfRecord, WordedRecord } from '../records/record-kind.ts';
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

export const acceptedExceptions: KindOfRecord<'accepted-exception'> = {
  kind: 'accepted-exception',
  path: '/exceptions',
  title: 'Accepted exceptions',
  one: 'why exceptions are accepted',
  fields: [
    { name: 'what', title: 'Code or status', type: 'line', isRequired: true },
    { name: 'reason', title: 'Reason', type: 'lines', isRequired: true },
    { name: 'items', title: 'Items then', type: 'line', isFilled: true },
  ],
  compare: (one, other) => ((one['what'] ?? '') < (other['what'] ?? '') ? -1 : 1),
  ways: [{ path: '/coverage', words: 'Coverage' }],
  filled: async (reading, words) => ({
    ...words,
    items: String(await itemsOf(reading, (words['what'] ?? '').trim())),
  }),
  isApart: true,
};

/** By code or status. */
export const readAccepted = async (reading: Reading): Promise<ReadonlyMap<string, readonly WordedRecord[]>> =>
  Map.groupBy(await listed(reading, acceptedExceptions), ({ words }) => words['what'] ?? '');

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
  const found = accepted.get(value) ?? [];
  const isRetried = field === 'code' || itemStatus.safeParse(value).success;
  return html`${found.map(
    ({ words, by, at, id }) =>
      html`<p>
        accepted by ${evidence(by)}, <span class="whole">${at.slice(0, 10)}</span>, of
        ${formatCount(Number(words['items'] ?? 0))} then, because ${linesHtml(words['reason'] ?? '')}
        ${isIssued ? '' : html`<a href="${to('/exceptions/edit', { id })}">Change</a>`}
      </p>`,
  )}
  ${found.length === 0 && !isIssued ? html`<a href="${to('/exceptions/edit', { what: value })}">Accept</a>` : ''}
  ${isRetried ? html`<code>evidex retry CASE --${field} ${value}</code>` : ''}`;
}
