/** How many annotations (comments, tracked changes) of one part of an Office file count. */

/** Events that they may give: stops a timeline from being flooded. */
export const maxEvents = 1000;

/** Their authors: stops a table of them from filling the memory. */
export const maxAuthors = 10_000;
