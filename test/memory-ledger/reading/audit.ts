/** By which records of the audit log the ledger in memory was written. */
import { canonicalJson } from '../../../case/canonical-json.ts';
import { screeningScope } from '../../../case/catalogue/screening.ts';
import type { AuditReading, NamedRecord, WrittenRow } from '../../../case/ledger/audit.ts';
import type { KeptRecord, MarkRecord, State } from '../state.ts';

const distinct = (values: readonly string[]): number => new Set(values).size;

/** Targets of marks of a kind that a record put there or took off. */
const targetsBy = (marks: readonly MarkRecord[], kind: MarkRecord['kind'], number: number): number =>
  distinct(
    marks
      .filter((mark) => mark.kind === kind && (mark.record === number || mark.removed?.record === number))
      .map(({ covers, id }) => `${covers} ${id}`),
  );

function numbersIn({ auditHeads, marks, custody, records, removals, runs }: State): Set<number> {
  return new Set([
    ...auditHeads.map(({ seq }) => seq),
    ...marks.flatMap(({ record, removed }) => [record, ...(removed ? [removed.record] : [])]),
    ...[...custody, ...records, ...removals].map(({ record }) => record),
    ...runs.flatMap(({ record }) =>
      'auditRecord' in record && typeof record.auditRecord === 'number' ? [record.auditRecord] : [],
    ),
  ]);
}

function namedBy(state: State, record: number): NamedRecord {
  const { auditHeads, marks, custody, records, removals, runs } = state;
  return {
    record,
    hashes: auditHeads
      .filter(({ seq }) => seq === record)
      .map(({ hash }) => hash)
      .toSorted(),
    runs: runs
      .filter(({ record: said }) => 'auditRecord' in said && said.auditRecord === record)
      .map(({ verb }) => verb),
    labels: targetsBy(marks, 'label', record),
    notes: marks.filter((mark) => mark.kind === 'note' && mark.record === record).length,
    withholdings: targetsBy(marks, 'withholding', record),
    custody: custody.filter((entry) => entry.record === record).length,
    records: records.filter((version) => version.record === record).length,
    removals: removals.filter((removal) => removal.record === record).length,
  };
}

const targetOf = { item: '0', family: '1', content: '2' } as const;

function* marked({ kind, covers, id, value, spelling, reason, ground, at, by, record, removed }: MarkRecord): Generator<WrittenRow> {
  const target = [targetOf[covers], id];
  const said = { label: [spelling ?? value], note: [value], withholding: [value, `${reason ?? ''}${ground === undefined ? '' : `\x1f${ground}`}`] }[kind];
  const [put, off] = { label: ['label', 'label taken off'], note: ['note', ''], withholding: ['withheld', 'released'] }[kind];
  yield { record, says: [put ?? '', ...target, ...said, at, by] };
  if (removed) yield { record: removed.record, says: [off ?? '', ...target, ...said.slice(0, 1), removed.at, removed.by] };
} // prettier-ignore

function* writtenIn({ marks, custody, records, removals }: State): Generator<WrittenRow> {
  for (const mark of marks) if (mark.value !== screeningScope) yield* marked(mark);
  for (const { reference, at, by, record, ...statement } of custody)
    yield { record, says: ['custody', reference, JSON.stringify(statement), at, by] };
  for (const version of records) yield recordWritten(version);
  for (const { kind, key, reason, at, by, items, documents, record } of removals)
    yield { record, says: ['removal', kind, key, reason, at, by, String(items), String(documents)] };
}

const goneNumber = { removed: '1', evidence: '2' } as const;

function recordWritten({ kind, id, version, body, cites, gone, at, by, record }: KeptRecord): WrittenRow {
  const said = [kind, id, String(version), JSON.stringify(body ?? null), JSON.stringify(cites)];
  return { record, says: ['record', ...said, gone ? goneNumber[gone] : '0', at, by] };
}

export const auditReading = (now: () => Promise<State>): AuditReading => ({
  async named() {
    const state = await now();
    return [...numbersIn(state)].toSorted((a, b) => a - b).map((record) => namedBy(state, record));
  },
  async *written(records) {
    const rows = [...writtenIn(await now())].filter(({ record }) => records.includes(record));
    yield* rows.toSorted((a, b) => (canonicalJson(a.says) < canonicalJson(b.says) ? -1 : 1));
  },
});
