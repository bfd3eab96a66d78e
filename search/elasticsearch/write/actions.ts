/** The lines of a bulk request, one action each. */

const lines = (head: object, body: string): string => `${JSON.stringify(head)}\n${body}\n`;

/** Writes the document, whatever is there. `body` is JSON without a newline. */
export const indexAction = (index: string, id: string, body: string): string =>
  lines({ index: { _index: index, _id: id } }, body);

/** Writes the document unless it is there. */
export const createAction = (index: string, id: string, body: string): string =>
  lines({ create: { _index: index, _id: id } }, body);

/** Writes the document unless a newer revision is there; that of the same revision is replaced. */
export const revisionAction = (index: string, id: string, revision: number, body: string): string =>
  lines({ index: { _index: index, _id: id, version: revision, version_type: 'external_gte' } }, body);

export const deleteAction = (index: string, id: string): string =>
  `${JSON.stringify({ delete: { _index: index, _id: id } })}\n`;
