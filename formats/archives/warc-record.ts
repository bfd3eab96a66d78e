/** Reads the records of web archives (WARC, ISO 28500): their fields, and where their blocks lie. */
import { bufferAt } from '../content.ts';
import type { Content } from '../contract.ts';

export interface WarcRecord {
  readonly start: number;
  /** By small names. */
  readonly fields: ReadonlyMap<string, string>;
  readonly blockStart: number;
  /** As far as it is there. */
  readonly blockEnd: number;
  /** As it is stated. */
  readonly blockBytes: number;
}

/** Fields and units of a header; stops one that is the whole file. */
const maxHeaderBytes = 64 * 1024;
const maxFields = 200;
const windowBytes = 1024 * 1024;

const firstLine = /^WARC\/\d{1,2}\.\d{1,2}\r?\n/;

/** Fields of a header of HTTP or WARC by their small names; the first of each name counts. */
export function readFields(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  // A line that begins with a blank goes on with the one before.
  for (const line of text.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon < 1 || fields.size >= maxFields) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    if (!fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}

/** The end of the header that begins at `start`: behind its blank line; undefined where none comes within bounds. */
export function headEnd(content: Content, start: number, end: number): number | undefined {
  const bytes = bufferAt(content, start, Math.min(maxHeaderBytes, end - start));
  const [feeds, returns] = [bytes.indexOf('\n\n', 0, 'latin1'), bytes.indexOf('\r\n\r\n', 0, 'latin1')];
  if (feeds === -1 && returns === -1) return undefined;
  return returns === -1 || (feeds !== -1 && feeds < returns) ? start + feeds + 2 : start + returns + 4;
}

/** The record that begins at `start`; undefined where none does, or its length is not stated. */
export function readRecord(content: Content, start: number): WarcRecord | undefined {
  const blockStart = headEnd(content, start, content.size);
  if (blockStart === undefined) return undefined;
  const text = bufferAt(content, start, blockStart - start).toString('utf8');
  if (!firstLine.test(text)) return undefined;
  const fields = readFields(text);
  const stated = fields.get('content-length') ?? '';
  if (!/^\d{1,15}$/.test(stated)) return undefined;
  const blockBytes = Number(stated);
  return { start, fields, blockStart, blockEnd: Math.min(blockStart + blockBytes, content.size), blockBytes };
}

/** Where the next record may begin at or behind `from`, which is a line of its own; the size where none does. */
export function findRecord(content: Content, from: number): number {
  for (let at = from; at < content.size; at += windowBytes) {
    // What a window ends in the midst of is in the next one too.
    const bytes = bufferAt(content, Math.max(0, at - 1), windowBytes + 8);
    const found = bytes.indexOf('\nWARC/', 0, 'latin1');
    if (found !== -1) return Math.max(0, at - 1) + found + 1;
  }
  return content.size;
}

/** Behind the blank lines that end a record. */
export function behindBlanks(content: Content, from: number): number {
  const bytes = content.read(from, 16);
  let at = 0;
  while (bytes[at] === 0x0d || bytes[at] === 0x0a) at += 1;
  return from + at;
}
