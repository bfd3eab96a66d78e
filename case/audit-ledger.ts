/**
 * Holds an audit log against the ledger of its case: records that the ledger names and the log does not have, or has as
 * others, and records by whose word something was written that the ledger does not have. A log and its head that were
 * both written anew do not agree with the case any more.
 */
import type { AuditRecord } from '../schemas/audit-record.ts';
import type { NamedRecord } from './ledger/audit.ts';

/**
 * `missing`: the ledger names a record that the log does not have. `other`: the log has another one there, by its hash or
 * its verb. `rows-gone`, `rows-added`: the ledger has less, or more, than the record says was written. `rows-other`: as
 * many, and they say something else.
 */
export type LedgerFindingKind = 'missing' | 'other' | 'rows-gone' | 'rows-added' | 'rows-other';

export interface LedgerFinding {
  readonly record: number;
  readonly kind: LedgerFindingKind;
  /** What of the ledger, in words. */
  readonly what: string;
}

type Rows = 'labels' | 'notes' | 'withholdings' | 'custody' | 'records' | 'removals';

/** The verbs that write what names their records. */
const verbsOf: Readonly<Record<Rows, readonly string[]>> = {
  labels: ['label', 'serve', 'ingest', 'retry'],
  notes: ['note', 'serve'],
  withholdings: ['withhold', 'ingest', 'retry', 'serve'],
  custody: ['custody', 'ingest'],
  records: ['serve', 'identity', 'entities', 'tracing'],
  removals: ['remove'],
};
const rowsOf = Object.keys(verbsOf) as Rows[];

/** Of the verbs whose count of results is that of what they wrote. */
const countedRows: Readonly<Record<string, Rows>> = {
  label: 'labels',
  note: 'notes',
  withhold: 'withholdings',
  custody: 'custody',
  identity: 'records',
};

/** Verbs that begin a run, where they come to an end without a problem. */
const runVerbs = ['ingest', 'retry'];

/** Whether a removal takes along what this verb wrote of what is removed; never what says that something was. */
const isTaken = (verb: string): boolean => verb !== 'remove';

/** What a command that came to its end says it wrote. */
interface Said {
  readonly record: number;
  readonly verb: string;
  readonly count: number;
}

/** What a command that came to its end left of it in the log, however it ended. */
interface Sealed {
  readonly verb: string;
  readonly seal: string;
  readonly wrote: string;
}

export class LedgerComparison {
  readonly #named: ReadonlyMap<number, NamedRecord>;
  readonly #unseen: Set<number>;
  readonly #begun = new Map<number, AuditRecord>();
  readonly #said: Said[] = [];
  readonly #sealed = new Map<number, Sealed>();
  readonly #findings: LedgerFinding[] = [];

  /** `named` was read before the log: what is written meanwhile is then in the log, never missing. */
  constructor(named: readonly NamedRecord[]) {
    this.#named = new Map(named.map((one) => [one.record, one]));
    this.#unseen = new Set(this.#named.keys());
  }

  /** The records of the log in their order. */
  take(record: AuditRecord): void {
    const named = this.#named.get(record.seq);
    this.#unseen.delete(record.seq);
    if (named) this.#compare(record, named);
    if (record.event === 'started') this.#begun.set(record.seq, record);
    const began =
      record.event === 'ended' && record.of !== undefined ? this.#begun.get(record.of) : undefined;
    if (!began) return;
    this.#begun.delete(began.seq);
    const { seal, verb } = began;
    // No seal where the words were taken out, or are missing, which the log says itself.
    if (seal !== undefined && record.wrote !== undefined)
      this.#sealed.set(began.seq, { verb, seal, wrote: record.wrote });
    // Older programs kept no heads, and runs named no records.
    if (record.exitCode !== 0 || began.version === undefined) return;
    const count = runVerbs.includes(began.verb) ? 1 : began.verb in countedRows ? record.resultCount : 0;
    if (count) this.#said.push({ record: began.seq, verb: began.verb, count });
  }

  /** Of the records whose rows in the ledger are to be hashed. */
  get seals(): ReadonlyMap<number, string> {
    return new Map([...this.#sealed].map(([record, { seal }]) => [record, seal]));
  }

  #find(record: number, kind: LedgerFindingKind, what: string): void {
    this.#findings.push({ record, kind, what });
  }

  #compare({ seq, verb, hash, event }: AuditRecord, { hashes, runs, ...named }: NamedRecord): void {
    if (hashes.some((kept) => kept !== hash))
      this.#find(seq, 'other', `the case was written under a record ${seq} with the hash ${hashes.find((kept) => kept !== hash)}, the log has ${hash}`); // prettier-ignore
    const ofOthers = rowsOf.filter((rows) => named[rows] > 0 && !verbsOf[rows].includes(verb));
    const otherRuns = runs.filter((run) => run !== verb);
    for (const what of [...ofOthers, ...otherRuns.map((run) => `a run of ${run}`)])
      this.#find(seq, 'other', `${what} in the case name it, and in the log it is ${verb} ${event}`);
  }

  /** `named` once more, read after the log: what a command that has ended wrote stands there. `wrote`: by `seals`. */
  finish(named: readonly NamedRecord[], wrote: ReadonlyMap<number, string>): readonly LedgerFinding[] {
    for (const seq of this.#unseen) {
      const what = describeRows(this.#named.get(seq));
      this.#find(seq, 'missing', `the log has no such record; by it the case has ${what}`);
    }
    const now = new Map(named.map((one) => [one.record, one]));
    const lastRemoval = named.findLast(({ removals }) => removals > 0)?.record ?? 0;
    for (const said of this.#said) this.#compareSaid(said, now.get(said.record), lastRemoval);
    const counted = new Set(this.#findings.map(({ record }) => record));
    for (const [record, { verb, wrote: was }] of this.#sealed)
      if (!counted.has(record) && wrote.get(record) !== was && !(isTaken(verb) && lastRemoval > record))
        this.#find(record, 'rows-other', `what ${verb} wrote was changed in the case`);
    return this.#findings.toSorted((a, b) => a.record - b.record);
  }

  #compareSaid({ record, verb, count }: Said, named: NamedRecord | undefined, lastRemoval: number): void {
    const rows = countedRows[verb];
    const found = rows ? (named?.[rows] ?? 0) : (named?.runs.length ?? 0);
    const what = rows ?? 'runs';
    // Who is removed takes along what was written of them; the record of that says so.
    if (found < count && !(rows && lastRemoval > record))
      this.#find(record, 'rows-gone', `${verb} wrote ${count} (${what}), the case has ${found}`);
    if (found > count)
      this.#find(record, 'rows-added', `${verb} wrote ${count} (${what}), the case has ${found}`);
    if ((named?.hashes.length ?? 0) === 0)
      this.#find(record, 'rows-gone', `the case does not keep that ${verb} wrote to it`);
  }
}

function describeRows(named: NamedRecord | undefined): string {
  if (!named) return 'nothing';
  const rows = rowsOf.filter((one) => named[one] > 0).map((one) => `${one}: ${named[one]}`);
  const runs = named.runs.map((verb) => `a run of ${verb}`);
  return [...runs, ...rows, ...(named.hashes.length > 0 ? ['its hash'] : [])].join(', ');
}
