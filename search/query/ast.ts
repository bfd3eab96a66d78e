/**
 * The query as a tree, the same for every index. Leaves name a field of `fields.ts`, or none: then all words of
 * the document are meant (its texts, title, subject, keywords, people).
 */
export type Query = All | And | Or | Not | OnePlace | OfFamily | OneMember | Leaf;

export interface All {
  readonly op: 'all';
}
/** Two operands or more, none of them an `and`. */
export interface And {
  readonly op: 'and';
  readonly of: readonly Query[];
}
/** Two operands or more, none of them an `or`. */
export interface Or {
  readonly op: 'or';
  readonly of: readonly Query[];
}
/** All documents that the operand does not match. */
export interface Not {
  readonly op: 'not';
  readonly of: Query;
}

/** Documents with a place that meets all of it: conditions on places, joined by AND, OR and NOT. */
export interface OnePlace {
  readonly op: 'place';
  readonly of: Query;
}

/**
 * Documents of families that meet all of it. A condition holds of a family where one member meets it, a condition on
 * places where the member's place in this family does; AND, OR and NOT are about the family as a whole.
 */
export interface OfFamily {
  readonly op: 'family';
  readonly of: Query;
}

/** Inside `family(…)`: one member that meets all of it. */
export interface OneMember {
  readonly op: 'member';
  readonly of: Query;
}

export type Leaf = Match | Near | Within | Pattern | Fuzzy | Exact | Range;

/** Words: all words of `text`, in sequence. Other fields: the value. */
export interface Match {
  readonly op: 'match';
  readonly field?: string;
  readonly text: string;
  /** Of a field of mailboxes: these words alone are meant, and not the person whose address or name they are. */
  readonly stated?: true;
}
/** The words of `text` in any order, with at most `distance` other words between them. */
export interface Near {
  readonly op: 'near';
  readonly field?: string;
  readonly text: string;
  readonly distance: number;
  /** `text` is a pattern. */
  readonly wild?: true;
}
/**
 * Two words or phrases, in any order or the first before the second, with at most `distance` other words between them;
 * each is a pattern.
 */
export interface Within {
  readonly op: 'within';
  readonly field?: string;
  readonly of: readonly [string, string];
  readonly distance: number;
  readonly ordered?: true;
}
/** The words as they are written here: case, accents and punctuation count. */
export interface Exact {
  readonly op: 'exact';
  readonly field?: undefined;
  readonly text: string;
}
/**
 * `*` stands for any characters, `?` for one; a backslash takes the meaning from what follows. Of words: those in
 * sequence that meet it one by one.
 */
export interface Pattern {
  readonly op: 'pattern';
  readonly field?: string;
  readonly pattern: string;
}
/** Words at most `distance` edits away; the first character is fixed. */
export interface Fuzzy {
  readonly op: 'fuzzy';
  readonly field?: string;
  readonly text: string;
  readonly distance: 1 | 2;
}
/** A bound that is absent is open. Dates and numbers only; values as written, checked by the parser. */
export interface Range {
  readonly op: 'range';
  readonly field: string;
  readonly from?: string;
  readonly to?: string;
  readonly fromInclusive: boolean;
  readonly toInclusive: boolean;
}

const joins: ReadonlySet<string> = new Set(['all', 'and', 'or', 'not', 'place', 'family', 'member']);
/** Whether it is one condition, and no join of others. */
export const isLeaf = (query: Query): query is Leaf => !joins.has(query.op);

/** What a query may be at most; each stops a query that costs more than any question is worth. */
export const queryLimits = {
  /** UTF-16 units of the query as written. */
  units: 65_536,
  /** Brackets and NOTs inside each other: the parser and the adapters recurse. */
  depth: 64,
  /** Leaves of the tree. */
  leaves: 1_024,
  /** Words of one phrase or proximity. */
  phraseWords: 64,
  /** Words between the words of a proximity. */
  distance: 1_000,
  /** Terms that one pattern or fuzzy word stands for. */
  expansions: 1_024,
  /** Words of a phrase any pairs of which are also tried joined; of a longer one it is one pair at a time. */
  joinedWords: 8,
} as const;

/** Why a query was refused; `position` is a UTF-16 offset in what was parsed. */
export class QuerySyntaxError extends Error {
  override readonly name = 'QuerySyntaxError';
  readonly code = 'query-syntax';
  readonly position: number;
  readonly expected: readonly string[];

  constructor(message: string, position: number, expected: readonly string[] = []) {
    super(message);
    this.position = position;
    this.expected = expected;
  }
}

/**
 * A pattern or fuzzy word that stands for more terms than the limit, or a query that an index cannot answer as a
 * whole; never a silent cut.
 */
export class QueryTooBroadError extends Error {
  override readonly name = 'QueryTooBroadError';
  readonly code = 'query-too-broad';

  static ofPattern(pattern: string): QueryTooBroadError {
    return new QueryTooBroadError(
      `"${pattern}" stands for more than ${queryLimits.expansions} different words of this index; ` +
        'give it more letters',
    );
  }
}
