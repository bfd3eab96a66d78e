/**
 * Reads the metadata of an export of Google Vault (`NAME-metadata.xml`) as a load file: a row for each `Document`, a column
 * for each name of a `Tag`. Google states its elements in the help of Vault; it is EDRM's XML in a form of its own.
 */
import { headOf, piecesOf } from './list-lines.ts';
import { type Markup, markupOf, maxMarkupUnits } from './list-markup.ts';
import type { LoadFile, LoadRow, LostRow } from './load-file.ts';

/** Names of tags in a whole file, and what one document states: an export has some twenty. */
const maxNames = 500;
const maxRowUnits = 1024 * 1024;
/** Files of one document; there is one. */
const maxFiles = 100;

/** Addresses stand between commas here, between semicolons in other load files. */
const addresses = /^#?(?:From|To|CC|BCC|Participants|Author|Collaborators|Viewers)$/iu;
const plainName = (name: string): string => name.replace(/^#/u, '').slice(0, 100);

interface OpenDocument {
  readonly line: number;
  readonly id: string;
  readonly values: Map<string, string>;
  readonly files: { readonly name: string; readonly hash: string; readonly size: string }[];
  units: number;
  damage?: string;
}

/** One document as it is read. */
function takeInto(document: OpenDocument, { name, isEnd, attributes, text }: Markup): void {
  const add = (key: string, value: string): void => {
    document.units += value.length;
    if (document.units > maxRowUnits) document.damage = `longer than ${maxRowUnits} characters`;
    if (document.damage !== undefined || value === '') return;
    const before = document.values.get(key);
    document.values.set(key, before === undefined ? value : `${before}; ${value}`);
  };
  if (name === 'Tag' && !isEnd) {
    const key = attributes.get('TagName') ?? '';
    const value = attributes.get('TagValue') ?? '';
    const isList = addresses.test(key) && !/[<"]/u.test(value);
    add(plainName(key), isList ? value.replaceAll(',', ';') : value);
  } else if (name === 'ExternalFile' && !isEnd && document.files.length >= maxFiles)
    document.damage ??= `more than ${maxFiles} files`;
  else if (name === 'ExternalFile' && !isEnd)
    document.files.push({
      name: attributes.get('FileName') ?? '',
      hash: attributes.get('Hash') ?? attributes.get('FileHash') ?? '',
      size: attributes.get('FileSize') ?? '',
    });
  else if (isEnd && (name === 'Custodian' || name === 'LocationURI')) add(name, text.trim());
}

async function* documentsOf(path: string): AsyncGenerator<OpenDocument | LostRow> {
  let open: OpenDocument | undefined;
  for await (const markups of markupOf(piecesOf(path)))
    for (const markup of markups) {
      if ('lostAt' in markup) {
        yield { line: markup.lostAt, lost: `markup longer than ${maxMarkupUnits} characters` };
        open = undefined;
      } else if (markup.name === 'Document') {
        if (open && !markup.isEnd) open.damage = 'another document begins before its end';
        if (open) yield open;
        const { line, attributes } = markup;
        open = markup.isEnd
          ? undefined
          : { line, id: attributes.get('DocID') ?? '', values: new Map(), files: [], units: 0 };
      } else if (open) takeInto(open, markup);
    }
  if (open) yield { line: open.line, lost: 'the file ends within it' };
}

const ownColumns = ['DOCID', 'NATIVEPATH', 'MD5HASH', 'FILESIZE'] as const;

/** A row for each file of a document; the first has what is said of it. */
function* rowsOf(document: OpenDocument, names: readonly string[]): Generator<LoadRow> {
  const { line, id, values, files, damage } = document;
  const [first = { name: '', hash: '', size: '' }, ...more] = files;
  const stated = names.map((name) => values.get(name) ?? '');
  const whole = { line, values: [id, first.name, first.hash, first.size, ...stated] };
  yield damage === undefined ? whole : { ...whole, damage };
  for (const { name, hash, size } of more)
    yield { line, values: ['', name, hash, size, ...names.map(() => '')] };
}

/** Whether a load file is such metadata: by its elements, within the first bytes. */
export const isVaultMetadata = (path: string): boolean =>
  /<Root\b[^>]*>\s*<Batch\b|<Document\s[^>]{0,200}?DocID\s{0,5}=/u.test(
    headOf(path).toString('latin1').replaceAll('\0', ''),
  );

/** Read twice: the names of all tags are the columns. */
export async function openVaultMetadata(path: string): Promise<LoadFile> {
  const names = new Set<string>();
  for await (const document of documentsOf(path))
    if ('values' in document)
      for (const name of document.values.keys()) if (names.size < maxNames) names.add(name);
  const columns = [...ownColumns, ...names];
  const all = [...names];
  return {
    kind: 'vault',
    columns,
    async *rows() {
      for await (const document of documentsOf(path))
        if ('lost' in document) yield document;
        else {
          if ([...document.values.keys()].some((name) => !names.has(name)))
            document.damage ??= `more than ${maxNames} names of tags in the file`;
          yield* rowsOf(document, all);
        }
    },
  };
}
