/** Between the ledger's records and the columns that hold them. */
import type { ItemTimes } from '../../schemas/item-times.ts';
import { formAt, fromColumn, packForms, packTime, toColumn, unpackTime } from '../packed-time.ts';
import { compressLong, decompressLong } from '../tag-block.ts';

export const bytesOf = (hex: string): Buffer => Buffer.from(hex, 'hex');
export const hexOf = (bytes: unknown): string => Buffer.from(bytes as Uint8Array).toString('hex');

/** A column of text; '' where it is null. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

export const timeColumns = ['modified', 'accessed', 'changed', 'created'] as const;

/** The four time columns and `time_forms`; a time that cannot be held is null. */
export function timeValues(times: ItemTimes | undefined): (bigint | number | null)[] {
  const packed = timeColumns.map((name) => {
    const time = times?.[name];
    return time ? packTime(time) : undefined;
  });
  return [
    ...packed.map((time) => (time ? toColumn(time.at) : null)),
    packForms(packed.map((time) => time?.form)),
  ];
}

/** Of a row that was read with big integers for the time columns. */
export function timesOf(row: Record<string, unknown>): ItemTimes {
  const forms = Number(row['time_forms']);
  return Object.fromEntries(
    timeColumns.flatMap((name, index) => {
      const at = row[name];
      return at === null || at === undefined
        ? []
        : [[name, unpackTime({ at: fromColumn(at as bigint), form: formAt(forms, index) })]];
    }),
  ) as ItemTimes;
}

/** JSON in a blob, compressed where it is worth it. */
export function packJson(value: unknown): Uint8Array {
  return compressLong(Buffer.from(JSON.stringify(value)));
}

export function unpackJson(blob: Uint8Array): unknown {
  return JSON.parse(Buffer.from(decompressLong(blob)).toString());
}

/** Leaves out what SQLite gives as null. */
export function present<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined),
  ) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}
