/** Which formats hold tables, and what reads their records. */
import { delimitedRecords } from './delimited-records.ts';
import { jsonRecords } from './json-records.ts';
import { lineRecords } from './line-records.ts';
import { sheetRecords } from './sheet-records.ts';
import type { StoredText, TableRecord } from './table-record.ts';

const readers: Readonly<Record<string, (stored: StoredText) => AsyncIterable<TableRecord>>> = {
  csv: delimitedRecords,
  tsv: delimitedRecords,
  jsonl: jsonRecords,
  json: jsonRecords,
  xlsx: sheetRecords,
  xlsb: sheetRecords,
  xls: sheetRecords,
  ods: sheetRecords,
  text: lineRecords,
};

/** Of the registry, those of which the texts are looked at. */
export const tableFormats: readonly string[] = Object.keys(readers);

/** Undefined for a format that holds no tables. */
export const recordsOf = (stored: StoredText): AsyncIterable<TableRecord> | undefined =>
  readers[stored.format]?.(stored);
