/** What the records of a review and the pages of it agree on. */

/** The label that a value of a field is. */
export const fieldLabel = (name: string, value: string): string => `${name}: ${value}`;

/** One page lists them. */
export const maxBatchDocuments = 500;
