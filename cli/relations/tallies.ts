/** Relations as they are counted: one for each kind, direction and other end, with its first and last date and where it stands. */
import type { Anchor } from '../../schemas/anchor.ts';
import type { IndexEntry, Occurrence } from '../../schemas/index-entry.ts';
import { mainDate } from '../../search/query/dates.ts';
import type { Polarity } from '../../search/relations/verb-group.ts';
import type { AssertionVerb } from '../../search/relations/verb-table.ts';
import { type End, endKey } from './ends.ts';
import type { AssertedBy } from './stated.ts';

/**
 * `named-with`: one document names both. `wrote-to`: one sent a message that the other got. `wrote-of`: one sent a
 * message that names the other. `got-word-of`: one got such a message. `assertion`: a sentence of a text states it.
 */
export const relationKinds = ['named-with', 'wrote-to', 'wrote-of', 'got-word-of', 'assertion'] as const;
export type RelationKind = (typeof relationKinds)[number];

/** A date as stated, and what it is the date of: `sent`, `modified` …, `carried` of the message that carries it. */
export interface ClockedDate {
  readonly date: string;
  readonly clock: string;
}

/** Where a relation stands. */
export interface RelationExample {
  readonly document: string;
  readonly source: string;
  readonly path: string;
  readonly past?: Occurrence['past'];
  readonly date?: string;
  readonly clock?: string;
  /** Of a text: its id and kind, and the units of the other end there. */
  readonly textId?: string;
  readonly text?: string;
  readonly start?: number;
  readonly end?: number;
  readonly anchor?: Anchor;
  /** The words as they stand, of both ends where they stand close together. */
  readonly wording?: string;
  /** Of a message: the fields in which the two stand. */
  readonly fields?: string;
  /** Of an assertion: who says it; and whose word it is by the sentence itself. */
  readonly assertedBy?: AssertedBy;
  readonly saidBy?: string;
  /** What `relations accept` takes, and who relies on it. */
  readonly assertion?: string;
  readonly reliedOn?: readonly Reliance[];
}

/** A person relies on an assertion. */
export interface Reliance {
  /** Of the record that says so. */
  readonly id: string;
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Of the audit log. */
  readonly record: number;
  readonly reason: string;
}

export interface Relation {
  readonly kind: RelationKind;
  /** Of an assertion. */
  readonly verb?: AssertionVerb;
  readonly polarity?: Polarity;
  /** `out`: from the one asked for, who did it, to the other. Absent where it has none. */
  readonly direction?: 'out' | 'in';
  readonly with: End;
  readonly documents: number;
  /** Of `named-with`: documents in which both stand within `closeUnits` of one text. */
  readonly close?: number;
  readonly first?: ClockedDate;
  readonly last?: ClockedDate;
  /** Those that somebody relies on first, all of them; beside them as many as are asked for. */
  readonly examples: readonly RelationExample[];
}

export const maxExamples = 3;
/** Different relations that are held; what lies beyond is counted. */
const maxRelations = 50_000;

interface Tally {
  readonly met: Met;
  documents: number;
  close: number;
  lastDocument: string;
  first?: { from: number; date: string; kind: string };
  last?: { from: number; date: string; kind: string };
  readonly examples: RelationExample[];
  /** Which of the examples are close. */
  readonly areClose: boolean[];
  /** Assertions that somebody relies on, by their ids. */
  readonly reliedOn: Map<string, RelationExample>;
}

/** Where a document lies, and when: what each citation begins with. */
export function placedIn(entry: IndexEntry): Pick<RelationExample, 'document' | 'source' | 'path' | 'past' | 'date' | 'clock'> {
  const [place] = entry.occurrences;
  const date = mainDate(entry.dates);
  return {
    document: entry.document,
    source: place?.source ?? '',
    path: place?.path ?? '',
    ...(place?.past && { past: place.past }),
    ...(date && { date: date.date, clock: date.kind }),
  };
} // prettier-ignore

export interface Met extends Pick<Relation, 'kind' | 'verb' | 'polarity' | 'direction' | 'with'> {
  readonly isClose?: boolean;
  /** Of an assertion that somebody relies on: its id. */
  readonly reliedOn?: string;
}

export class RelationTallies {
  readonly #tallies = new Map<string, Tally>();
  readonly #examples: number;
  /** Statements of further relations, which are not held. */
  leftOut = 0;

  /** `examples`: places of each that are kept. */
  constructor(examples: number) {
    this.#examples = examples;
  }

  /** `example` is asked for where one more is kept; close ones go before others. */
  async add(
    met: Met,
    entry: Pick<IndexEntry, 'document' | 'dates'>,
    example: () => Promise<RelationExample>,
  ): Promise<void> {
    const { kind, verb = '', polarity = '', direction = '' } = met;
    const key = [kind, verb, polarity, direction, endKey(met.with)].join(' ');
    let tally = this.#tallies.get(key);
    if (!tally) {
      if (this.#tallies.size >= maxRelations) {
        this.leftOut += 1;
        return;
      }
      tally = {
        met,
        documents: 0,
        close: 0,
        lastDocument: '',
        examples: [],
        areClose: [],
        reliedOn: new Map(),
      };
      this.#tallies.set(key, tally);
    }
    const { reliedOn } = met;
    if (reliedOn !== undefined && !tally.reliedOn.has(reliedOn))
      tally.reliedOn.set(reliedOn, await example());
    if (tally.lastDocument === entry.document) return;
    tally.lastDocument = entry.document;
    tally.documents += 1;
    if (met.isClose) tally.close += 1;
    const far = met.isClose ? tally.areClose.indexOf(false) : -1;
    const at = tally.examples.length < this.#examples ? tally.examples.length : far;
    // What somebody relies on is shown already.
    if (at >= 0 && reliedOn === undefined) {
      tally.examples[at] = await example();
      tally.areClose[at] = met.isClose ?? false;
    }
    const date = mainDate(entry.dates);
    if (date === undefined) return;
    if (!tally.first || date.from < tally.first.from) tally.first = date;
    if (!tally.last || date.from > tally.last.from) tally.last = date;
  }

  /** Most documents first, then by kind, direction and name. */
  sorted(): readonly Relation[] {
    return [...this.#tallies.entries()]
      .sort(
        ([one, first], [other, second]) =>
          second.documents - first.documents || second.close - first.close || (one < other ? -1 : 1),
      )
      .map(
        ([
          ,
          {
            met: { kind, verb, polarity, direction, with: end },
            documents,
            close,
            first,
            last,
            examples,
            reliedOn,
          },
        ]) => ({
          kind,
          ...(verb && { verb }),
          ...(polarity && { polarity }),
          ...(direction && { direction }),
          with: end,
          documents,
          ...(kind === 'named-with' && { close }),
          ...(first && { first: { date: first.date, clock: first.kind } }),
          ...(last && { last: { date: last.date, clock: last.kind } }),
          examples: [...reliedOn.values(), ...examples],
        }),
      );
  }
}
