/**
 * Compares a source with the load files of the production that it is: what they list and is not there, what is there and
 * not listed. No path of theirs is ever opened: the files of the source are listed first, and paths are looked up in that.
 */
import { createHash } from 'node:crypto';
import { type FileHashes, hashSourceFile } from '../sources/hash-file.ts';
import type { SourceRoot } from '../sources/open-root.ts';
import { showRaw } from '../sources/raw-path.ts';
import { type Findings, type IntakeFinding, maxFindings } from './findings.ts';
import { hashOfRow, type LoadColumns, loadColumns } from './load-columns.ts';
import { type LoadFile, type LoadRow, openLoadFile } from './load-file.ts';
import type { NamedFile } from './lists-inside.ts';
import { mailboxMessages } from './mailbox-messages.ts';
import { findPlacing, namedPaths, ProductionFiles, type Placing, placedPath } from './production-paths.ts';
import { filesOf, folderOf } from './source-files.ts';

export interface ProductionResult {
  /** Of all load files together, the headings apart. */
  readonly rows: number;
  /** Rows that name no file; of what a message links to, that it is linked and not held. */
  readonly withoutFile: Findings;
  /** Files that are listed and there. */
  readonly present: number;
  /** Of these, the natives whose content has the hash that their row states. */
  readonly hashed: number;
  /** Another content than the row's hash says, or none that could be read. */
  readonly mismatched: Findings;
  /** Listed, not in the source. */
  readonly missing: Findings;
  /** In the source, not listed. */
  readonly extra: Findings;
  /** Rows that could not be read, or not whole. */
  readonly damaged: Findings;
  /** Numbers and files that a second row has too. */
  readonly doubled: Findings;
  /** SHA-256 of all findings together. */
  readonly fingerprint: string;
  /** Of each load file whose paths do not count from the source's root: how they do. */
  readonly countedFrom?: readonly string[];
  /** Lists of an export of Evidex, which its load file does not list; absent where there are none. */
  readonly describing?: number;
}

export interface ProductionOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((files: number, bytes: number) => void) | undefined;
  readonly hashed?: ((rawPath: Buffer) => FileHashes<'sha256'> | undefined) | undefined;
  /** Load files and other lists that may lie in what they describe. */
  readonly isOwn: (rawPath: Buffer) => Promise<boolean>;
  /** Whether something else that the source came with lists it. */
  readonly isListed: (rawPath: Buffer) => boolean;
}

/** Numbers that are remembered to find a second one: about 100 bytes each, whatever a load file claims. */
const maxNumbers = 2_000_000;

/** In the order in which they are found, which is always the same: of a million no more than one hash is held. */
class Found {
  count = 0;
  readonly first: IntakeFinding[] = [];
  readonly #hash = createHash('sha256');
  add(path: string, detail: string): void {
    this.count += 1;
    this.#hash.update(`${path}\0${detail}\n`);
    if (this.first.length < maxFindings) this.first.push({ path, detail });
  }
  findings(): Findings {
    return { count: this.count, first: this.first };
  }
  end(): string {
    return this.#hash.digest('hex');
  }
}

/** The lists that `evidex export` writes beside what its load files list; `cli/export/list-files.ts` makes them. */
const exportLists: ReadonlySet<string> = new Set([
  'README.txt', 'exceptions.csv', 'export.json', 'list.csv', 'list.xlsx', 'manifest.sha256', 'withheld.csv',
]); // prettier-ignore
const exportColumn = 'EVIDEXID';
/** What Google Vault puts beside the metadata of an export, each with the name of the export before it. */
const vaultLists =
  /^(?:metadata\.csv|results?-counts?\.csv|group-membership\.csv|(?:account-)?exceptions?\.csv|errors?\.(?:csv|xml)|failed-group-membership-lookups\.csv|drive-links?\.csv|custodian-docid\.csv|checksums?(?:\.\w{2,4})?)$/iu;

/** The names that lists of an export of Vault begin with. */
const vaultNames = (lists: readonly OpenedList[]): string[] =>
  lists.flatMap(({ name, file }) => {
    const called = /([^\\/]+)-metadata\.xml$/iu.exec(name)?.[1];
    return file.kind === 'vault' && called !== undefined ? [`${called}-`] : [];
  });

interface OpenedList {
  readonly name: string;
  readonly file: LoadFile;
  readonly columns: LoadColumns;
  readonly placing: Placing;
}

class Comparison {
  readonly mismatched = new Found();
  readonly missing = new Found();
  readonly extra = new Found();
  readonly damaged = new Found();
  readonly doubled = new Found();
  readonly withoutFile = new Found();
  readonly #root: SourceRoot;
  readonly #files: ProductionFiles;
  readonly #options: ProductionOptions;
  /** By file: 1 where a row names it. */
  readonly #isListed: Uint8Array;
  rows = 0;
  hashed = 0;
  #bytes = 0;

  constructor(root: SourceRoot, files: ProductionFiles, options: ProductionOptions) {
    this.#root = root;
    this.#files = files;
    this.#options = options;
    this.#isListed = new Uint8Array(files.count);
  }

  get present(): number {
    return this.#isListed.reduce((sum, is) => sum + is, 0);
  }

  async list(list: OpenedList): Promise<void> {
    const { name, file, columns } = list;
    const numbers = new Set<string>();
    const namedAt = new Int32Array(this.#files.count);
    for await (const row of file.rows()) {
      this.#options.signal?.throwIfAborted();
      const at = `${name}, line ${row.line}`;
      this.rows += 1;
      if ('lost' in row) {
        this.damaged.add(at, row.lost);
        continue;
      }
      if (row.damage !== undefined) this.damaged.add(at, row.damage);
      const number = (row.values[columns.number] ?? '').trim();
      if (numbers.has(number)) this.doubled.add(number, `${at}: an earlier row has this number`);
      else if (number !== '' && numbers.size < maxNumbers) numbers.add(number);
      await this.#row(list, row, { at, number, namedAt });
    }
    if (numbers.size >= maxNumbers)
      this.doubled.add(
        name,
        `more than ${maxNumbers} numbers: those behind them were compared with these alone`,
      );
  }

  async #row(
    { file, columns, placing }: OpenedList,
    row: LoadRow,
    { at, number, namedAt }: { readonly at: string; readonly number: string; readonly namedAt: Int32Array },
  ): Promise<void> {
    const named = namedPaths(columns, row.values);
    if (named.length === 0) {
      const link = columns.link === undefined ? '' : (row.values[columns.link] ?? '').trim();
      const isLinked = !['', 'false', 'no', '0'].includes(link.toLowerCase());
      this.withoutFile.add(number, `${isLinked ? 'linked, not held' : 'names no file'} (${at})`);
    }
    for (const { text, isNative } of named) {
      const path = placedPath(text, placing);
      const found =
        (path === undefined ? undefined : this.#files.find(path)) ?? this.#files.findMessage(text);
      if (found === undefined) {
        const why = path === undefined ? 'its path leads out of the source' : `not in the source${file.kind === 'vault' ? this.#files.unopened : ''}`; // prettier-ignore
        this.missing.add(text, `${why} (${number}; ${at})`);
        continue;
      }
      const before = namedAt[found] ?? 0;
      if (before > 0 && before !== row.line)
        this.doubled.add(text, `${at}: the row of line ${before} names this file too`);
      namedAt[found] = row.line;
      this.#isListed[found] = 1;
      // What the hash of a message is of, no export says.
      if (isNative && !this.#files.messageAt(found))
        await this.#compare(found, hashOfRow(columns, row.values), number);
    }
  }

  async #compare(file: number, stated: ReturnType<typeof hashOfRow>, number: string): Promise<void> {
    if (!stated) return;
    const { algorithm, hex } = stated;
    const rawPath = this.#files.rawPath(file);
    const before: FileHashes<string> | undefined = algorithm === 'sha256' ? this.#options.hashed?.(rawPath) : undefined; // prettier-ignore
    const found = before ?? (await hashSourceFile(folderOf(this.#root), rawPath, [algorithm], this.#options.signal)); // prettier-ignore
    if ('code' in found) {
      this.mismatched.add(showRaw(rawPath), `${found.code} (${found.detail}) (${number})`);
      return;
    }
    this.#bytes += found.bytes;
    const is = found.hashes[algorithm] ?? '';
    if (is === hex) this.hashed += 1;
    else
      this.mismatched.add(showRaw(rawPath), `${algorithm} is ${is}, the load file says ${hex} (${number})`);
    this.#options.onProgress?.(this.hashed + this.mismatched.count, this.#bytes);
  }

  /** What no row names. Gives how many of it are lists of an export of Evidex. */
  async rest(lists: readonly OpenedList[]): Promise<number> {
    const exported = lists.filter(({ file }) => file.columns.includes(exportColumn));
    const ofVault = vaultNames(lists);
    let describing = 0;
    for (let at = 0; at < this.#files.count; at += 1) {
      if (this.#isListed[at] === 1 || this.#files.isMailbox(at)) continue;
      const rawPath = this.#files.rawPath(at);
      if (this.#options.isListed(rawPath) || (await this.#options.isOwn(rawPath))) continue;
      const path = rawPath.toString('latin1');
      const ownName = showRaw(rawPath).replace(/^.*[\\/]/u, '');
      const isOfVault = ofVault.some((begin) => ownName.startsWith(begin) && vaultLists.test(ownName.slice(begin.length))); // prettier-ignore
      const describes = isOfVault || exported.some(({ placing: { below } }) => path.startsWith(below) && exportLists.has(path.slice(below.length))); // prettier-ignore
      if (describes) describing += 1;
      else this.extra.add(showRaw(rawPath), 'in no load file');
    }
    return describing;
  }
}

/** The files of a source and its load files, each with how it names them: what is held is about 300 bytes a file. */
export async function openProduction(
  root: SourceRoot,
  loadFiles: readonly NamedFile[],
  { signal, isOwn }: Pick<ProductionOptions, 'signal' | 'isOwn'>,
): Promise<{ readonly files: ProductionFiles; readonly lists: readonly OpenedList[] }> {
  const files = new ProductionFiles();
  const lying: string[] = [];
  const mailboxes: Buffer[] = [];
  let isLooked = false;
  for await (const rawPath of filesOf(root, signal)) {
    files.add(rawPath);
    if (/\.mbox$/iu.test(rawPath.toString('latin1'))) mailboxes.push(rawPath);
    if (await isOwn(rawPath)) lying.push(rawPath.toString('latin1'));
  }
  const lists: OpenedList[] = [];
  for (const { path, name } of loadFiles) {
    const file = await openLoadFile(path, name);
    const columns = loadColumns(file, name);
    if (file.kind === 'vault' && !isLooked) {
      isLooked = true;
      for (const mailbox of mailboxes)
        for await (const message of mailboxMessages(folderOf(root), mailbox, signal))
          files.addMessage(mailbox, message);
    }
    lists.push({ name, file, columns, placing: await findPlacing(file, columns, { files, lying }) });
  }
  return { files, lists };
}

/** Rows are read as they come, and what is found is counted. */
export async function compareProduction(
  root: SourceRoot,
  loadFiles: readonly NamedFile[],
  options: ProductionOptions,
): Promise<ProductionResult> {
  const { files, lists } = await openProduction(root, loadFiles, options);
  const comparison = new Comparison(root, files, options);
  for (const list of lists) await comparison.list(list);
  const describing = await comparison.rest(lists);
  const { mismatched, missing, extra, damaged, doubled } = comparison;
  const all = [mismatched, missing, extra, damaged, doubled];
  const moved = lists.flatMap(({ name, placing }) => (placing.words === '' ? [] : [`${name}: ${placing.words}`])); // prettier-ignore
  return {
    rows: comparison.rows,
    withoutFile: comparison.withoutFile.findings(),
    present: comparison.present,
    hashed: comparison.hashed,
    mismatched: mismatched.findings(),
    missing: missing.findings(),
    extra: extra.findings(),
    damaged: damaged.findings(),
    doubled: doubled.findings(),
    fingerprint: createHash('sha256')
      .update(all.map((found) => found.end()).join('\n'))
      .digest('hex'),
    ...(moved.length > 0 && { countedFrom: moved }),
    ...(describing > 0 && { describing }),
  };
}
