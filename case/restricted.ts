/**
 * Contents on a list of restricted files, which show crimes against people or what is most intimate to them: counted, and
 * never parsed, sent to Tika, recognised, rendered or exported.
 */
import type { Ledger } from './ledger/ledger.ts';
import type { Scope } from '../schemas/scope.ts';

const prefix = 'restricted:';

/** What the ledger keeps of such a content in place of the set of known files that it is on. */
export const asRestricted = (set: string): string => `${prefix}${set}`;

/** The name of the list; undefined for a content that is on none, or on one of known files. */
export const restrictedSet = (known: string | undefined): string | undefined =>
  known?.startsWith(prefix) ? known.slice(prefix.length) : undefined;

/** Why nobody who asks gets the bytes of a content, nor what is made of them. */
export type ClosedBytes =
  /** It is on a list of restricted files, or holds what is, however deep: closed to everybody. */
  | { readonly by: 'restricted'; readonly list: string }
  /** With it would go what is withheld from the scope. */
  | { readonly by: 'withheld' };

/** To be asked before each rendering, recognition and export, whoever asks for it; undefined for bytes that are open. */
export async function closedBytes(
  { documents }: { readonly documents: Pick<Ledger['documents'], 'restrictedIn' | 'holdsHidden'> },
  sha256: string,
  scope: Scope,
): Promise<ClosedBytes | undefined> {
  const list = await documents.restrictedIn(sha256);
  if (list !== undefined) return { by: 'restricted', list };
  return (await documents.holdsHidden(sha256, scope)) ? { by: 'withheld' } : undefined;
}
