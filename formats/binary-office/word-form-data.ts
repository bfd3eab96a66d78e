/** Reads the form fields of a Word document of 97 to 2003: what a list or box shows stands in no text ([MS-DOC] 2.9.78). */
import { readStringTable } from './string-tables.ts';

/** Fields that are kept; a form has some hundreds. */
const maxFields = 10_000;
/** Head of what a field keeps in the stream of data (2.9.157), and the version that begins it. */
const headBytes = 68;
const headLength = 0x44;
const version = Buffer.from('ffffffff', 'hex');
/** The choice of a field in which nothing was chosen yet: what it begins with stands apart. */
const unchosen = 25;

const kinds = { text: 0, box: 1, list: 2 } as const;

export interface FormData {
  /** What a reader sees of a list or a box; of a text it stands in the document. */
  readonly shown: string;
  /** Name, help, what a text begins with, entries that are not chosen, macros. */
  readonly apart: readonly string[];
}

/** A string with its length in front and a zero behind. */
function stringAt(data: Buffer, at: number): { text: string; end: number } {
  if (at + 2 > data.length) return { text: '', end: data.length };
  const end = at + 2 + data.readUInt16LE(at) * 2;
  return { text: data.toString('utf16le', at + 2, Math.min(end, data.length)).toWellFormed(), end: end + 2 };
}

function parseField(data: Buffer): FormData | undefined {
  if (data.length < 12) return undefined;
  const bits = data.readUInt16LE(4);
  const kind = bits & 3;
  if (kind > kinds.list) return undefined;
  let at = 10;
  const next = (): string => {
    const { text, end } = stringAt(data, at);
    at = end;
    return text;
  };
  const name = next();
  const start = kind === kinds.text ? next() : '';
  let usual = 0;
  if (kind !== kinds.text) {
    if (at + 2 > data.length) return undefined;
    usual = data.readUInt16LE(at);
    at += 2;
  }
  const [, help, status, entry, exit] = [next(), next(), next(), next(), next()];
  const stated = (bits >> 2) & 0x1f;
  const chosen = stated === unchosen ? usual : stated;
  const entries = kind === kinds.list ? readStringTable(data.subarray(at)) : [];
  const box = chosen === 1 ? '☒' : '☐';
  const shown = kind === kinds.box ? box : (entries[chosen] ?? '');
  const others = entries.filter((_, index) => index !== chosen);
  return { shown, apart: [name, start, help, status, entry, exit, ...others].filter((text) => text !== '') };
}

/** Those that the stream of data holds, in its order, pictures among them passed over. */
export function readFormData(data: Buffer): FormData[] {
  const fields: FormData[] = [];
  for (let at = data.indexOf(version); at >= 0 && fields.length < maxFields;) {
    const head = at - headBytes;
    const end = head >= 0 ? head + data.readUInt32LE(head) : 0;
    const isField = end > at && end <= data.length && data.readUInt16LE(head + 4) === headLength;
    const field = isField ? parseField(data.subarray(at, end)) : undefined;
    if (field) fields.push(field);
    at = data.indexOf(version, field ? end : at + 1);
  }
  return fields;
}
