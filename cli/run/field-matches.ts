/** Says which fields hold words of the query, for a hit whose texts hold none of them: an author, a recipient, a title. */
import { metadataFields, metadataWords } from '../../search/query/fields.ts';
import type { Query } from '../../search/query/ast.ts';
import { positiveWordLeaves } from '../../search/query/words.ts';
import type { Hit } from '../../search/port.ts';
import { MatchFinder } from '../../search/snippets/match-finder.ts';

export interface FieldMatch {
  readonly field: string;
  /** As the document states it, at most `maxUnits`. */
  readonly value: string;
  /** Offsets into `value`. */
  readonly highlights: readonly { readonly start: number; readonly end: number }[];
}

const maxUnits = 200;

/** Gives at most `most` values of a hit; none where it has snippets, which show more. */
export function fieldMatches(query: Query, most: number): (hit: Hit) => readonly FieldMatch[] {
  const leaves = positiveWordLeaves(query);
  if (leaves.length === 0 || most === 0) return () => [];
  const finder = new MatchFinder(leaves);
  return ({ snippets, entry }) => {
    if (snippets.length > 0) return [];
    const found = metadataFields.flatMap((field) =>
      metadataWords(entry, field).flatMap((whole): FieldMatch[] => {
        const [first] = finder.find(whole, field);
        if (!first) return [];
        const from = first.end > maxUnits ? first.start : 0;
        const value = whole.slice(from, from + maxUnits);
        const highlights = finder.find(value, field).map(({ start, end }) => ({ start, end }));
        return [{ field, value, highlights }];
      }),
    );
    return found.slice(0, most);
  };
}
