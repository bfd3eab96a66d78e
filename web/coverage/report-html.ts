/** How every item ended, and what nobody can vouch for: the report, as it stands on its page and in the file that is issued. */
import { html } from 'hono/html';
import { escapeLines } from '../../cli/frame/escape.ts';
import { countOf, formatBytes, formatCount } from '../../cli/frame/quantities.ts';
import {
  type Coverage,
  describeOpenSandboxes,
  describeUnended,
  describeRestricted,
  describeWithheld,
  readCoverage,
} from '../../cli/run/coverage.ts';
import { describeEarlier } from '../../cli/run/earlier-readers.ts';
import { describeTagVersions } from '../../cli/run/tag-versions.ts';
import { describeIntakeDifferences } from '../../cli/run/intake-differences.ts';
import { describeLanguages } from '../../cli/run/language-words.ts';
import { describeMails } from '../../cli/run/mail-words.ts';
import { describeRemovals } from '../../cli/run/removal-words.ts';
import { describeScreening } from '../../cli/run/screening.ts';
import { containersWords, describeContainers, describeUnaccounted } from '../../cli/run/unaccounted.ts';
import type { CoverageRow } from '../../case/ledger/coverage.ts';
import { entryStatus, meaningOf } from '../../schemas/status.ts';
import { printQuery } from '../../search/query/print.ts';
import { type Column, evidence, type Html, tableOf } from '../page.ts';
import type { Shown, To } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { dealtWithHtml, readAccepted } from './accepted.ts';

/** Whether a search can ask for it: an item that is a copy is in its document, and what was not read has no type. */
const isAsked = (field: string, value: string): boolean =>
  field === 'status' ? (entryStatus.options as readonly string[]).includes(value) : !value.startsWith('(');

/** Items by a value; it leads to a search by `field`, which finds documents, and items that have none. */
const counted = (
  to: To,
  title: string,
  field: string,
  rows: readonly CoverageRow[],
  more: readonly Column<CoverageRow>[] = [],
): Html =>
  tableOf(
    title,
    [
      {
        title: field,
        cell: ({ value }) =>
          isAsked(field, value)
            ? html`<a href="${to('/', { q: printQuery({ op: 'match', field, text: value }) })}"
                >${evidence(value)}</a
              >`
            : evidence(value),
      },
      { title: 'items', isNumber: true, cell: ({ items }) => formatCount(items) },
      { title: 'size', isNumber: true, cell: ({ bytes }) => formatBytes(bytes) },
      ...more,
    ],
    rows,
  );

/** What the report says in lines, in which evidence is escaped already. */
const lines = (said: readonly string[]): Html | string =>
  said.length === 0 ? '' : html`<pre><bdi>${escapeLines(said.join('\n'))}</bdi></pre>`;

/** What there is of mails in a sentence; message ids of several contents are a list. */
function mailsHtml({ mails }: Coverage): Html {
  const [sums, ...shared] = describeMails(mails);
  return html`${sums === undefined ? '' : html`<p>${evidence(sums)}.</p>`} ${lines(shared)}`;
}

/** What is withheld or restricted, by source, ground and list, and what no screen has seen: said to everybody. */
function withheldHtml({ restricted, screening, withheld }: Coverage): Html | string {
  const said = [
    ...describeRestricted(restricted),
    ...describeScreening(screening),
    ...describeWithheld(withheld),
  ];
  return said.length === 0 ? '' : html`<div class="note warn">${lines(said)}</div>`;
}

/** What needs a look, as a search. */
const exceptionsQuery = 'has:code OR status:unsupported OR status:encrypted OR status:failed';

/** `isIssued` leaves out what leads to another page. */
export async function reportHtml(reading: Reading, isIssued: boolean): Promise<Shown> {
  const { ledger, scope, to } = reading;
  const accepted = await readAccepted(reading);
  const dealtWith = (field: 'status' | 'code') => ({
    title: 'dealt with',
    cell: ({ value }: CoverageRow) => dealtWithHtml(reading, field, value, accepted, isIssued),
  });
  const coverage = await readCoverage(ledger, scope);
  const { totals, families, bySource, byStatus, byType, byCode, warnings, notable, containers } = coverage;
  const sum = coverage.unaccounted;
  const body = html`<h1>Coverage</h1>
    ${
      sum === 0
        ? html`<p class="note"><strong>Unaccounted for: nothing.</strong></p>`
        : html`<div class="note warn">
            <strong>Unaccounted for: ${formatCount(sum)}</strong>
            ${lines(describeUnaccounted(coverage.unaccountedFor))}
          </div>`
    }
    ${withheldHtml(coverage)}
    ${coverage.unendedRun ? html`<p class="note warn">${describeUnended(coverage.unendedRun)}</p>` : ''}
    ${notable.length > 0 ? html`<p class="note warn">${countOf(notable.length, 'item')} on a list of notable files: <code>evidex report</code> names them.</p>` : ''}
    <p>
      ${countOf(totals.items, 'item')}: ${formatBytes(totals.sourceBytes)} in files of the sources,
      ${formatBytes(totals.expandedBytes)} in what they hold.
      ${countOf(totals.documents, 'unique document')}${
        totals.pastDocuments > 0
          ? ` (of ${formatCount(totals.pastDocuments)} nothing is in the sources any more)`
          : ''
      },
      ${formatCount(families)} ${families === 1 ? 'family' : 'families'},
      ${countOf(totals.folders, 'folder')}. ${containersWords(containers)}.
      <a href="${to('/', { q: exceptionsQuery })}">${countOf(totals.exceptions, 'item')}</a> ended
      unsupported, encrypted, failed or with warnings.
    </p>
    ${mailsHtml(coverage)}
    ${describeLanguages(coverage.languages).map((said) => html`<p>${evidence(said)}</p>`)}
    <p class="quiet">
      A link leads to a search: it counts a document once, wherever its copies lie, and finds what is gone
      from the sources too.
    </p>
    ${tableOf(
      'Sources',
      [
        { title: 'source', cell: ({ source }) => evidence(source) },
        { title: 'custodian', cell: ({ custodian }) => evidence(custodian ?? '') },
        { title: 'files', isNumber: true, cell: ({ files }) => formatCount(files) },
        { title: 'folders', isNumber: true, cell: ({ folders }) => formatCount(folders) },
        { title: 'size', isNumber: true, cell: ({ bytes }) => formatBytes(bytes) },
        { title: 'held items', isNumber: true, cell: ({ heldItems }) => formatCount(heldItems) },
        { title: 'held size', isNumber: true, cell: ({ heldBytes }) => formatBytes(heldBytes) },
        { title: 'documents', isNumber: true, cell: ({ documents }) => formatCount(documents) },
      ],
      bySource,
    )}
    ${counted(to, 'How items ended', 'status', byStatus, [dealtWith('status')])}
    ${counted(to, 'Types', 'type', byType)}
    ${byCode.length > 0 ? counted(to, 'Codes', 'code', byCode, [{ title: 'meaning', cell: ({ value }) => meaningOf(value) }, dealtWith('code')]) : ''}
    ${tableOf(
      'Warnings',
      [
        { title: 'warning', cell: ([code]) => code },
        { title: 'times', isNumber: true, cell: ([, times]) => formatCount(times) },
        { title: 'meaning', cell: ([code]) => meaningOf(code) },
      ],
      Object.entries(warnings).sort(([, a], [, b]) => b - a),
    )}
    ${lines([
      ...describeContainers(containers),
      ...describeIntakeDifferences(coverage.intakeDifferences),
      ...describeRemovals(coverage.removals),
      ...describeEarlier(coverage.readEarlier),
      ...describeTagVersions(coverage.tagVersions),
      ...describeOpenSandboxes(coverage.openSandboxes),
    ])}`;
  return { body, resultCount: totals.items };
}
