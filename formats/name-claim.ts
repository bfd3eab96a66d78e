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

/** Texts whose names are used for one another without anything being hidden by it. */
const readable = new Set([
  'text',
  'log',
  'markdown',
  'csv',
  'tsv',
  'json',
  'jsonl',
  'xml',
  'html',
  'eml',
  'mbox',
]);
const alike: readonly ReadonlySet<string>[] = [
  new Set(['csv', 'tsv', 'text']),
  new Set(['json', 'jsonl']),
  new Set(['xml', 'html']),
  new Set(['eml', 'mbox']),
  new Set(['log', 'text', 'csv', 'tsv', 'jsonl', 'json', 'xml', 'markdown']),
  new Set(['markdown', 'text', 'html', 'log']),
  new Set(['m4a', 'mp4', 'mov', '3gp', 'heic', 'avif']),
  new Set(['ttf', 'otf', 'ttc']),
  new Set(['xml', 'bplist']),
  // Encrypted Office packages keep the name of what they hold.
  new Set(['ooxml-encrypted', 'docx', 'xlsx', 'pptx', 'xlsb', 'vsdx']),
  new Set(['disk-image', 'iso', 'udf', 'dmg', 'vhd']),
  // Keys and certificates come both as bytes and as PEM text; `.key` and `.pub` are theirs as well.
  new Set(['der', 'pgp', 'keynote', 'pub', 'text']),
  new Set(['pages', 'numbers', 'keynote', 'iwork', 'zip']),
];

/**
 * The detail of a `type-mismatch` warning, or `undefined` where name and content agree, the extension is unknown,
 * or the two are used for one another (a CSV or a mail in `.txt`).
 */
export function findMismatch(name: string, format: string): string | undefined {
  const claimed = claimedFormats(name);
  if (claimed.size === 0 || claimed.has(format) || format === 'empty') return undefined;
  if (claimed.has('text') && readable.has(format)) return undefined;
  if (alike.some((group) => group.has(format) && [...claimed].some((id) => group.has(id)))) return undefined;
  return `the name says ${[...claimed].join(' or ')}, the content is ${format}`;
}
