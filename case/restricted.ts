/**
 * Contents on a list of restricted files, which show crimes against people or what is most intimate to them: counted, and
 * never parsed, sent to Tika, recognised, rendered or exported.
 */
import type { Ledger } from './ledger/ledger.ts';

const prefix = 'restricted:';

/** What the ledger keeps of such a content in place of the set of known files that it is on. */
export const asRestricted = (set: string): string => `${prefix}${set}`;

/** The name of the list; undefined for a content that is on none, or on one of known files. */
export const restrictedSet = (known: string | undefined): string | undefined =>
  known?.startsWith(prefix) ? known.slice(prefix.length) : undefined;

/**
 * Whether a content is restricted, or holds one that is, however deep: its bytes, and what is made of them, are to be
 * shown or given to nobody. To be asked before each rendering, recognition and export, whoever asks for it.
 */
export const isRestricted = async (
  ledger: { readonly documents: Pick<Ledger['documents'], 'restrictedIn'> },
  sha256: string,
): Promise<boolean> => (await ledger.documents.restrictedIn(sha256)) !== undefined;
