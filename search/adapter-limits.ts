/** Bounds that every adapter of the index keeps alike, so that the same question has the same answer on each. */

/** Hits of one page. */
export const maxPageHits = 1_000;
/** Places shown with a hit. */
export const maxShownPlaces = 100;
/** Ids in one page of `documents` and `entries`. */
export const maxPageIds = 100_000;

/** Above this many units of all its texts a document is long, and its words do not stand in one row or field. */
export const longUnits = 2 * 1024 * 1024;
