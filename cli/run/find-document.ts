/** Finds the one document that a user names by path, hash or id. */
import type { LedgerDocument } from '../../case/ledger/documents.ts';
import type { LedgerItem } from '../../case/ledger/items.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import { type IndexEntry, itemEntryId } from '../../schemas/index-entry.ts';
import { Problem } from '../../schemas/problem.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { IndexReader } from '../../search/port.ts';
import { escapeLine } from '../frame/escape.ts';
import { itemsAt, itemsByHash } from './items-at.ts';
import { notHeld } from './not-held.ts';

const maxCandidates = 10;

export interface NamedDocument {
  readonly item: LedgerItem;
  readonly document: LedgerDocument;
}

/** The items that go by a path, a hash or an id. */
export async function itemsNamed(
  ledger: Pick<Ledger, 'items'>,
  name: string,
  scope: Scope,
): Promise<readonly LedgerItem[]> {
  const byPath = await itemsAt(ledger, name, scope);
  return byPath.length > 0 ? byPath : itemsByHash(ledger, name, maxCandidates, scope);
}

/** Throws `not-found` where nothing, and `wrong-value` where more than one content, goes by that name. */
export async function findDocument(
  ledger: Pick<Ledger, 'items' | 'documents'>,
  name: string,
  scope: Scope,
): Promise<NamedDocument> {
  const found = await itemsNamed(ledger, name, scope);
  const withContent = found.filter(({ sha256 }) => sha256 !== undefined);
  const contents = new Set(withContent.map(({ sha256 }) => sha256));
  const [item] = withContent;
  if (!item?.sha256) {
    if (!found[0]) throw notHeld(name);
    throw new Problem(
      'not-found',
      `${escapeLine(name)} has no content: it ended ${found[0].status}`,
      'See `evidex explain`, or list all items with `evidex report CASE --items`.',
    );
  }
  if (contents.size > 1) {
    const paths = withContent
      .slice(0, maxCandidates)
      .map(({ source, path, sha256 }) => `  ${escapeLine(`${source}/${path}`)}  ${sha256 ?? ''}`);
    throw new Problem(
      'wrong-value',
      `${escapeLine(name)} stands for ${contents.size} documents:\n${paths.join('\n')}`,
      'Name one by its SHA-256, or by source and path.',
    );
  }
  const document = await ledger.documents.get(item.sha256, scope);
  if (!document) throw new Problem('not-found', `the ledger has no document ${item.sha256}`);
  return { item, document };
}

export interface NamedEntry {
  readonly item: LedgerItem;
  readonly entry: IndexEntry;
}

/** The entry of a document, or of an item that has none. Throws as `findDocument`. */
export async function findEntry(
  ledger: Ledger,
  index: IndexReader,
  name: string,
  scope: Scope,
): Promise<NamedEntry> {
  const [one, ...others] = await itemsNamed(ledger, name, scope);
  const hasNoContent = one && one.sha256 === undefined && others.length === 0;
  const own = hasNoContent ? await index.entry(itemEntryId(one), scope) : undefined;
  if (one && own) return { item: one, entry: own };
  const { item, document } = await findDocument(ledger, name, scope);
  const entry = (await index.entry(document.sha256, scope)) ?? (await index.entry(itemEntryId(item), scope));
  if (entry) return { item, entry };
  throw new Problem(
    'not-found',
    `${escapeLine(item.path)} is not in the index: it ended ${item.status}`,
    'See `evidex explain` for why.',
  );
}
