/** Limits that readers of different formats share. */

/**
 * UTF-16 units of one value that a document states of itself (title, property, tag): stops one that carries a book.
 * More than is kept of one (`pipeline/parser/document-sink.ts`), which says what it cuts.
 */
export const maxValueUnits = 40_000;

/** Units of markup between two events, such as one attribute's value: stops an endless tag from filling the memory. */
export const maxMarkupUnits = 16 * 1024 * 1024;

/** How often one kind of warning is repeated for a document: stops a report from being flooded. */
export const maxWarningsOfKind = 20;
