/** Reads the sources of the ledger, and where their files lie. */
import type { DatabaseSync } from 'node:sqlite';
import type { FileRevision, HashedFile, LedgerSource, SourceFile, SourceReading } from '../ledger/sources.ts';
import { type CustodyEntry, withoutFindings } from '../../schemas/custody.ts';
import type { KeptIntake } from '../../schemas/intake.ts';
import type { Scope } from '../../schemas/scope.ts';
import { isVolumeSet } from '../../sources/volume-set.ts';
import { readCustody } from './custody-store.ts';
import { currentItems } from './item-status.ts';
import type { Places } from './places.ts';
import { bytesOf, hexOf, textOf } from './row-values.ts';
import type { Visibility } from './visible.ts';

const slash = 0x2f;

/** Present files of sources whose content was hashed. */
const hashedFiles = `SELECT i.item, d.size, d.sha256 FROM item i JOIN document d ON d.document = i.document
  WHERE i.place IS NOT NULL AND i.kind = 0 AND i.state = 0 AND ${currentItems}`;

export class SourceReader implements SourceReading {
  readonly #database: DatabaseSync;
  readonly #places: Places;
  readonly #visibility: Visibility;

  constructor(database: DatabaseSync, places: Places, visibility: Visibility) {
    this.#database = database;
    this.#places = places;
    this.#visibility = visibility;
  }

  async all(_scope: Scope): Promise<readonly LedgerSource[]> {
    return this.#database
      .prepare('SELECT id, reference, root, intake FROM source ORDER BY source')
      .all()
      .map((row) => ({
        id: textOf(row['id']),
        reference: textOf(row['reference']),
        root: Buffer.from(row['root'] as Uint8Array).toString(),
        intake: JSON.parse(textOf(row['intake'])) as KeptIntake,
      }));
  }

  async custody(reference: string, scope: Scope): Promise<readonly CustodyEntry[]> {
    const all = readCustody(this.#database, reference);
    return this.#visibility.to(scope).everything ? all : all.map(withoutFindings);
  }

  async parsedBy(
    scope: Scope,
  ): Promise<readonly { readonly source: string; readonly run: number; readonly files: number }[]> {
    return this.#database
      .prepare(
        `WITH last AS (SELECT document, max(attempt) AS attempt FROM attempt GROUP BY document)
         SELECT s.reference AS source, a.run, count(*) AS files FROM item i
         JOIN source s ON s.source = i.source
         JOIN last ON last.document = i.document JOIN attempt a ON a.attempt = last.attempt
         WHERE i.place IS NOT NULL AND i.kind = 0 AND ${currentItems} AND ${this.#visibility.to(scope).item}
         GROUP BY s.source, a.run ORDER BY s.source, a.run`,
      )
      .all()
      .map((row) => ({
        source: textOf(row['source']),
        run: Number(row['run']),
        files: Number(row['files']),
      }));
  }

  async isWhole(scope: Scope): Promise<boolean> {
    return this.#visibility.to(scope).everything;
  }

  async *revisions(scope: Scope): AsyncGenerator<FileRevision, void> {
    const shown = this.#visibility.to(scope);
    const ofFile = this.#database.prepare(
      `SELECT hex(i.id) AS id, i.revision, i.run, i.gone, d.sha256 FROM item i
       LEFT JOIN document d ON d.document = i.document
       WHERE i.item = ? AND i.place IS NOT NULL AND i.kind = 0`,
    );
    let together: FileRevision[] = [];
    let ofItem = '';
    const inOrder = (): FileRevision[] => together.toSorted((one, other) => one.revision - other.revision);
    for (const item of shown.itemsInOrder()) {
      const row = ofFile.get(item);
      if (!row || !shown.placeOf(item)) continue;
      const { path, rawPath, source } = this.#places.file(item);
      if (isVolumeSet(rawPath)) continue;
      const { reference } = this.#places.source(source);
      const id = textOf(row['id']);
      if (id !== ofItem) {
        yield* inOrder();
        together = [];
        ofItem = id;
      }
      together.push({
        path: `${reference}/${path}`,
        source: reference,
        rawPath,
        revision: Number(row['revision']),
        run: Number(row['run']),
        sha256: row['sha256'] === null ? undefined : hexOf(row['sha256']),
        gone: row['gone'] !== null,
      });
    }
    yield* inOrder();
  }

  async *files(scope: Scope): AsyncGenerator<SourceFile, void> {
    const shown = this.#visibility.to(scope);
    const hashed = this.#database.prepare(`${hashedFiles} AND i.item = ?`);
    const rootOf = this.#roots();
    for (const item of shown.itemsInOrder()) {
      const found = hashed.get(item);
      const file = found && shown.placeOf(item) ? this.#fileOf(found, rootOf) : undefined;
      if (file && !isVolumeSet(file.rawPath)) yield file;
    }
  }

  async file(item: string, scope: Scope): Promise<HashedFile | undefined> {
    const row = this.#database.prepare(`${hashedFiles} AND i.id = ?`).get(bytesOf(item));
    if (!row || !this.#visibility.to(scope).placeOf(Number(row['item']))) return undefined;
    const rootOf = this.#roots();
    const { source } = this.#places.file(Number(row['item']));
    return {
      ...this.#fileOf(row, rootOf),
      size: Number(row['size']),
      sourceRoot: rootOf(source).registered.toString(),
    };
  }

  /** Where each source was registered, and the folder that its files lie below. */
  #roots(): (source: number) => { readonly registered: Buffer; readonly folder: Buffer } {
    const roots = new Map(
      this.#database
        .prepare('SELECT source, kind, root FROM source')
        .all()
        .map((row) => {
          const registered = Buffer.from(row['root'] as Uint8Array);
          const folder =
            row['kind'] === 'file'
              ? registered.subarray(0, Math.max(1, registered.lastIndexOf(slash)))
              : registered;
          return [Number(row['source']), { registered, folder }];
        }),
    );
    return (source) => roots.get(source) ?? { registered: Buffer.alloc(0), folder: Buffer.alloc(0) };
  }

  #fileOf(
    row: Readonly<Record<string, unknown>>,
    rootOf: (source: number) => { readonly folder: Buffer },
  ): SourceFile {
    const { path, rawPath, source } = this.#places.file(Number(row['item']));
    const { reference } = this.#places.source(source);
    return {
      source: reference,
      path: `${reference}/${path}`,
      root: rootOf(source).folder,
      rawPath,
      sha256: hexOf(row['sha256']),
    };
  }
}
