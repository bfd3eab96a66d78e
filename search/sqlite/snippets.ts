/** Snippets with highlights and anchors, and the verifying of proximities, from the stored texts. */
import type { IndexEntry } from '../../schemas/index-entry.ts';
import type { Leaf, Query } from '../query/ast.ts';
import { metadataFields, metadataWords } from '../query/fields.ts';
import type { Snippet } from '../port.ts';
import { positiveWordLeaves, WordCompiler } from './compile-words.ts';
import { EntryStore } from './entry-store.ts';
import type { Match } from './matches.ts';
import { MatchFinder } from './matches.ts';
import type { Statements } from './statements.ts';
import { numberIn } from './statements.ts';
import type { TextStore } from './text-store.ts';
import { overlapTerms } from './word-rows.ts';

type WordLeaf = Exclude<Leaf, { op: 'range' }>;

/** Units shown before and after what was found. */
const unitsBefore = 80;
const unitsAfter = 160;
/** Parts of a long document that are looked through for one leaf. */
const maxParts = 4;
/** Room before a part for the terms that it repeats, at a generous length. */
const overlapUnits = overlapTerms * 16;
/** Between two values of metadata, as one word: a phrase never crosses it. */
const valueBreak = ' \u{1f5ff} ';

/** A stretch of a text that is searched as one. */
interface Region {
  readonly ordinal: number;
  readonly kind: string;
  readonly start: number;
  readonly text: string;
}

interface Document {
  readonly doc: number;
  readonly isLong: boolean;
  readonly entry: Omit<IndexEntry, 'occurrences'>;
}

export class SnippetMaker {
  readonly #statements: Statements;
  readonly #texts: TextStore;
  readonly #entries: EntryStore;

  constructor(statements: Statements, texts: TextStore, entries: EntryStore) {
    this.#statements = statements;
    this.#texts = texts;
    this.#entries = entries;
  }

  /** The stretches of a document that show most of what the query asked, in the order of texts and offsets. */
  snippets(document: Document, query: Query, words: WordCompiler, most: number): Snippet[] {
    const leaves = positiveWordLeaves(query);
    if (leaves.length === 0 || most === 0) return [];
    const finder = new MatchFinder(leaves, words);
    const candidates: { region: Region; matches: Match[]; leaves: number }[] = [];
    for (const region of this.#regions(document, leaves, words)) {
      for (const matches of windows(finder.find(region.text, region.kind))) {
        candidates.push({ region, matches, leaves: new Set(matches.map(({ leaf }) => leaf)).size });
      }
      // Enough to choose from, all leaves shown: the rest of the text need not be unpacked.
      if (candidates.length >= most * 8 && candidates.some(({ leaves: shown }) => shown === leaves.length))
        break;
    }
    return candidates
      .map((candidate, order) => ({ ...candidate, order }))
      .sort((a, b) => b.leaves - a.leaves || a.order - b.order)
      .slice(0, most)
      .sort((a, b) => a.order - b.order)
      .map(({ region, matches }) => this.#snippet(document, region, matches));
  }

  /** Whether the words of a proximity stand in the text as often as it names them. */
  nearHolds(doc: number, leaf: Extract<Leaf, { op: 'near' }>): boolean {
    const row = this.#statements.get(
      'SELECT d.doc, d.long, e.coding, e.entry FROM document d JOIN entry e ON e.doc = d.doc WHERE d.doc = ?',
      doc,
    );
    if (row === undefined) return false;
    const entry = EntryStore.stored(row);
    const words = new WordCompiler(this.#statements);
    const finder = new MatchFinder([leaf], words);
    for (const field of metadataFields) {
      const values = metadataWords(entry, field);
      if (values.length > 0 && finder.holds(values.join(valueBreak), field)) return true;
    }
    const document = { doc, isLong: numberIn(row, 'long') === 1, entry };
    for (const region of this.#regions(document, [leaf], words, Infinity)) {
      if (finder.holds(region.text, region.kind)) return true;
    }
    return false;
  }

  *#regions(
    document: Document,
    leaves: readonly WordLeaf[],
    words: WordCompiler,
    mostParts = maxParts,
  ): Generator<Region> {
    if (document.isLong) {
      for (const leaf of leaves) yield* this.#parts(document, words.leaf(leaf), mostParts);
      return;
    }
    for (const [ordinal, { id, kind, units }] of document.entry.texts.entries()) {
      const text = this.#texts.find(id);
      if (text !== undefined) yield { ordinal, kind, start: 0, text: this.#texts.read(text.text, 0, units) };
    }
  }

  /** The parts of a long document where a leaf holds: the rest of its text is not touched. */
  *#parts({ doc, entry }: Document, expression: string, most: number): Generator<Region> {
    const bounds = this.#statements.get(
      'SELECT min(part) AS low, max(part) AS high FROM part WHERE doc = ?',
      doc,
    );
    const rows = this.#statements.all(
      `SELECT rowid AS part FROM parts WHERE parts MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid LIMIT ?`,
      expression,
      numberIn(bounds, 'low'),
      numberIn(bounds, 'high'),
      Math.min(most, 1e9),
    );
    for (const row of rows) {
      const part = numberIn(row, 'part');
      const found = this.#statements.get('SELECT text, at FROM part WHERE part = ?', part);
      if (found === undefined || found['text'] === null) continue;
      const text = numberIn(found, 'text');
      const ordinal = entry.texts.findIndex(({ id }) => this.#texts.find(id)?.text === text);
      const next = this.#statements.get(
        'SELECT at FROM part WHERE part > ? AND doc = ? AND text = ? ORDER BY part LIMIT 1',
        part,
        doc,
        text,
      );
      const named = entry.texts[ordinal];
      if (named === undefined) continue;
      const start = Math.max(0, numberIn(found, 'at') - overlapUnits);
      const end = next === undefined ? named.units : numberIn(next, 'at');
      yield { ordinal, kind: named.kind, start, text: this.#texts.read(text, start, end) };
    }
  }

  #snippet({ doc, entry }: Document, region: Region, matches: readonly Match[]): Snippet {
    const { text } = region;
    const first = matches[0]?.start ?? 0;
    const lastEnd = Math.max(...matches.map(({ end }) => end));
    const start = atWord(text, Math.max(0, first - unitsBefore), first);
    const wanted = Math.min(
      text.length,
      Math.max(lastEnd, Math.min(first + unitsAfter, lastEnd + unitsAfter)),
    );
    const end = endAtWord(text, wanted, lastEnd);
    const at = region.start + start;
    const named = entry.texts[region.ordinal];
    const anchor = this.#entries.anchorAt(doc, region.ordinal, named?.anchors ?? [], region.start + first);
    return {
      kind: named?.kind ?? 'body',
      textId: named?.id ?? '',
      start: at,
      snippet: text.slice(start, end),
      highlights: merged(matches).map((match) => ({ start: match.start - start, end: match.end - start })),
      ...(anchor === undefined ? {} : { anchor }),
    };
  }
}

const isBlank = (unit: number): boolean => unit <= 32 || unit === 0xa0;

/** A little to the right of `at`, where a word begins; never past `first`, never inside a pair. */
function atWord(text: string, at: number, first: number): number {
  if (at === 0) return 0;
  for (let next = at; next < Math.min(at + 24, first); next++) {
    if (isBlank(text.charCodeAt(next - 1))) return next;
  }
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00 ? at - 1 : at;
}

function endAtWord(text: string, at: number, last: number): number {
  if (at >= text.length) return text.length;
  for (let next = at; next > Math.max(at - 24, last); next--) if (isBlank(text.charCodeAt(next))) return next;
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00 ? at + 1 : at;
}

/** Matches that fit into one snippet, group by group. */
function windows(matches: readonly Match[]): Match[][] {
  const groups: Match[][] = [];
  for (const match of matches) {
    const group = groups.at(-1);
    const start = group?.[0]?.start;
    if (group !== undefined && start !== undefined && match.end - start <= unitsAfter) group.push(match);
    else groups.push([match]);
  }
  return groups;
}

/** Overlapping highlights as one. */
function merged(matches: readonly Match[]): { start: number; end: number }[] {
  const result: { start: number; end: number }[] = [];
  for (const { start, end } of matches) {
    const before = result.at(-1);
    if (before !== undefined && start < before.end) before.end = Math.max(before.end, end);
    else result.push({ start, end });
  }
  return result;
}
