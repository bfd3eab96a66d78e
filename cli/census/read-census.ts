/** The census of personal data: what stands in the texts of a case, by kind, source, custodian and document; no values. */
import type { Ledger } from '../../case/ledger/ledger.ts';
import { KeyHashes } from '../../datasets/subjects/key-hashes.ts';
import { normalValue } from '../../datasets/subjects/normal-values.ts';
import { personalDataKind } from '../../schemas/mention.ts';
import type { IndexEntry } from '../../schemas/index-entry.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { IndexReader } from '../../search/port.ts';
import type { Query } from '../../search/query/ast.ts';
import { citedTags } from '../run/cited-tags.ts';
import { partlyReadWords } from '../run/entry-counts.ts';
import { pictures } from '../run/pictures.ts';
import { documentsOf } from '../run/query.ts';
import { untilStopped } from '../run/until-stopped.ts';
import { type CaseState, type Population, populationOf, stateOf, type Unsearched, unsearchedOf } from '../terms/searched.ts'; // prettier-ignore
import { type Holder, type KindHolders, LargestHolders } from './largest-holders.ts';
import { specialCensus, type SpecialCensus } from './special-candidates.ts';
import { caseCap, DocumentValues, groupCapOf, type KindCount, ValueCounts } from './value-counts.ts';

/** Sources, and custodians, that are counted each by itself; those with the most such documents. */
const mostGroups = 500;

export interface CensusCounts {
  /** Documents with any value. */
  readonly documents: number;
  /** Places of values. */
  readonly mentions: number;
  readonly kinds: readonly KindCount[];
}

export interface SourceCounts extends CensusCounts {
  readonly source: string;
}

export interface CustodianCounts extends CensusCounts {
  /** Absent for what lies with nobody who is named. */
  readonly custodian?: string;
}

export interface Census extends CensusCounts {
  readonly population: Population;
  /** A document that lies in several counts in each. */
  readonly sources: readonly SourceCounts[];
  readonly custodians: readonly CustodianCounts[];
  /** Sources and custodians that are not counted by themselves. */
  readonly moreSources: number;
  readonly moreCustodians: number;
  readonly holders: readonly Holder[];
  readonly holdersByKind: readonly KindHolders[];
  /** Places whose value the index does not have (yet): counted, and in no number of different values. */
  readonly valuesUnread: number;
  readonly special: SpecialCensus;
  /** Of the whole case, by custodian. */
  readonly unsearched: readonly Unsearched[];
  /** Entries in whose pixels nothing was looked for. */
  readonly pictures: number;
  readonly state: CaseState;
}

export interface CensusAsked {
  readonly ledger: Ledger;
  readonly index: IndexReader;
  readonly scope: Scope;
  /** Of the keyed hashes: that of the case. */
  readonly key: Uint8Array;
  /** Only in documents that match. */
  readonly among: Query | undefined;
  /** Holders that are listed, of all kinds and of each. */
  readonly holders: number;
  readonly signal: AbortSignal;
  /** Told with the number of documents counted so far. */
  readonly onDocument: (documents: number) => void;
}

const anyPersonal: Query = {
  op: 'or',
  of: personalDataKind.options.map((text): Query => ({ op: 'match', field: 'personal', text })),
};

/** Kinds whose signs tell values apart: 1.2.3.4 and 12.3.4 are two addresses. */
const asWritten: ReadonlySet<string> = new Set(['ip-address', 'coordinates', 'date-of-birth']);

/** One form for the ways in which a value is written; empty only for a value that is empty. */
function formOf(kind: string, value: string): string {
  const normal = asWritten.has(kind) ? '' : normalValue(kind, value);
  return normal === '' ? value.trim().replace(/\s+/gu, ' ').toLowerCase() : normal;
}

/** The groups that are counted by themselves, and how many others there are. */
class Groups {
  readonly #counts: ReadonlyMap<string, ValueCounts>;
  readonly more: number;

  constructor(names: readonly string[], cap: number) {
    this.#counts = new Map(names.slice(0, mostGroups).map((name) => [name, new ValueCounts(cap)]));
    this.more = Math.max(0, names.length - mostGroups);
  }

  add(names: Iterable<string>, document: DocumentValues): void {
    for (const name of names) this.#counts.get(name)?.add(document);
  }

  /** Most documents first, then by name; those with any. */
  rows(): (CensusCounts & { readonly name: string })[] {
    return [...this.#counts]
      .map(([name, counts]) => ({ name, ...countsOf(counts) }))
      .filter(({ documents }) => documents > 0)
      .sort((a, b) => b.documents - a.documents || (a.name < b.name ? -1 : 1));
  }
}

const countsOf = (counts: ValueCounts): CensusCounts => ({
  documents: counts.documents,
  mentions: counts.mentions,
  kinds: counts.counts(),
});

const named = (occurrences: IndexEntry['occurrences']): Set<string> =>
  new Set(occurrences.flatMap(({ custodian }) => custodian ?? []));

class CensusReader {
  readonly #asked: CensusAsked;
  readonly #hashes: KeyHashes;
  readonly #whole = new ValueCounts(caseCap);
  readonly #nobody = new ValueCounts(caseCap);
  readonly #sources: Groups;
  readonly #custodians: Groups;
  readonly #holders: LargestHolders;
  #valuesUnread = 0;

  private constructor(asked: CensusAsked, sources: readonly string[], custodians: readonly string[]) {
    this.#asked = asked;
    this.#hashes = new KeyHashes(asked.key);
    const groups = Math.min(mostGroups, sources.length) + Math.min(mostGroups, custodians.length);
    const cap = groupCapOf(groups, personalDataKind.options.length);
    this.#sources = new Groups(sources, cap);
    this.#custodians = new Groups(custodians, cap);
    this.#holders = new LargestHolders(asked.holders);
  }

  static async open(asked: CensusAsked): Promise<CensusReader> {
    const { index, scope } = asked;
    const names = async (field: 'source' | 'custodian'): Promise<string[]> =>
      (await index.facet(anyPersonal, scope, field)).map(({ value }) => value);
    return new CensusReader(asked, await names('source'), await names('custodian'));
  }

  /** Linear in the texts with tags; one document is held, as hashes. False where it was stopped. */
  async read(documents: ReadonlySet<string> | undefined): Promise<boolean> {
    const { ledger, index, scope, signal, onDocument } = this.#asked;
    const tags = { personalData: true, reveal: true, isFolded: () => false };
    let current: { readonly document: string; readonly values: DocumentValues } | undefined;
    const texts = untilStopped(ledger.tags.texts({ ...(documents && { documents }) }, scope), signal);
    for await (const some of citedTags(texts, index, tags))
      for (const { row } of some) {
        const document = String(row['document']);
        if (current?.document !== document) {
          if (current) await this.#close(current);
          onDocument(this.#whole.documents);
          current = { document, values: new DocumentValues() };
        }
        const [kind, value] = [String(row['kind']), String(row['value'])];
        if (value === '') this.#valuesUnread += 1;
        current.values.add(kind, value === '' ? undefined : this.#hashes.of(kind, formOf(kind, value)));
      }
    if (current) await this.#close(current);
    return !signal.aborted;
  }

  async #close({ document, values }: { document: string; values: DocumentValues }): Promise<void> {
    const { index, scope } = this.#asked;
    const shown = await index.shownEntry(document, scope);
    this.#whole.add(values);
    const isCut = shown !== undefined && shown.places > shown.entry.occurrences.length;
    const places = (isCut ? await index.entry(document, scope) : shown?.entry)?.occurrences ?? [];
    const custodians = named(places);
    this.#sources.add(new Set(places.map(({ source }) => source)), values);
    this.#custodians.add(custodians, values);
    if (custodians.size === 0) this.#nobody.add(values);
    const kinds = values.counts().map(({ documents: _one, ...count }) => count);
    const unread = shown && partlyReadWords(shown.entry);
    this.#holders.add({
      document,
      source: places[0]?.source ?? '',
      path: places[0]?.path ?? '',
      custodians: [...custodians].slice(0, mostGroups),
      distinct: kinds.reduce((sum, { distinct }) => sum + distinct, 0),
      mentions: kinds.reduce((sum, { mentions }) => sum + mentions, 0),
      kinds,
      ...(unread !== undefined && { unread }),
    });
  }

  counts() {
    const nobody = countsOf(this.#nobody);
    return {
      ...countsOf(this.#whole),
      sources: this.#sources.rows().map(({ name, ...counts }) => ({ source: name, ...counts })),
      custodians: [
        ...this.#custodians.rows().map(({ name, ...counts }) => ({ custodian: name, ...counts })),
        ...(nobody.documents > 0 ? [nobody] : []),
      ],
      moreSources: this.#sources.more,
      moreCustodians: this.#custodians.more,
      holders: this.#holders.all,
      holdersByKind: this.#holders.byKind,
      valuesUnread: this.#valuesUnread,
    };
  }
}

/** Undefined where it was stopped: a part would look like the whole. */
export async function readCensus(asked: CensusAsked): Promise<Census | undefined> {
  const { ledger, index, scope, among, signal } = asked;
  const population = await populationOf(index, among, scope);
  const reader = await CensusReader.open(asked);
  if (!(await reader.read(among && (await documentsOf(index, among, scope))))) return undefined;
  const special = await specialCensus(index, among, scope, signal);
  if (special === undefined) return undefined;
  return {
    population,
    ...reader.counts(),
    special,
    unsearched: await unsearchedOf(index, scope),
    pictures: await index.count(pictures, scope),
    state: await stateOf(ledger, scope),
  };
}
