/** What a name's extension claims about the content, and whether the content contradicts it. */
import { formats } from './registry.ts';

const claims = new Map<string, Set<string>>();
for (const { id, extensions } of formats) {
  for (const extension of extensions) {
    const ids = claims.get(extension) ?? new Set();
    claims.set(extension, ids.add(id));
  }
}

/** Lower-case, without dot; '' where the name has none. */
function extensionOf(name: string): string {
  return /[^/\\]\.([A-Za-z0-9_-]{1,24})$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** The formats that a name's extension stands for; empty where it stands for none that is known. */
function claimedFormats(name: string): ReadonlySet<string> {
  return claims.get(extensionOf(name)) ?? new Set();
}

const rows = new Map(formats.map((format) => [format.id, format]));

const areAlike = (one: string, other: string): boolean => {
  const groups = rows.get(other)?.alike ?? [];
  return rows.get(one)?.alike?.some((group) => groups.includes(group)) ?? false;
};

/** A table is cited by its cells, and its headings say what they are: what is called one and is read as lines has neither. */
const tables: ReadonlySet<string> = new Set(['csv', 'tsv']);

/**
 * The detail of a `type-mismatch` warning, or `undefined` where name and content agree, the extension is unknown,
 * or the two are used for one another (a CSV or a mail in `.txt`, but no text in `.csv`).
 */
export function findMismatch(name: string, format: string): string | undefined {
  const claimed = claimedFormats(name);
  if (claimed.size === 0 || claimed.has(format) || format === 'empty') return undefined;
  if (claimed.has('text') && rows.get(format)?.isText) return undefined;
  const isLostTable = [...claimed].every((id) => tables.has(id)) && !tables.has(format);
  if (!isLostTable && [...claimed].some((id) => areAlike(id, format))) return undefined;
  return `the name says ${[...claimed].join(' or ')}, the content is ${format}`;
}
