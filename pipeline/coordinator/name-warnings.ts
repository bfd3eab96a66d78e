/** What is odd about the name of an item: told with the item, since a document may have other names too. */
import { isUtf8 } from 'node:buffer';
import type { PendingFile } from '../../case/catalogue/work.ts';
import { findMismatch } from '../../formats/name-claim.ts';
import type { FoundItem } from '../../schemas/findings.ts';
import { describeLoneVolume, describeMissing, readSetPath } from '../../sources/volume-set.ts';

const nameOf = (rawPath: Uint8Array): Uint8Array => rawPath.subarray(rawPath.lastIndexOf(0x2f) + 1);

/** `file`: of an item that is a file of a source. */
export function withNameWarnings(found: FoundItem, name: string, file: PendingFile | undefined): FoundItem {
  const set = file && readSetPath(file.rawPath)?.set;
  const isPiece = file?.volumeOf !== undefined;
  const missing = set ? describeMissing(set) : isPiece ? undefined : describeLoneVolume(name);
  // A volume begins and ends where it was cut, and is called by its number.
  const isVolume = isPiece || (!set && missing !== undefined);
  const detail =
    isVolume || found.format === undefined || found.size === 0 ? undefined : findMismatch(name, found.format);
  const warnings = [...found.warnings];
  if (detail !== undefined) warnings.push({ code: 'type-mismatch', detail });
  // A folder's odd name is told with the folder.
  if (file && !set && !isUtf8(nameOf(file.rawPath)))
    warnings.push({ code: 'unsafe-name', detail: 'not valid UTF-8' });
  if (missing !== undefined) warnings.push({ code: 'volume-missing', detail: missing });
  return warnings.length === found.warnings.length ? found : { ...found, warnings };
}
