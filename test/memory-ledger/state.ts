/** What the ledger in memory holds: records that are replaced, never changed, so that a copy of the lists is a snapshot. */
import type { LedgerWords } from '../../case/ledger/changes.ts';
import type { AuditHead } from '../../case/audit-log.ts';
import type { DocumentCommit } from '../../case/catalogue/commits.ts';
import type { Lease, RunOutcome } from '../../case/catalogue/runs.ts';
import type { NumberedPlace } from '../../case/catalogue/numbers.ts';
import type { ScreenVerdict } from '../../case/catalogue/screening.ts';
import type { ListedEntry, SourceRow } from '../../case/catalogue/sources.ts';
import type { RecordVersion } from '../../schemas/case-record.ts';
import type { CustodyEntry } from '../../schemas/custody.ts';
import type { FoundItem, Hashes } from '../../schemas/findings.ts';
import type { Annotator, MarkTarget } from '../../schemas/label.ts';
import type { Removal } from '../../schemas/removal.ts';
import { Problem } from '../../schemas/problem.ts';
import type { RecordKind } from '../../schemas/record-kinds.ts';
import type { DocumentStatus } from '../../schemas/status.ts';

export interface RunRecord extends Lease {
  readonly id: string;
  readonly verb: string;
  readonly record: object;
  readonly started: string;
  readonly ended?: string;
  readonly outcome?: RunOutcome;
  readonly summary?: object;
}

/** One revision of an item. `listed` is of what lies in a folder, `found` of what was read. */
export interface ItemRecord {
  readonly id: string;
  /** From 0. */
  readonly revision: number;
  readonly source: number;
  /** Item id of the folder that it lies in; absent for what a content holds. */
  readonly folder?: string;
  readonly listed?: ListedEntry;
  /** How it was listed when it was last read; of one that waits to be read again. */
  readonly readAs?: ListedEntry;
  readonly found?: FoundItem;
  /** SHA-256 of its content. */
  readonly document?: string;
  readonly ended?: { readonly status: string; readonly code?: string; readonly detail?: string };
  readonly pending: boolean;
  /** Not in its folder any more. What this means for what lies below is derived. */
  readonly gone: boolean;
  /** The run that found it. */
  readonly run?: number;
  /** The place in the order of listing. */
  readonly order: number;
  /** It stands for what was removed. */
  readonly removed?: true;
}

export interface Attempt extends DocumentCommit {
  readonly run: number;
  readonly at: string;
  /** The run whose tags its texts have, where they were tagged again; and its outcomes with the tags of before. */
  readonly taggedIn?: number;
  readonly taggedBefore?: readonly (Pick<DocumentCommit, 'document' | 'listVersion' | 'tagBlocks'> & {
    readonly run: number;
  })[];
}

export interface DocumentRecord extends Pick<FoundItem, 'size' | 'format' | 'mediaType'> {
  readonly hashes: Hashes;
  readonly known?: string;
  readonly notable?: string;
  /** Absent while its parsing has not ended. */
  readonly status?: DocumentStatus;
  readonly code?: string;
  readonly revision: number;
  /** The revision that the index shows. */
  readonly indexed: number;
  /** The revision that the last change of marks raised it to. */
  readonly marked: number;
  readonly attempts: readonly Attempt[];
}

/** A label, a note or a withholding, by the target that it is of. */
export interface MarkRecord extends Annotator, MarkTarget {
  readonly kind: 'label' | 'note' | 'withholding';
  /** The key of a label, the text of a note, the scope of a withholding. */
  readonly value: string;
  /** Of a label, as it was written. */
  readonly spelling?: string;
  /** Of a withholding. */
  readonly reason?: string;
  readonly ground?: string | undefined;
  readonly removed?: Annotator;
  /** The item that it was carried over from. */
  readonly carried?: string | undefined;
}

/** One version of a case record. */
export type KeptRecord = RecordVersion<RecordKind>;

export interface State {
  /** By part, see `case/ledger/changes.ts`. */
  words: LedgerWords;
  readonly runs: RunRecord[];
  lease?: Lease;
  readonly units: Map<string, unknown>;
  readonly sources: SourceRow[];
  readonly custody: (CustodyEntry & { readonly reference: string })[];
  readonly auditHeads: AuditHead[];
  /** By the reference of the source; none where it was never listed. */
  readonly listings: Map<string, 'begun' | 'ended'>;
  /** Revisions by item id, the earliest first. */
  readonly items: Map<string, readonly ItemRecord[]>;
  readonly documents: Map<string, DocumentRecord>;
  /** By id: the entry of an item as JSON, absent where it has none any more, its revision, and the one that the index shows. */
  readonly itemEntries: Map<
    string,
    { readonly says?: string | undefined; readonly revision: number; readonly indexed: number }
  >;
  readonly marks: MarkRecord[];
  /** For whom contents are withheld by screening, by SHA-256. */
  readonly screened: Map<string, readonly ScreenVerdict[]>;
  /** The same by the parent of the family in which a match stood. */
  readonly screenedFamilies: Map<string, readonly ScreenVerdict[]>;
  /** The same by content, of what lies under a name that matched. */
  readonly screenedHolders: Map<string, readonly ScreenVerdict[]>;
  /** The same by Message-ID. */
  readonly screenedMessages: Map<string, readonly ScreenVerdict[]>;
  /** Targets of each change of marks, the first change first. */
  readonly changes: (readonly MarkTarget[])[];
  shown: number;
  /** Versions, in the order of writing. */
  readonly records: KeptRecord[];
  /** By prefix, the first number first; undefined for what was removed. */
  readonly numbers: Map<string, readonly (NumberedPlace | undefined)[]>;
  readonly removals: (Removal & { readonly work?: string | undefined })[];
  /** The numbers of removals by the salted hash of what they took. */
  readonly tombstones: Map<string, number>;
  salt?: Uint8Array;
  /** What the index must be told, and whether there is something left that it shows. */
  readonly removedEntries: Map<string, boolean>;
  /** The state as it was when each run had ended. */
  readonly ends: Map<number, State>;
}

export const emptyState = (): State => ({
  words: { evidence: '', marks: '', records: '' },
  runs: [],
  units: new Map(),
  sources: [],
  custody: [],
  auditHeads: [],
  listings: new Map(),
  items: new Map(),
  documents: new Map(),
  itemEntries: new Map(),
  marks: [],
  screened: new Map(),
  screenedFamilies: new Map(),
  screenedHolders: new Map(),
  screenedMessages: new Map(),
  changes: [],
  shown: 0,
  records: [],
  numbers: new Map(),
  removals: [],
  tombstones: new Map(),
  removedEntries: new Map(),
  ends: new Map(),
});

export const copyOf = (state: State): State => ({
  ...state,
  runs: [...state.runs],
  units: new Map(state.units),
  sources: [...state.sources],
  custody: [...state.custody],
  auditHeads: [...state.auditHeads],
  listings: new Map(state.listings),
  items: new Map(state.items),
  documents: new Map(state.documents),
  itemEntries: new Map(state.itemEntries),
  marks: [...state.marks],
  screened: new Map(state.screened),
  screenedFamilies: new Map(state.screenedFamilies),
  screenedHolders: new Map(state.screenedHolders),
  screenedMessages: new Map(state.screenedMessages),
  changes: [...state.changes],
  records: [...state.records],
  numbers: new Map(state.numbers),
  removals: [...state.removals],
  tombstones: new Map(state.tombstones),
  removedEntries: new Map(state.removedEntries),
  ends: new Map(state.ends),
});

export const notFound = (what: string): Problem =>
  new Problem('not-found', `the ledger does not have ${what}`);

export const latest = (state: State, id: string): ItemRecord | undefined => state.items.get(id)?.at(-1);

/** The latest revision of every item. */
export const latestItems = (state: State): ItemRecord[] =>
  [...state.items.values()].flatMap((revisions) => revisions.slice(-1));

/** Replaces the latest revision, or stands beside it; an earlier one is not to be read any more. */
export function putItem(state: State, item: ItemRecord): void {
  const known = state.items.get(item.id) ?? [];
  const earlier = known
    .filter(({ revision }) => revision < item.revision)
    .map((one) => (one.pending ? { ...one, pending: false } : one));
  const run = known.find(({ revision }) => revision === item.revision)?.run ?? state.lease?.run;
  state.items.set(item.id, [...earlier, { ...item, run }]);
}

export function changeDocument(state: State, sha256: string, change: Partial<DocumentRecord>): void {
  const document = state.documents.get(sha256);
  if (!document) throw notFound(`the document ${sha256}`);
  state.documents.set(sha256, { ...document, ...change });
}
