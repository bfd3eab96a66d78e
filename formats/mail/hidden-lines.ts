/** Says which fields of headers, of a message and of its parts, are text that a reader does not see. */
import { factsOfName } from './field-names.ts';
import type { HeaderField } from './field-reader.ts';
import { decodeHeaderText, parseStructured } from './header-value.ts';
import { idAlone, type OtherFields } from './message-metadata.ts';

const hasWords = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

/** Fields with a place of their own of which that place does not hold all: the second of one kind, words beside ids. */
function unplaced(fields: readonly HeaderField[]): HeaderField[] {
  let hasId = false;
  return fields.filter(({ name, value }) => {
    if (name === 'message-id' && hasId) return true;
    hasId ||= name === 'message-id';
    if (name !== 'message-id' && name !== 'in-reply-to' && name !== 'references') return false;
    if (idAlone.test(value)) return false;
    const beside = value.replaceAll(/<[^<>\s]{1,998}>/g, ' ');
    return hasWords(beside) && (value.includes('<') || !beside.includes('@'));
  });
}

const knownParameters =
  /^(?:boundary|charset|format|delsp|type|name|filename|size|protocol|micalg|start|start-info|method|report-type|reply-type|differences|component|profile|x-mac-type|x-mac-creator|smime-type|x-unix-mode|x-apple-part-url|creation-date|modification-date|read-date|access-type|number|total|id|url|site|directory|mode|expiration|permission|server|subject|conversions)$/;

/** Whether such a field says more than that: a comment, a parameter that no standard has. */
const saysMore = ({ name, value }: HeaderField): boolean =>
  (value.includes(';') || value.includes('(')) &&
  factsOfName(name).isPacking &&
  (/\((?=[^)]{0,1000}[\p{L}\p{N}])/u.test(value) ||
    (name !== 'content-id' &&
      [...parseStructured(value).parameters.keys()].some((key) => !knownParameters.test(key))));

const lineOf = ({ name, value }: HeaderField): string => `${name}: ${decodeHeaderText(value)}\n`;

/** Lines of the fields of a message that a reader does not see, and that a person may have written, or that found no room. */
export function hiddenLines(fields: readonly HeaderField[], { kept, rest }: OtherFields): string {
  const said = kept.filter(({ name, value }) => factsOfName(name).isWritten && hasWords(value));
  const named = fields.filter(({ name, value }) => value === '' && factsOfName(name).countsEmpty);
  return [...said, ...rest, ...unplaced(fields), ...fields.filter(saysMore), ...named].map(lineOf).join('');
}

/** Signatures and their hashes: no words, and as many terms as the rest of a header. */
const signature = /\b(bh?)=[\w+/=\s]{20,4000}/g;

/** Lines of what programs wrote on the way of a message: each word of a header is in one of its texts. */
export function transportLines(fields: readonly HeaderField[], { kept }: OtherFields): string {
  let lines = '';
  // Those that were kept are in the order of all.
  let next = 0;
  for (const field of fields) {
    const isKept = field === kept[next];
    if (isKept) next += 1;
    const { isId, isWritten, isSigned } = factsOfName(field.name);
    if (!isId && (!isKept || (isWritten && hasWords(field.value)))) continue;
    const value = isSigned ? field.value.replaceAll(signature, (_, tag: string) => `${tag}=`) : field.value;
    lines += lineOf({ name: field.name, value });
  }
  return lines;
}

/** Lines of the fields of a part that a person may have written: its description, a comment, where it lay. */
export const partLines = (fields: readonly HeaderField[], strays: readonly string[]): string =>
  [
    ...fields
      .filter((field) => (!factsOfName(field.name).isPacking && field.value !== '') || saysMore(field))
      .map(lineOf),
    ...strays.map((line) => `${line}\n`),
  ].join('');
