/** What of a case an answer was made of: it holds until one of these parts is written to. */
import type { Ledger } from '../../case/ledger/ledger.ts';
import { type LedgerPart, ledgerParts, type RunOn } from '../../case/ledger/changes.ts';
import type { Query } from '../../search/query/ast.ts';
import { entitiesIn } from '../../search/query/entity-leaves.ts';
import { peopleIn } from '../../search/query/mailbox-fields.ts';
import type { Reading } from '../served-case.ts';

/** `index`: what a search finds. */
export const caseParts = [...ledgerParts, 'index'] as const;
export type CasePart = (typeof caseParts)[number];

/** By part: another word once it was written to; undefined where that cannot be told. */
export interface CaseState extends Readonly<Record<CasePart, string | undefined>> {
  /** While a run writes; its word is another one once something was withheld or released. */
  readonly runOn?: RunOn | undefined;
}

/**
 * What is read through each port. Undefined: of an answer that asks it nobody looked whether it may be kept, so that it
 * is not. Whatever is read of a ledger, its scope is asked of the evidence.
 */
const partsOfPort: Readonly<Record<Exclude<keyof Ledger, 'close'>, readonly LedgerPart[] | undefined>> = {
  audit: undefined,
  changes: undefined,
  coverage: ['evidence'],
  documents: undefined,
  entries: undefined,
  items: ['evidence'],
  marks: ['evidence', 'marks'],
  participants: ['evidence'],
  places: undefined,
  records: ['evidence', 'records'],
  removals: ['evidence'],
  runs: ['evidence'],
  snapshots: undefined,
  sources: ['evidence'],
  tagged: ['evidence'],
  tags: ['evidence', 'records'],
  timeline: ['evidence', 'records'],
};

/** Of what an index is asked with: a query or what has one; or the counts of entities. */
function asksForRuled(asked: unknown): boolean {
  if (asked === 'entity') return true;
  if (typeof asked !== 'object' || asked === null) return false;
  const query = 'query' in asked ? asked.query : asked;
  if (typeof query !== 'object' || query === null || !('op' in query)) return false;
  return peopleIn(query as Query).length > 0 || entitiesIn(query as Query).length > 0;
}

export class ReadParts {
  readonly #read = new Set<CasePart>();
  #isLasting = true;

  /** In no order that means anything; undefined where it read what may be another without a word. */
  get parts(): readonly CasePart[] | undefined {
    return this.#isLasting ? [...this.#read] : undefined;
  }

  /** The same reading, which notes what is read through it. */
  watch(reading: Reading): Reading {
    const { ledger, index } = reading;
    return {
      ...reading,
      ledger: new Proxy(ledger, {
        get: (of, name: keyof Ledger) => {
          this.#note(name === 'close' ? undefined : partsOfPort[name]);
          return of[name];
        },
      }),
      index: new Proxy(index, {
        get: (of, name) => {
          // The scope of what it finds is in it, by the same write.
          this.#note(['index']);
          const value: unknown = Reflect.get(of, name, of);
          if (typeof value !== 'function') return value;
          return (...asked: readonly unknown[]): unknown => {
            // Whose address it is follows from the mails of the case, and from what people say; of entities from the latter.
            if (asked.some(asksForRuled)) this.#note(['evidence', 'records']);
            return Reflect.apply(value, of, asked) as unknown;
          };
        },
      }),
      heldItems: () => {
        this.#note(undefined);
        return reading.heldItems();
      },
      auditRecords: () => {
        this.#note(undefined);
        return reading.auditRecords();
      },
    };
  }

  #note(parts: readonly CasePart[] | undefined): void {
    if (!parts) this.#isLasting = false;
    for (const part of parts ?? []) this.#read.add(part);
  }
}
