/** Snippets with highlights and anchors, and the verifying of proximities, from the stored texts. */
import type { IndexEntry } from '../../schemas/index-entry.ts';
import type { Query } from '../query/ast.ts';
import type { WordLeaf } from '../query/words.ts';
import { positiveWordLeaves } from '../query/words.ts';
import type { Hit } from '../port.ts';
import { MatchFinder } from '../snippets/match-finder.ts';
import { citeSnippet, offsetsOf } from '../snippets/cite-snippet.ts';
import type { Region } from '../snippets/snippet-picker.ts';
import {
  maxSnippetParts,
  metadataStretches,
  overlapUnits,
  SnippetPicker,
} from '../snippets/snippet-picker.ts';
import { WordCompiler } from './compile-words.ts';
import { EntryStore } from './entry-store.ts';
import type { Statements } from './statements.ts';
import { numberIn } from './statements.ts';
import type { TextStore } from './text-store.ts';
import type { Verifier } from './verified-leaves.ts';

interface Document {
  readonly doc: number;
  readonly isLong: boolean;
  readonly entry: Omit<IndexEntry, 'occurrences'>;
}

/** How many parts are looked through for a leaf, and what is called where there are more. */
interface Parts {
  readonly most: number;
  readonly onMore?: () => void;
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
  snippets(
    document: Document,
    query: Query,
    words: WordCompiler,
    most: number,
  ): Pick<Hit, 'snippets' | 'matches'> {
    const leaves = positiveWordLeaves(query);
    if (leaves.length === 0 || most === 0) return { snippets: [] };
    const picker = new SnippetPicker(leaves, most);
    const regions = this.#regions(document, leaves, words, {
      most: maxSnippetParts,
      onMore: () => picker.cut(),
    });
    for (const region of regions) {
      if (!picker.add(region) || !document.isLong) continue;
      // The other parts of a long document are not read for their count.
      picker.cut();
      break;
    }
    const { doc, entry } = document;
    const snippets = picker.snippets(entry.texts).map(({ ordinal, snippet }) => {
      const anchors = entry.texts[ordinal]?.anchors ?? [];
      return citeSnippet(snippet, this.#entries.anchorsAt(doc, ordinal, anchors, offsetsOf(snippet)));
    });
    const { matches } = picker;
    return matches === undefined ? { snippets } : { snippets, matches };
  }

  /** Tells of documents whether their words or texts hold a leaf that the full-text index can't decide. */
  verifier(leaf: WordLeaf): Verifier {
    const words = new WordCompiler(this.#statements);
    const finder = new MatchFinder([leaf]);
    return (doc) => {
      const row = this.#statements.get(
        'SELECT d.doc, d.long, e.coding, e.entry FROM document d JOIN entry e ON e.doc = d.doc WHERE d.doc = ?',
        doc,
      );
      if (row === undefined) return false;
      const entry = EntryStore.stored(row);
      for (const { kind, text } of metadataStretches(entry)) if (finder.holds(text, kind)) return true;
      const document = { doc, isLong: numberIn(row, 'long') === 1, entry };
      for (const region of this.#regions(document, [leaf], words)) {
        if (finder.holds(region.text, region.kind)) return true;
      }
      return false;
    };
  }

  *#regions(
    document: Document,
    leaves: readonly WordLeaf[],
    words: WordCompiler,
    parts: Parts = { most: 1e9 },
  ): Generator<Region> {
    if (document.isLong) {
      for (const leaf of leaves) yield* this.#parts(document, words.leaf(leaf), parts);
      return;
    }
    for (const [ordinal, { id, kind, units }] of document.entry.texts.entries()) {
      const text = this.#texts.find(id);
      if (text !== undefined) yield { ordinal, kind, start: 0, text: this.#texts.read(text.text, 0, units) };
    }
  }

  /** The parts of a long document where a leaf holds: the rest of its text is not touched. */
  *#parts({ doc, entry }: Document, expression: string, { most, onMore }: Parts): Generator<Region> {
    const bounds = this.#statements.get(
      'SELECT min(part) AS low, max(part) AS high FROM part WHERE doc = ?',
      doc,
    );
    const rows = this.#statements.all(
      `SELECT rowid AS part FROM parts WHERE parts MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid LIMIT ?`,
      expression,
      numberIn(bounds, 'low'),
      numberIn(bounds, 'high'),
      most + 1,
    );
    if (rows.length > most) onMore?.();
    for (const row of rows.slice(0, most)) {
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
      const read = this.#texts.read(text, start, end);
      // The first word may be cut: what is asked for begins behind a blank.
      const whole = start === 0 ? 0 : Math.max(0, read.search(/\s/));
      yield { ordinal, kind: named.kind, start: start + whole, text: read.slice(whole) };
    }
  }
}
