/** Says which files decoded bytes are: one, or those of the queries that a workbook keeps in its custom XML. */
import { isFile } from '../charset/file-in-text.ts';

export interface FileInBytes {
  /** Which of several; empty where it is the only one. */
  readonly part: string;
  readonly bytes: Uint8Array;
}

const minFileBytes = 16;
const byteOrderMark = '\uFEFF';

/** Bytes with their length (32 bits, least first) before them; undefined where there are not as many. */
function lengthened(bytes: Buffer, at: number): Buffer | undefined {
  if (at + 4 > bytes.length) return undefined;
  const end = at + 4 + bytes.readUInt32LE(at);
  return end > bytes.length ? undefined : bytes.subarray(at + 4, end);
}

/**
 * Queries of Excel and Power BI (MS-QDEFF, 2.2): a version, the package with their code, permissions, and their metadata
 * as XML behind a version of its own.
 */
function* ofQueries(bytes: Buffer): Generator<FileInBytes> {
  if (bytes.length < minFileBytes || bytes.readUInt32LE(0) !== 0) return;
  const code = lengthened(bytes, 4);
  if (!code || !isFile(code)) return;
  yield { part: 'package', bytes: code };
  const permissions = lengthened(bytes, 8 + code.length);
  const metadata = permissions && lengthened(bytes, 12 + code.length + permissions.length);
  const xml = metadata && lengthened(metadata, 4);
  if (xml?.toString('utf8', 0, 8).replace(byteOrderMark, '').startsWith('<'))
    yield { part: 'metadata', bytes: xml };
}

/** None where they are no file that its first bytes name. */
export function* filesInBytes(bytes: Buffer): Generator<FileInBytes> {
  if (bytes.length < minFileBytes) return;
  if (isFile(bytes)) yield { part: '', bytes };
  else yield* ofQueries(bytes);
}
