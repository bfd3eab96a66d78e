/** Names that no list has, over the stored texts of a case: found by rule, counted by document, with what they rest on. Decision 0142. */
import type { Judgement } from '../../case/entity-rulings.ts';
import { everyRecord } from '../../case/every-record.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import { type Anchor } from '../../schemas/anchor.ts';
import { AnchorFinder } from '../../schemas/find-anchor.ts';
import type { IndexEntry } from '../../schemas/index-entry.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { IndexReader, ShownEntry } from '../../search/port.ts';
import type { Query } from '../../search/query/ast.ts';
import { mainDate } from '../../search/query/dates.ts';
import {
  CandidateFinder,
  candidateKey,
  type CandidateKind,
  type CandidateRule,
  statedCandidates,
} from '../../search/candidates/find-candidates.ts';
import { withoutLegalForm } from '../../search/candidates/legal-form-names.ts';
import { documentPages } from './query.ts';
import { textPieces } from './text-pieces.ts';

/** Different names that are held; the memory is theirs alone. */
const maxCandidates = 50_000;
const maxExamples = 3;
/** Units of one text that are read. */
const maxTextUnits = 8 * 1024 * 1024;
const readUnits = 256 * 1024;

/** Where a candidate stands. */
export interface CandidateExample {
  readonly rule: CandidateRule;
  readonly document: string;
  readonly source: string;
  readonly path: string;
  /** Kind of the text; absent for what a document states of itself. */
  readonly text?: IndexEntry['texts'][number]['kind'];
  readonly textId?: string;
  readonly start?: number;
  readonly end?: number;
  readonly anchor?: Anchor;
}

export interface Candidate {
  /** As it was met first. */
  readonly name: string;
  readonly kind: CandidateKind;
  readonly rules: readonly { readonly rule: CandidateRule; readonly mentions: number }[];
  readonly documents: number;
  readonly mentions: number;
  /** Of the main dates of its documents, as stated. */
  readonly first?: string;
  readonly last?: string;
  readonly examples: readonly CandidateExample[];
  readonly judgement?: Judgement;
}

export interface CandidatesFound {
  /** Most documents first, then most mentions, then by name. */
  readonly candidates: readonly Candidate[];
  /** Documents whose texts were read. */
  readonly documents: number;
  /** Mentions of entities of the lists, which are counted there. */
  readonly ofLists: number;
  /** Mentions of further names, which are not counted by name: too many differ. */
  readonly leftOut: number;
  /** Texts of which the beginning alone was read. */
  readonly cut: number;
  /** Not all documents were read. */
  readonly isStopped: boolean;
}

interface Tally {
  readonly name: string;
  readonly kind: CandidateKind;
  readonly rules: Map<CandidateRule, number>;
  documents: number;
  mentions: number;
  last: string;
  earliest?: { readonly from: number; readonly date: string };
  latest?: { readonly from: number; readonly date: string };
  readonly examples: CandidateExample[];
}

export interface CandidateReading {
  readonly ledger: Ledger;
  readonly index: IndexReader;
  readonly scope: Scope;
  readonly signal: AbortSignal;
  readonly progress?: (documents: number) => void;
}

/** Of what a letter's program writes above and beside it nothing is read: who it names stands in the fields of the mail. */
const isRead = ({ kind }: IndexEntry['texts'][number]): boolean => kind !== 'headers';

interface Met {
  readonly rule: CandidateRule;
  readonly kind: CandidateKind;
  readonly name: string;
  readonly text?: IndexEntry['texts'][number];
  readonly start?: number;
  readonly end?: number;
}

/** All that a document names by rule, in the order of its texts; `onCut` is told of a text that is longer than is read. */
export async function* candidatesIn(
  index: Pick<IndexReader, 'text'>,
  { format, metadata, texts }: Pick<IndexEntry, 'format' | 'metadata' | 'texts'>,
  onCut?: () => void,
): AsyncGenerator<Met, void> {
  yield* statedCandidates(format, metadata);
  for (const text of texts.filter(isRead)) {
    const finder = new CandidateFinder();
    for await (const piece of textPieces(index, text, maxTextUnits, readUnits))
      for (const found of finder.find(piece)) yield { ...found, text };
    for (const found of finder.end()) yield { ...found, text };
    if (text.units > maxTextUnits) onCut?.();
  }
}

const exampleOf = ({ entry }: ShownEntry, { rule, text, start, end }: Met): CandidateExample => {
  const [place] = entry.occurrences;
  const anchor = text && start !== undefined ? new AnchorFinder(text.anchors).at(start) : undefined;
  return {
    rule,
    document: entry.document,
    source: place?.source ?? '',
    path: place?.path ?? '',
    ...(text && { text: text.kind, textId: text.id }),
    ...(start !== undefined && end !== undefined && { start, end }),
    ...(anchor && { anchor }),
  };
};

class Tallies {
  readonly #tallies = new Map<string, Tally>();
  leftOut = 0;

  add(met: Met, shown: ShownEntry, date: { readonly from: number; readonly date: string } | undefined): void {
    const key = candidateKey(met.name);
    let tally = this.#tallies.get(key);
    if (!tally) {
      if (this.#tallies.size >= maxCandidates) {
        this.leftOut += 1;
        return;
      }
      const { name, kind } = met;
      tally = { name, kind, rules: new Map(), documents: 0, mentions: 0, last: '', examples: [] };
      this.#tallies.set(key, tally);
    }
    tally.mentions += 1;
    tally.rules.set(met.rule, (tally.rules.get(met.rule) ?? 0) + 1);
    const { document } = shown.entry;
    if (tally.last === document) return;
    tally.last = document;
    tally.documents += 1;
    if (tally.examples.length < maxExamples) tally.examples.push(exampleOf(shown, met));
    if (date === undefined) return;
    if (!tally.earliest || date.from < tally.earliest.from) tally.earliest = date;
    if (!tally.latest || date.from > tally.latest.from) tally.latest = date;
  }

  sorted(judgementOf: (key: string) => Judgement | undefined): readonly Candidate[] {
    return [...this.#tallies]
      .map(([key, { name, kind, rules, documents, mentions, earliest, latest, examples }]) => {
        const judgement = judgementOf(key);
        return {
          name,
          kind,
          rules: [...rules].map(([rule, count]) => ({ rule, mentions: count })),
          documents,
          mentions,
          ...(earliest && { first: earliest.date }),
          ...(latest && { last: latest.date }),
          examples,
          ...(judgement && { judgement }),
        };
      })
      .sort(
        (one, other) =>
          other.documents - one.documents ||
          other.mentions - one.mentions ||
          (one.name < other.name ? -1 : 1),
      );
  }
}

/** Whether a name is one of an entity of the lists, with its legal form or without. */
async function listedKeys(ledger: Ledger, scope: Scope): Promise<(name: string) => boolean> {
  const keys = new Set(
    (await ledger.tags.entities(scope))
      .flatMap(({ entity, listedAs = [] }) => [entity, ...listedAs])
      .flatMap((name) => [candidateKey(name), candidateKey(withoutLegalForm(name))]),
  );
  return (name) => keys.has(candidateKey(name)) || keys.has(candidateKey(withoutLegalForm(name)));
}

/** What people said of names, by key: of candidates it cites where they stand, so that a reader has what he sees. */
async function judgementsOf(
  { ledger, scope }: CandidateReading,
): Promise<(key: string) => Judgement | undefined> {
  const said = new Map<string, Judgement>();
  for await (const { body, id, by, at, cites } of everyRecord(ledger, 'entity-ruling', scope))
    if (cites.length > 0 && (body?.says === 'accept' || body?.says === 'dismiss'))
      for (const entity of body.entities) said.set(candidateKey(entity), { says: body.says, reason: body.reason, by, at, id });
  return (key) => said.get(key);
} // prettier-ignore

/** Over all documents that the scope shows and that match, one after the other, `most` of them. Ended early when it is stopped. */
export async function findCandidates(reading: CandidateReading, query: Query, most = Infinity): Promise<CandidatesFound> {
  const { ledger, index, scope, signal } = reading;
  const isListed = await listedKeys(ledger, scope);
  const tallies = new Tallies();
  let [documents, ofLists, cut, isStopped] = [0, 0, 0, false];
  for await (const page of documentPages(index, query, scope)) {
    for (const id of page) {
      isStopped ||= signal.aborted;
      if (isStopped) break;
      const shown = await index.shownEntry(id, scope);
      if (!shown || shown.entry.item) continue;
      if (documents >= most) {
        isStopped = true;
        break;
      }
      documents += 1;
      if (documents % 100 === 0) reading.progress?.(documents);
      const date = mainDate(shown.entry.dates);
      for await (const met of candidatesIn(index, shown.entry, () => (cut += 1))) {
        if (isListed(met.name)) ofLists += 1;
        else tallies.add(met, shown, date);
      }
    }
    if (isStopped) break;
  }
  const candidates = tallies.sorted(await judgementsOf(reading));
  return { candidates, documents, ofLists, leftOut: tallies.leftOut, cut, isStopped };
} // prettier-ignore
