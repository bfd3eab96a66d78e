/** What the rows of load files say of the files that they name, as labels by which a search finds these. */
import { productionPrefix } from '../schemas/label.ts';
import { hashSourceFile } from '../sources/hash-file.ts';
import { itemId } from '../sources/item-id.ts';
import type { SourceRoot } from '../sources/open-root.ts';
import { labelKey, productionLabel } from '../search/query/fields.ts';
import type { Label } from './catalogue/marks.ts';
import { columnKey } from './load-columns.ts';
import type { LoadRow } from './load-file.ts';
import type { NamedFile } from './lists-inside.ts';
import { type MessagePlace, namedPaths, placedPath } from './production-paths.ts';
import { openProduction } from './production.ts';
import { folderOf } from './source-files.ts';

export interface ProductionStatement {
  /** The item. */
  readonly item: string;
  readonly labels: readonly Label[];
}

/** Stops the row of thousands of columns from making as many labels of each item. */
const maxFields = 100;
const maxParts = 50;
/** Below what a search compares (`maxKeywordUnits`), with the name of the field before it. */
const maxValueUnits = 900;
/** Control characters, halves of surrogate pairs and marks that turn the direction of writing: no label has them. */
const unfit = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;
/** Several names or numbers in one value, with semicolons between. */
const ofSeveral =
  /^(?:FROM|TO|CC|BCC|AUTHORS?|CUSTODIANS?|(?:ALL|DUP|DUPE|OTHER)CUSTODIANS?|ATTACHMENTIDS?|ATTIDS?)$/u;

function labelFor(field: string, value: string): Label | undefined {
  const plain = value.replaceAll('\u00ae', ' ').replaceAll(/\s+/gu, ' ').replaceAll(unfit, '\ufffd').trim();
  const name =
    plain === ''
      ? undefined
      : productionLabel(`${productionPrefix}${field}`, plain.slice(0, maxValueUnits).toWellFormed());
  return name === undefined ? undefined : { name, key: labelKey(name) };
}

type OpenedList = Awaited<ReturnType<typeof openProduction>>['lists'][number];

/** Of the number alone, of what a text or an image is of; with all other fields, of the native. */
function labelsOf(
  { file, columns }: OpenedList,
  { values }: LoadRow,
  role: string,
  isWhole: boolean,
): Label[] {
  const apart = new Set([...columns.paths, ...columns.hashes].map(({ at }) => at));
  for (const at of columns.texts) apart.add(at);
  const labels = [
    labelFor('bates', values[columns.number] ?? ''),
    labelFor('role', role),
    ...(isWhole ? values.slice(0, maxFields) : []).flatMap((value, at) => {
      const key = columnKey(file.columns[at] ?? '');
      if (apart.has(at) || key === '') return [];
      const parts = ofSeveral.test(key) ? value.split(';').slice(0, maxParts) : [value];
      return parts.map((part) => labelFor(key, part));
    }),
  ];
  const made = labels.filter((label) => label !== undefined);
  return [...new Map(made.map((label) => [label.key, label])).values()];
}

/** By the names on the way to it, from the source's own. */
function itemAt(source: string, rawPath: Buffer): string {
  let id = source;
  for (const name of rawPath.toString('latin1').split('/')) id = itemId(id, Buffer.from(name, 'latin1'));
  return id;
}

/** The ids of messages: by the content of their mailbox, which is read once for its hash. */
class MessageItems {
  readonly #root: SourceRoot;
  readonly #signal: AbortSignal | undefined;
  readonly #hashes = new Map<string, string | undefined>();

  constructor(root: SourceRoot, signal: AbortSignal | undefined) {
    this.#root = root;
    this.#signal = signal;
  }

  /** Undefined where the mailbox cannot be read. */
  async itemAt({ mailbox, at }: MessagePlace): Promise<string | undefined> {
    const path = mailbox.toString('latin1');
    if (!this.#hashes.has(path)) {
      const read = await hashSourceFile(folderOf(this.#root), mailbox, ['sha256'], this.#signal);
      this.#hashes.set(path, 'code' in read ? undefined : read.hashes.sha256);
    }
    const sha256 = this.#hashes.get(path);
    return sha256 === undefined ? undefined : itemId(sha256, String(at));
  }
}

/**
 * A statement for each file that a row names and that is there, in the order of the load files. `source` is the id of the
 * source. The native has all fields of its row; without one, and in an OPT, the first file that the row names has them.
 */
export async function* productionStatements(
  root: SourceRoot,
  source: string,
  loadFiles: readonly NamedFile[],
  options: Parameters<typeof openProduction>[2],
): AsyncGenerator<ProductionStatement> {
  const messages = new MessageItems(root, options.signal);
  const { files, lists } = await openProduction(root, loadFiles, options);
  for (const list of lists)
    for await (const row of list.file.rows()) {
      options.signal?.throwIfAborted();
      if ('lost' in row) continue;
      const named = namedPaths(list.columns, row.values).flatMap(({ text, isNative }) => {
        const path = placedPath(text, list.placing);
        const found = (path === undefined ? undefined : files.find(path)) ?? files.findMessage(text);
        return found === undefined ? [] : [{ found, isNative }];
      });
      const whole = named.find(({ isNative }) => isNative) ?? named[0];
      for (const one of named) {
        const message = files.messageAt(one.found);
        const item = message ? await messages.itemAt(message) : itemAt(source, files.rawPath(one.found));
        if (item === undefined) continue;
        const role = one.isNative ? 'native' : list.file.kind === 'opt' ? 'image' : 'text';
        yield {
          item,
          labels: labelsOf(list, row, role, one === whole),
        };
      }
    }
}
