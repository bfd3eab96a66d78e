/** A statement in words: sections of names and what is said under them, for the text and for the page alike. */
import { meaningOf } from '../../schemas/status.ts';
import { escapeLine } from '../frame/escape.ts';
import { formatCount } from '../frame/quantities.ts';
import { custodyWords } from '../run/custody-words.ts';
import { type ItemZones, timeWords } from '../run/display-zone.ts';
import type { Statement } from './statement.ts';

export interface Section {
  readonly title: string;
  /** One under the other; safe to show. */
  readonly rows: readonly (readonly [name: string, says: string])[];
}

type Rows = readonly (readonly [string, string | undefined])[];

const section = (title: string, rows: Rows): Section => ({
  title,
  rows: rows.flatMap(([name, says]) =>
    says === undefined || says === '' ? [] : [[name, escapeLine(says)] as const],
  ),
});

const nameOf = ({ item }: Statement): string => `${item.source}/${item.path}`;

export const titleOf = (statement: Statement): string => `Statement on ${escapeLine(nameOf(statement))}`;

function itemRows(statement: Statement, zones: ItemZones): Rows {
  const { item, document, places, morePlaces, inside } = statement;
  const others = places.slice(1).map(({ source, path }) => `${source}/${path}`);
  return [
    ['reference', nameOf(statement)],
    ['item', `${item.id}, revision ${item.revision}, ${item.kind}`],
    ...inside.map((holder, at): [string, string] => [
      at === 0 ? 'lies in' : '',
      `${holder.source}/${holder.path}, SHA-256 ${holder.sha256 ?? '(none)'}`,
    ]),
    ...others.map((path, at): [string, string] => [at === 0 ? 'also at' : '', path]),
    ['', morePlaces > 0 ? `and ${formatCount(morePlaces)} more places` : undefined],
    ['copies', document && document.carriers > 1 ? `${formatCount(document.carriers)} items of the case carry the same bytes` : undefined], // prettier-ignore
    ['what it is', [item.format, item.mediaType].filter(Boolean).join(', ')],
    ['size', item.size === undefined ? undefined : `${formatCount(item.size)} bytes`],
    ['status', `${item.status}${item.code === undefined ? '' : ` (${item.code}: ${meaningOf(item.code)})`}`],
    ...Object.entries(item.times).map(([name, time]): [string, string] => [`${name}, as stored`, timeWords(time, zones)]), // prettier-ignore
    ['sent, as stated', document?.metadata.sent && timeWords(document.metadata.sent, zones)],
    ['gone', item.gone ? 'it was not in its source any more when that was last listed' : undefined],
  ];
}

function hashRows({ item, recheck, madeAt }: Statement): Rows {
  return [
    ['SHA-256', item.sha256 ?? 'none: its bytes were not read'],
    ['SHA-1', item.sha1],
    ['MD5', item.md5],
    recheck.matches
      ? ['read again', `on ${madeAt} from the source: the bytes are the same by all three`]
      : ['read again', `on ${madeAt}: NOT CONFIRMED, ${recheck.why}`],
  ];
}

function sourceRows({ source, custody }: Statement, display: string): Rows {
  const intake = source?.intake;
  return [
    ['source', source?.reference],
    ['custodian', intake?.custodian],
    ['seized from', intake?.seizedFrom],
    ['seized by', intake?.seizedBy],
    ['seized at', [intake?.seizedAt, intake?.seizedWhere].filter(Boolean).join(', ')],
    ['authority', intake?.authority],
    ['examiner', intake?.examiner],
    ['copied by', intake?.tool],
    ['seals', intake?.seals?.join(', ')],
    ['acquired as', intake?.acquisitionHash && `${intake.acquisitionHash.algorithm} ${intake.acquisitionHash.value}`], // prettier-ignore
    ['clock', intake?.timeZone && `of the zone ${intake.timeZone}, as declared`],
    ...custody.flatMap((entry, at): [string, string][] =>
      custodyWords(entry, display).map((line, below) => [at === 0 && below === 0 ? 'custody' : '', line]),
    ),
    ['custody', custody.length === 0 ? 'nothing was stated' : undefined],
  ];
}

const versionsOf = (record: Readonly<Record<string, unknown>>): string => {
  const versions = record['versions'] as Readonly<Record<string, unknown>> | undefined;
  return versions ? `, Evidex ${String(versions['evidex'])}, Node ${String(versions['node'])}` : '';
};

function readingRows({ runs, extractors, case: caseId, madeBy }: Statement): Rows {
  return [
    ['case', caseId],
    ...runs.map(({ run, verb, id, started, record }): [string, string] => [
      `run ${run}`,
      `${verb} of ${started}, ${id}${versionsOf(record)}`,
    ]),
    ['read by', extractors.join(', ')],
    ['this page by', madeBy],
  ];
}

/** What a reader could take for proved and is not. */
const limits: readonly string[] = [
  'The hashes say that the bytes are those that were taken in. They do not say who wrote them, or when.',
  'Times are those that the source or the content states; nobody has compared them with a clock.',
  'Text and other values were read from the bytes by the program and version named; the bytes are the evidence.',
  'Custody says what people stated. Each statement stands in the audit log with who made it.',
  'The audit log shows that nothing in it was changed since the line was written. Whoever can write to the case and has no such line against them could have made all of it anew.',
];

const damageOf = ({ item }: Statement): readonly string[] =>
  item.warnings.map(({ code, detail }) => `${code}: ${meaningOf(code)}${detail === undefined ? '' : ` (${detail})`}`); // prettier-ignore

export function statementSections(statement: Statement, zones: ItemZones): readonly Section[] {
  const { record, line } = statement.audit;
  return [
    section('The item', itemRows(statement, zones)),
    section('Its bytes', hashRows(statement)),
    section('Where it came from', sourceRows(statement, zones.display)),
    section('How it was read', readingRows(statement)),
    section('Limits', [
      ...damageOf(statement).map((words): [string, string] => ['noted', words]),
      ...limits.map((words): [string, string] => ['', words]),
    ]),
    section('Audit log', [
      ['record', record === undefined ? undefined : `this was asked by record ${record}`],
      ['line', line ?? 'none: the log of the case is broken, see `evidex audit`'],
      ['', line === undefined ? undefined : `checked with: evidex audit CASE --check "${line}"`],
    ]),
  ];
}

const nameWidth = 22;

/** As text, with room to sign. */
export function statementText(statement: Statement, zones: ItemZones): string {
  const sections = statementSections(statement, zones).map(({ title, rows }) =>
    [title, ...rows.map(([name, says]) => `  ${name.padEnd(nameWidth)}${says}`)].join('\n'),
  );
  return [titleOf(statement), ...sections, 'Name, date, signature: ______________________________'].join(
    '\n\n',
  );
}
