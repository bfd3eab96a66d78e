/** Which columns of a load file name files, number the document or state its hash: by the names that programs give them. */
import { Problem } from '../schemas/problem.ts';
import { type ListAlgorithm, listLengths } from './hash-list.ts';
import type { LoadFile } from './load-file.ts';

export interface LoadColumns {
  /** Where each stands that names files; `isNative` for what the hash is of. */
  readonly paths: readonly { readonly at: number; readonly isNative: boolean }[];
  /** Where texts may be named, or stand themselves: a path by how the value looks. */
  readonly texts: readonly number[];
  /** Where the document's first number stands. */
  readonly number: number;
  /** Where a file is said to be what a message links to instead of holding it; absent where no column says so. */
  readonly link: number | undefined;
  readonly hashes: readonly { readonly at: number; readonly algorithm: ListAlgorithm }[];
}

/** Letters and digits alone, in upper case: `Begin Bates`, `BEGIN_BATES` and `BeginBates` are one. */
export const columnKey = (name: string): string => name.toUpperCase().replaceAll(/[^A-Z0-9]/gu, '');

const nativePath =
  /^(?:PROD(?:UCTION)?|EXPORT)?NATIVES?(?:FILES?)?(?:PATH|LINK|LOCATION)?$|^(?:DOC|FILE)LINK$/u;
/** With the copies that an export of Microsoft Purview has for a native that was redacted or converted. */
const otherPath =
  /^(?:PROD(?:UCTION)?)?(?:FULL|EXTRACTED|REDACTED)?(?:TEXT|TXT|OCR|IMAGE|IMG|PDF)S?(?:FILES?)?(?:PATH|LINK|LOCATION)$|^(?:REDACTED|CONVERTED)FILEPATH$/u;
/** The native where no other column names it: elsewhere it is where the file lay once. */
const lastResort = /^FILEPATH$|^PATH$|^TARGETPATH$|^EXPORTPATH$/u;
const textOrPath = /^(?:FULL|EXTRACTED|OCR)?TEXT$|^OCR$/u;
const firstNumber =
  /^(?:PROD(?:UCTION)?)?(?:BEG(?:IN|INNING)?|FIRST|START)(?:ING)?(?:BATES|DOC|NO|NUM|PROD)(?:NO|NUM|NUMBER|ID)?$|^(?:PROD(?:UCTION)?)?BATES(?:BEG(?:IN)?|FIRST|START|NO|NUMBER)?$|^PRODBEG$|^DOCID$|^CONTROLN(?:UMBER|O)$|^IMAGEKEY$/u;
const hashName = /^(?:FILE|NATIVE)?(MD5|SHA1|SHA256|SHA512)(?:HASH|VALUE|HASHVALUE)?$/u;

/** Throws `bad-file` where no column names files: there is nothing to compare. */
export function loadColumns({ columns }: LoadFile, called: string): LoadColumns {
  const keys = columns.map(columnKey);
  const where = (pattern: RegExp): number[] => keys.flatMap((key, at) => (pattern.test(key) ? [at] : []));
  const natives = where(nativePath);
  const others = where(otherPath);
  const named = natives.length + others.length > 0 ? natives : where(lastResort).slice(0, 1);
  const paths = [
    ...named.map((at) => ({ at, isNative: true })),
    ...others.map((at) => ({ at, isNative: false })),
  ];
  if (paths.length === 0)
    throw new Problem(
      'bad-file',
      `no column of ${called} is known to name files: it has ${columns.slice(0, 40).join(', ')}`,
      'A column is to be called NATIVEPATH, NATIVELINK, TEXTPATH, IMAGEPATH or alike.',
    );
  return {
    paths,
    texts: where(textOrPath),
    number: where(firstNumber)[0] ?? where(/^FILEID$/u)[0] ?? 0,
    link: where(/^MODERNATTACHMENTPARENTID$|^ISMODERNATTACHMENT$|^CLOUDATTACHMENTS?$/u)[0],
    hashes: keys.flatMap((key, at) => {
      const algorithm = hashName.exec(key)?.[1]?.toLowerCase() as ListAlgorithm | undefined;
      return algorithm === undefined ? [] : [{ at, algorithm }];
    }),
  };
}

const strengths = Object.keys(listLengths) as ListAlgorithm[];

/** The strongest that a row states. */
export function hashOfRow(
  { hashes }: LoadColumns,
  values: readonly string[],
): { readonly algorithm: ListAlgorithm; readonly hex: string } | undefined {
  const stated = hashes.flatMap(({ at, algorithm }) => {
    const hex = (values[at] ?? '').trim().toLowerCase();
    return /^[0-9a-f]+$/u.test(hex) && hex.length === listLengths[algorithm] ? [{ algorithm, hex }] : [];
  });
  return stated.sort((a, b) => strengths.indexOf(a.algorithm) - strengths.indexOf(b.algorithm))[0];
}
