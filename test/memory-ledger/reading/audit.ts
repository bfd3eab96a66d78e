/** By which records of the audit log the ledger in memory was written. */
import type { AuditReading, NamedRecord } from '../../../case/ledger/audit.ts';
import type { MarkRecord, State } from '../state.ts';

const distinct = (values: readonly string[]): number => new Set(values).size;

/** Targets of marks of a kind that a record put there or took off. */
const targetsBy = (marks: readonly MarkRecord[], kind: MarkRecord['kind'], number: number): number =>
  distinct(
    marks
      .filter((mark) => mark.kind === kind && (mark.record === number || mark.removed?.record === number))
      .map(({ covers, id }) => `${covers} ${id}`),
  );

function numbersIn({ auditHeads, marks, custody, removals, runs }: State): Set<number> {
  return new Set([
    ...auditHeads.map(({ seq }) => seq),
    ...marks.flatMap(({ record, removed }) => [record, ...(removed ? [removed.record] : [])]),
    ...[...custody, ...removals].map(({ record }) => record),
    ...runs.flatMap(({ record }) =>
      'auditRecord' in record && typeof record.auditRecord === 'number' ? [record.auditRecord] : [],
    ),
  ]);
}

function namedBy(state: State, record: number): NamedRecord {
  const { auditHeads, marks, custody, removals, runs } = state;
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
    removals: removals.filter((removal) => removal.record === record).length,
  };
}

export const auditReading = (now: () => Promise<State>): AuditReading => ({
  async named() {
    const state = await now();
    return [...numbersIn(state)].toSorted((a, b) => a - b).map((record) => namedBy(state, record));
  },
});
