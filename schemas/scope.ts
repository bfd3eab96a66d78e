/** Who reads: the review scopes that are open to a reader, of the index and of the ledger alike. */

/**
 * A place that is withheld shows only where one of the scopes that it names is among those that are open, or `*` is.
 * Elsewhere it leaves no trace: no item, hit, count, mention, event or path.
 */
export interface Scope {
  readonly open: readonly string[];
}

/** Opens every scope, those included that nobody knows of: for copying, checking and mending, never for a reader. */
export const everyScope: Scope = { open: ['*'] };
