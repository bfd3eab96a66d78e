/** Takes structured header values apart: `text/plain; charset="x"; name*0*=…` (RFC 2045, 2183, 2231). */
import { decodeBytes } from '../charset/charset.ts';
import { replaceEncodedWords } from './encoded-words.ts';

export interface StructuredValue {
  /** What stands before the first `;`, lower case, without comments. */
  readonly value: string;
  /** By name in lower case, decoded; the first of two with one name counts. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** Characters of one structured value that are looked at; stops a value of a megabyte from being scanned. */
const maxScannedUnits = 64 * 1024;
/** Parameters kept of one value; stops continuation bombs (`name*0` to `name*999999`). */
const maxParameters = 500;

/** Splits at `;` outside quotes and comments, and takes quotes, escapes and comments away. */
function splitParts(value: string): string[] {
  // Most values are a bare type: nothing to take away but blanks at the end.
  if (!/[";(]/.test(value)) return [value.trimEnd()];
  const parts: string[] = [];
  // Blanks inside quotes are part of the value, those around them are not: where the last quote ended.
  let quoteEnd = 0;
  let part = '';
  let quoted = false;
  let comment = 0;
  const lastClose = value.lastIndexOf(')');
  for (let at = 0; at < value.length; at += 1) {
    const unit = value.charAt(at);
    if (comment > 0) {
      if (unit === '\\') at += 1;
      else if (unit === '(') comment += 1;
      else if (unit === ')') comment -= 1;
    } else if (quoted) {
      const next = value.charAt(at + 1);
      // Windows paths come unescaped inside quotes: only a quote or a backslash is an escaped character.
      if (unit === '\\' && (next === '"' || next === '\\')) {
        part += next;
        at += 1;
      } else if (unit === '"') {
        quoted = false;
        quoteEnd = part.length;
      } else part += unit;
    } else if (unit === '"') quoted = true;
    else if (unit === ';') {
      parts.push(part.slice(0, quoteEnd) + part.slice(quoteEnd).trimEnd());
      quoteEnd = 0;
      if (parts.length > maxParameters) return parts;
      part = '';
      // A parenthesis inside a name (`Invoice(1).pdf`) is part of it, one after a blank opens a comment.
    } else if (unit === '(' && at < lastClose && (parts.length === 0 || /\s/.test(value.charAt(at - 1))))
      comment = 1;
    else part += unit;
  }
  parts.push(part.slice(0, quoteEnd) + part.slice(quoteEnd).trimEnd());
  return parts;
}

/** The bytes of a percent-encoded value as Latin-1 text; a broken escape stays as it is. */
const percentDecoded = (value: string): string =>
  value.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

interface Section {
  readonly index: number;
  readonly encoded: boolean;
  readonly value: string;
}

/** Joins the sections of a continued parameter in order and decodes them with the charset of the first. */
function joinSections(sections: readonly Section[]): string {
  const ordered = [...sections].sort((left, right) => left.index - right.index);
  const first = ordered[0];
  if (first === undefined) return '';
  if (!ordered.some((section) => section.encoded)) return ordered.map((section) => section.value).join('');
  const [charset, , ...rest] = first.encoded ? first.value.split("'") : [''];
  const head = first.encoded && rest.length > 0 ? rest.join("'") : first.value;
  const values = ordered.map((section, at) => ({ ...section, value: at === 0 ? head : section.value }));
  // Sections that are not percent-encoded can hold characters beyond a byte already; those are text.
  if (values.some((section) => /[^\0-\xff]/.test(section.value))) {
    return values.map((section) => section.value).join('');
  }
  const packed = values.map((section) => (section.encoded ? percentDecoded(section.value) : section.value));
  return decodeBytes(Buffer.from(packed.join(''), 'latin1'), charset || undefined);
}

/** What was parsed of short values: programs write few of them (`text/plain; charset=us-ascii`), in each message. */
const parsed = new Map<string, StructuredValue>();
/** Values remembered, and units of one: evidence writes as many as it likes. A boundary is in no second message. */
const maxParsed = 1_000;
const maxParsedUnits = 100;

/** Parses a structured value; never throws, whatever it holds. */
export function parseStructured(value: string): StructuredValue {
  if (value.length > maxParsedUnits || value.includes('boundary')) return parse(value);
  let structured = parsed.get(value);
  if (structured === undefined) {
    // A copy: a piece of a header keeps the megabyte that it was cut from.
    const copy = Buffer.from(value, 'utf16le').toString('utf16le');
    structured = parse(copy);
    if (parsed.size >= maxParsed) parsed.clear();
    parsed.set(copy, structured);
  }
  return structured;
}

function parse(value: string): StructuredValue {
  const [head = '', ...parts] = splitParts(value.slice(0, maxScannedUnits));
  const parameters = new Map<string, string>();
  const continued = new Map<string, Section[]>();
  for (const part of parts) {
    const equals = part.indexOf('=');
    if (equals === -1) continue;
    const key = part.slice(0, equals).trim().toLowerCase();
    const text = part.slice(equals + 1).trimStart();
    const star = key.indexOf('*');
    if (star === -1) {
      if (!parameters.has(key)) parameters.set(key, text);
      continue;
    }
    const name = key.slice(0, star);
    const index = Number.parseInt(key.slice(star + 1), 10);
    const section = { index: Number.isNaN(index) ? 0 : index, encoded: key.endsWith('*'), value: text };
    const sections = continued.get(name);
    if (sections) sections.push(section);
    else continued.set(name, [section]);
  }
  for (const [name, sections] of continued) parameters.set(name, joinSections(sections));
  return { value: head.trim().toLowerCase(), parameters };
}

/** Text with its encoded words decoded (RFC 2047); what decoding smuggled in as line breaks becomes blanks. */
export function decodeHeaderText(value: string): string {
  if (!/[\0\t\n\r]|=\?/.test(value)) return value.trim();
  const decoded = value.includes('=?') ? replaceEncodedWords(value, (text) => text) : value;
  return decoded.replaceAll(/[\0\t\n\r]+/g, ' ').trim();
}
