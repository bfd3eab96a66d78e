/** Says that something was deleted, and who says so. */
import type { Deletion } from '../../schemas/deletion.ts';

/** `deleted, trash: in the folder Deleted Items`. */
export const deletionWords = ({ kind, by }: Deletion): string => `deleted, ${kind}: ${by}`;
