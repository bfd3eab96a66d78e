/** Reads of the ledger what the index must hold: every document in its order, and all that its entry is made of. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Anchor, TextKind } from '../../schemas/anchor.ts';
import type { IndexEntry, Occurrence } from '../../schemas/index-entry.ts';
import type { Code, DocumentStatus } from '../../schemas/status.ts';
import type { DocumentReader, LedgerDocument } from './document-reader.ts';
import type { Places } from './places.ts';
import { marksIn } from '../../search/place-marks.ts';
import { hexOf, textOf, unpackJson } from './row-values.ts';

/** A document of the ledger as the index must show it. */
export interface IndexedDocument {
  readonly document: string;
  /** What the index should show, and what it was last known to show. */
  readonly revision: number;
  readonly indexed: number;
  readonly texts: readonly string[];
  readonly places: number;
  /** What its places have of labels and withholding, as `marksIn` says it; empty for none. */
  readonly marks: string;
}

/** All that the entry of a document is made of, but for the characters of its texts. */
export interface LedgerEntry extends Omit<LedgerDocument, 'status' | 'code'> {
  readonly status: DocumentStatus;
  readonly code?: Code;
  readonly run: number;
  readonly revision: number;
  readonly texts: readonly {
    readonly kind: TextKind;
    readonly id: string;
    readonly units: number;
    readonly anchors: Anchor[];
  }[];
  readonly entities: IndexEntry['entities'];
  readonly personalData: IndexEntry['personalData'];
  readonly occurrences: readonly Occurrence[];
}

const statements = {
  all: 'SELECT document, sha256, revision, indexed FROM document WHERE indexed > 0 ORDER BY sha256',
  state: 'SELECT revision, run FROM document WHERE document = ?',
  textIds: 'SELECT id FROM text WHERE document = ? AND superseded IS NULL',
  texts: 'SELECT id, kind, units, anchors FROM text WHERE document = ? AND superseded IS NULL ORDER BY text',
  entities: `SELECT e.name AS entity, e.kind, c.count FROM document_entity c JOIN entity e ON e.entity = c.entity
    WHERE c.document = ?`,
  personalData: 'SELECT kind, count FROM document_personal_data WHERE document = ?',
} as const;

export class EntryReader {
  readonly #run: Record<keyof typeof statements, StatementSync>;
  readonly #documents: DocumentReader;
  readonly #places: Places;

  constructor(database: DatabaseSync, documents: DocumentReader, places: Places) {
    this.#documents = documents;
    this.#places = places;
    this.#run = Object.fromEntries(
      Object.entries(statements).map(([name, sql]) => [name, database.prepare(sql)]),
    ) as unknown as Record<keyof typeof statements, StatementSync>;
  }

  /** Documents that the index must hold, in the order of their ids. */
  *indexed(): Generator<IndexedDocument, void> {
    for (const row of this.#run.all.iterate()) {
      const document = Number(row['document']);
      const places = this.#places.ofDocument(document);
      yield {
        document: hexOf(row['sha256']),
        revision: Number(row['revision']),
        indexed: Number(row['indexed']),
        texts: this.#run.textIds.all(document).map(({ id }) => hexOf(id)),
        places: places.length,
        marks: marksIn(places),
      };
    }
  }

  /** Undefined for a document that the index does not have to hold. */
  entry(sha256: string): LedgerEntry | undefined {
    const found = this.#documents.get(sha256);
    if (!found?.status) return undefined;
    const state = this.#run.state.get(found.row);
    const { status, code, ...rest } = found;
    return {
      ...rest,
      status: status as DocumentStatus,
      ...(code === undefined ? {} : { code: code as Code }),
      run: Number(state?.['run']),
      revision: Number(state?.['revision']),
      texts: this.#run.texts.all(found.row).map((row) => ({
        kind: textOf(row['kind']) as TextKind,
        id: hexOf(row['id']),
        units: Number(row['units']),
        anchors: row['anchors'] ? (unpackJson(row['anchors'] as Uint8Array) as Anchor[]) : [],
      })),
      entities: this.#run.entities.all(found.row).map((row) => ({ ...row })) as IndexEntry['entities'],
      personalData: this.#run.personalData
        .all(found.row)
        .map((row) => ({ ...row })) as IndexEntry['personalData'],
      occurrences: this.#places.ofDocument(found.row),
    };
  }
}
