/** An item of `report --items` as a row of a table. */
import type { LedgerItem } from '../../case/ledger/items.ts';
import type { Time } from '../../schemas/time.ts';
import type { Cell } from '../frame/csv.ts';
import { listedTimeWords } from './listed-time.ts';

export const itemColumns = [
  'source',
  'path',
  'kind',
  'status',
  'code',
  'detail',
  'warnings',
  'format',
  'media type',
  'size',
  'sha256',
  'sha1',
  'md5',
  'modified',
  'created',
  'accessed',
  'changed',
  'known',
  'notable',
  'past',
  'id',
  'revision',
] as const;

/** `zones` are those that sources declare, by their reference. */
export function itemCells(
  item: LedgerItem,
  zones: ReadonlyMap<string, string | undefined>,
): Record<(typeof itemColumns)[number], Cell> {
  const { source, path, kind, status, code, detail, format, size, sha256, sha1, md5, known, notable, id } =
    item;
  const { modified, created, accessed, changed } = item.times;
  const timeCell = (time: Time | undefined): Cell => time && listedTimeWords(time, zones.get(source));
  return {
    source,
    path,
    kind,
    status,
    code,
    detail,
    warnings: item.warnings.map((one) => (one.detail ? `${one.code} (${one.detail})` : one.code)).join(' | '),
    format,
    'media type': item.mediaType,
    size,
    sha256,
    sha1,
    md5,
    modified: timeCell(modified),
    created: timeCell(created),
    accessed: timeCell(accessed),
    changed: timeCell(changed),
    known,
    notable,
    past: item.superseded ? 'replaced' : item.gone ? 'gone' : undefined,
    id,
    revision: item.revision,
  };
}
