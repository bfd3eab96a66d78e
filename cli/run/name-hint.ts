/** A name of a file, a path or a hash among the words to look for: what files are called is asked of another field. */
import { formats } from '../../formats/registry.ts';
import type { Query } from '../../search/query/ast.ts';
import { printQuery } from '../../search/query/print.ts';
import { escapeLine } from '../frame/escape.ts';
import { countOf } from '../frame/quantities.ts';
import { quoted } from './mark-targets.ts';
import type { Asked } from './query-hints.ts';

/** Longer than any path that is typed; stops a pasted text from being taken for one. */
const maxNameUnits = 1_024;

export interface NameHint {
  /** As it was typed. */
  readonly name: string;
  /** What asks for it, in the language of queries. */
  readonly query: string;
  /** Documents and items that this finds. */
  readonly found: number;
}

const extensions = new Set(formats.flatMap((one) => one.extensions));
const drive = /^[A-Za-z]:(?=[\\/])/u;
/** What has a meaning in a query; a name that holds it was meant as a query. */
const ofLanguage = /[:()[\]{}*?~^|&!"“”„@\n]|(?:^|\s)(?:AND|OR|NOT|w\/\d+)(?=\s|$)/u;

/** What the whole of a query asks for where it is a name, a path or a hash. */
export function nameAsked(text: string): { readonly name: string; readonly query: Query } | undefined {
  const name = text.trim().replace(/^"([^"]*)"$/u, '$1');
  if (name.length > maxNameUnits) return undefined;
  if (/^(?:[\da-f]{32}|[\da-f]{40}|[\da-f]{64})$/iu.test(name))
    return { name, query: { op: 'match', field: 'hash', text: name.toLowerCase() } };
  const path = name.replace(drive, '').replaceAll('\\', '/').replace(/^\/+/u, '');
  if (path === '' || ofLanguage.test(path)) return undefined;
  const isPath = path.includes('/');
  const extension = /\.([a-z\d]{1,12})$/iu.exec(path)?.[1]?.toLowerCase() ?? '';
  if (!isPath && !extensions.has(extension)) return undefined;
  return { name, query: { op: 'match', field: isPath ? 'path' : 'name', text: path } };
}

/** Undefined where the query is no name, or finds something while no file goes by it. */
export async function nameHint({ text, query, index, scope }: Asked): Promise<NameHint | undefined> {
  const asked = nameAsked(text);
  if (!asked) return undefined;
  const found = await index.count(asked.query, scope);
  if (found === 0 && (await index.count(query, scope)) > 0) return undefined;
  return { name: asked.name, query: printQuery(asked.query), found };
}

/** As `nameHint`, in words for a terminal. */
export function nameHintWords({ name, query, found }: NameHint): string {
  const says = `"${escapeLine(name)}" is looked for in what documents say; asked of what they are called, ${escapeLine(query)}`;
  return found > 0
    ? `${says} finds ${countOf(found, 'item')}.`
    : `${says} finds nothing either. What became of a file says: evidex explain ${escapeLine(quoted(name))}`;
}
