/** What is said of an item at one of its places, for people: that it was deleted and who says so, and codes. */
import type { Deletion } from '../../schemas/deletion.ts';
import type { Occurrence } from '../../schemas/index-entry.ts';

/** `deleted, trash: in the folder Deleted Items`. */
export const deletionWords = ({ kind, by }: Deletion): string => `deleted, ${kind}: ${by}`;

/** Each to stand in brackets behind the path. */
export const placeWords = ({
  deletions = [],
  codes = [],
}: Pick<Occurrence, 'deletions' | 'codes'>): string[] => [...deletions.map(deletionWords), ...codes];
