/** Reads the times of ISO 9660 images: of a file in seven bytes (ECMA-119, 9.1.5), of a volume in digits (8.4.26.1). */
import type { Time } from '../../schemas/time.ts';
import { numberOf, statedTime } from './stated-time.ts';

/** Quarters of an hour east of Greenwich. */
const offsetOf = (quarters: number): number => quarters * 15;

/** The time that the seven bytes of a record state; undefined for zeros. */
export function parseIsoRecordTime(bytes: Buffer): Time | undefined {
  if (bytes.length < 7) return undefined;
  const [year = 0, month, day, hour, minute, second] = bytes;
  const offset = offsetOf(bytes.readInt8(6));
  return statedTime(
    { year: 1900 + year, month, day, hour, minute, second, offset },
    `0x${bytes.toString('hex', 0, 7)}`,
  );
}

/** The time that the 17 bytes of a volume state: sixteen digits, and the zone. */
export function parseIsoVolumeTime(bytes: Buffer): Time | undefined {
  const text = bytes.toString('latin1', 0, 16);
  const [, year, month, day, hour, minute, second, fraction] =
    /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(text) ?? [];
  if (year === undefined || bytes.length < 17) return undefined;
  return statedTime(
    {
      year: Number(year),
      month: numberOf(month),
      day: numberOf(day),
      hour: numberOf(hour),
      minute: numberOf(minute),
      second: numberOf(second),
      fraction: fraction ?? '',
      offset: offsetOf(bytes.readInt8(16)),
    },
    text,
  );
}
