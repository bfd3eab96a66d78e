/**
 * Exports items of a case into a folder: their bytes and texts under numbers, a list, load files, what is missing and why,
 * and a manifest. The one way out of a case, for the command line and for pages:
 *
 *     const wanted = { query: 'kind:data-broker' }; // or { places: [...] }
 *     const result = await exportCase(wanted, { ledger, catalogue, index, scope, folder, prefix: 'EVX', … });
 *
 * The same items, columns and prefix give the same bytes, whoever exports them and however often: nothing in the folder
 * says when, by whom or for whom; that is in the audit log. It can be stopped or killed at any moment; the same call with
 * the same folder goes on, and hashes anew what is there. Of the items a few hundred bytes each are held in memory.
 */
import { hash } from 'node:crypto';
import type { Catalogue } from '../../case/catalogue.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import { programVersion } from '../../config/program.ts';
import type { OriginalsOptions } from '../../pipeline/originals/originals.ts';
import type { Intake } from '../../schemas/intake.ts';
import { isDiskFull, isProblem, messageOf, Problem } from '../../schemas/problem.ts';
import { isOfProduction } from '../../schemas/label.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { IndexReader } from '../../search/port.ts';
import { checkExportFolder, type ExportFolder, openExportFolder } from './export-folder.ts';
import { ListFiles } from './list-files.ts';
import { exportNatives, type Missing, type Numbered } from './natives.ts';
import { nativePath, numberOf, textPath } from './numbers.ts';
import { readme } from './readme.ts';
import type { ColumnName, ExportRow } from './row.ts';
import { type Selection, select, type Wanted } from './selection.ts';
import { changedMeanwhile, isStillShown } from './still-shown.ts';
import { writeText } from './texts.ts';

/** Numbers given in one transaction: a run that writes waits for it. */
const batchNumbers = 500;

export interface ExportOptions {
  readonly caseId: string;
  readonly ledger: Ledger;
  readonly catalogue: Pick<Catalogue, 'giveNumbers'>;
  readonly index: IndexReader;
  readonly scope: Scope;
  /** Its path. */
  readonly folder: string;
  /** By `numberPrefix`. */
  readonly prefix: string;
  readonly columns: readonly ColumnName[];
  readonly withFamilies: boolean;
  readonly withNatives: boolean;
  readonly withTexts: boolean;
  readonly withWorkbook: boolean;
  readonly parser: OriginalsOptions['parser'];
  readonly signal: AbortSignal;
  /** `done` of `all` items; called often. */
  readonly onProgress: (stage: 'natives' | 'list', done: number, all: number) => void;
}

export interface ExportResult {
  readonly folder: string;
  readonly items: number;
  /** Of them those that were asked for. */
  readonly matches: number;
  readonly families: number;
  readonly folders: number;
  readonly natives: number;
  readonly texts: number;
  readonly exceptions: number;
  /** As they are written; absent where nothing was exported. */
  readonly first?: string;
  readonly last?: string;
  /** SHA-256 of the manifest, by which the whole is known again. */
  readonly manifest: string;
  /** Readings of files of the sources that members came out of. */
  readonly readings: number;
}

/** Throws `not-found` where nothing matches, `usage` for a folder that holds something else, `interrupted`, `disk-full`; `conflict` where something was withheld meanwhile. */
export async function exportCase(wanted: Wanted, options: ExportOptions): Promise<ExportResult> {
  try {
    // Before numbers are given: those would stay given.
    checkExportFolder(options.folder);
    const selection = await select(wanted, options);
    if (selection.chosen.length === 0)
      throw new Problem(
        'not-found',
        'nothing to export: nothing that could be handed over was found',
        selection.replaced.length > 0
          ? `All that was found are earlier revisions, ${selection.replaced.length}, which the source does not hold any more.`
          : 'See what `evidex search` finds for the query.',
      );
    const numbered = await number(selection, options);
    const folder = openExportFolder(options.folder, keyOf(numbered, selection, options));
    const written = new Export(numbered, folder, options);
    const result = await written.run(selection);
    if (!(await isStillShown(numbered, written.missing, options))) {
      folder.discard();
      throw changedMeanwhile();
    }
    folder.finish();
    return result;
  } catch (error) {
    if (options.signal.aborted)
      throw new Problem('interrupted', 'the export was stopped', 'The same command goes on with it.');
    if (isDiskFull(error) && !isProblem(error))
      throw new Problem(
        'disk-full',
        `the disk of the export is full: ${messageOf(error)}`,
        'Make room; the same command goes on with it.',
      );
    throw error;
  }
}

async function number(
  { chosen }: Selection,
  { catalogue, prefix, signal }: ExportOptions,
): Promise<readonly Numbered[]> {
  const numbered: Numbered[] = [];
  for (let at = 0; at < chosen.length; at += batchNumbers) {
    signal.throwIfAborted();
    const batch = chosen.slice(at, at + batchNumbers);
    const numbers = await catalogue.giveNumbers(
      prefix,
      batch.map(({ id, revision, family }) => ({ item: id, revision, family })),
    );
    for (const [index, one] of batch.entries())
      numbered.push({ number: numbers[index] as number, chosen: one });
  }
  return numbered;
}

/** Which export it is: what makes another one of it makes another key. */
function keyOf(
  numbered: readonly Numbered[],
  { folders, replaced }: Selection,
  options: ExportOptions,
): string {
  const { caseId, prefix, columns, withNatives, withTexts, withWorkbook } = options;
  const lines = numbered.map(
    ({ number: given, chosen }) => `${given} ${chosen.id} ${chosen.revision} ${chosen.isMatch}`,
  );
  const form = [
    programVersion,
    caseId,
    prefix,
    columns,
    withNatives,
    withTexts,
    withWorkbook,
    folders,
    replaced,
  ];
  return hash('sha256', `${JSON.stringify(form)}\n${lines.join('\n')}`, 'hex');
}

/** First and last number of a family in this export, and that of its parent. */
interface Family {
  first: number;
  last: number;
  parent: number;
}

class Export {
  /** In the order of the evidence. */
  readonly #numbered: readonly Numbered[];
  readonly #folder: ExportFolder;
  readonly #options: ExportOptions;
  readonly #families = new Map<string, Family>();
  /** Of each source, by its reference. */
  readonly #intakes = new Map<string, Pick<Intake, 'custodian' | 'timeZone'>>();
  #missing: ReadonlyMap<number, Missing> = new Map();
  #natives = 0;
  #texts = 0;

  constructor(numbered: readonly Numbered[], folder: ExportFolder, options: ExportOptions) {
    this.#numbered = numbered;
    this.#folder = folder;
    this.#options = options;
    for (const { number: given, chosen } of numbered) {
      const family = this.#families.get(chosen.family);
      if (!family) this.#families.set(chosen.family, { first: given, last: given, parent: given });
      else {
        family.first = Math.min(family.first, given);
        family.last = Math.max(family.last, given);
        if (chosen.id === chosen.family) family.parent = given;
      }
    }
  }

  /** Natives that there are not, once it has run. */
  get missing(): ReadonlyMap<number, Missing> {
    return this.#missing;
  }

  async run({ folders, replaced }: Selection): Promise<ExportResult> {
    const { ledger, scope, prefix, columns, withNatives, withWorkbook } = this.#options;
    for (const { reference, intake } of await ledger.sources.all(scope)) this.#intakes.set(reference, intake);
    const readings = withNatives ? await this.#exportNatives() : 0;
    const inOrder = this.#numbered.toSorted((one, other) => one.number - other.number);
    const files = new ListFiles(this.#folder, columns);
    for await (const { row, number: given } of this.#rows(inOrder, files))
      files.add(row, this.#missing.get(given));
    for (const one of replaced) files.addReplaced(one);
    const counts = {
      items: inOrder.length,
      matches: inOrder.filter(({ chosen }) => chosen.isMatch).length,
      families: this.#families.size,
      folders,
      natives: this.#natives,
      texts: this.#texts,
      exceptions: files.exceptions,
      first: numberOf(prefix, inOrder.at(0)?.number ?? 0),
      last: numberOf(prefix, inOrder.at(-1)?.number ?? 0),
    };
    const manifest = await files.end({
      withheld: await ledger.coverage.withheld(scope),
      ...(withWorkbook ? { rows: rowsOf(this.#rows(inOrder)) } : {}),
      readme,
      summary: { madeBy: `Evidex ${programVersion}`, case: this.#options.caseId, prefix, columns, ...counts },
    });
    return { folder: this.#folder.path, ...counts, manifest, readings };
  }

  async #exportNatives(): Promise<number> {
    const { ledger, scope, parser, prefix, signal, onProgress } = this.#options;
    const { missing, readings } = await exportNatives(this.#numbered, {
      ledger,
      scope,
      parser,
      prefix,
      signal,
      folder: this.#folder,
      onProgress: (done) => onProgress('natives', done, this.#numbered.length),
    });
    this.#missing = missing;
    return readings;
  }

  /** With `files` the texts are written, and all that belongs to a row is noted there. */
  async *#rows(
    inOrder: readonly Numbered[],
    files?: ListFiles,
  ): AsyncGenerator<{ readonly row: ExportRow; readonly number: number }> {
    const { signal, onProgress } = this.#options;
    for (const [at, numbered] of inOrder.entries()) {
      signal.throwIfAborted();
      const row = await this.#row(numbered, files);
      if (row) yield { row, number: numbered.number };
      if (files) onProgress('list', at + 1, inOrder.length);
    }
  }

  async #row({ number: given, chosen }: Numbered, files?: ListFiles): Promise<ExportRow | undefined> {
    const { ledger, scope, prefix, withNatives } = this.#options;
    const item = await ledger.items.get(chosen.id, scope);
    if (!item) return undefined;
    const { sha256 = '', format } = item;
    const document = sha256 === '' ? undefined : await ledger.documents.get(sha256, scope);
    const native = withNatives && !this.#missing.has(given) ? nativePath(prefix, given, format) : undefined;
    if (files && native !== undefined) {
      files.note(native, sha256);
      this.#natives += 1;
    }
    const labels = await ledger.marks.labels({ item: chosen.id, family: chosen.family, document: sha256 }, scope); // prettier-ignore
    const family = this.#families.get(chosen.family) ?? { first: given, last: given, parent: given };
    return {
      number: numberOf(prefix, given),
      parent: numberOf(prefix, family.parent),
      first: numberOf(prefix, family.first),
      last: numberOf(prefix, family.last),
      chosen,
      item,
      document,
      custodian: this.#intakes.get(chosen.source)?.custodian,
      timeZone: this.#intakes.get(chosen.source)?.timeZone,
      // What the supplier of a production says of an item is no label of ours, and not ours to hand on as one.
      labels: labels.flatMap(({ label, removed }) => (removed || isOfProduction(label) ? [] : [label])),
      native,
      text: await this.#text(given, sha256, files),
    };
  }

  async #text(given: number, sha256: string, files?: ListFiles): Promise<string | undefined> {
    const { ledger, index, scope, prefix, withTexts } = this.#options;
    if (!withTexts || sha256 === '') return undefined;
    const texts = (await ledger.documents.texts(sha256, scope)).filter(({ superseded }) => !superseded);
    if (texts.length === 0) return undefined;
    const path = textPath(prefix, given);
    if (!files) return path;
    const written = await writeText(this.#folder.pathOf(path), texts, index);
    if (written !== undefined) files.note(path, written);
    this.#texts += 1;
    return path;
  }
}

async function* rowsOf(rows: AsyncIterable<{ readonly row: ExportRow }>): AsyncGenerator<ExportRow> {
  for await (const { row } of rows) yield row;
}
