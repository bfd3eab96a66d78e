/** Makes the labels of the catalogue from what an investigator wrote. */
import { labelName } from '../schemas/label.ts';
import { keywordKey } from '../search/query/fields.ts';
import type { Label } from './catalogue/marks.ts';

/** Labels compare as keywords do: "Hot", "hot" and "HÓT" are one. Throws the error of `labelName`. */
export function labelOf(written: string): Label {
  const name = labelName.parse(written);
  return { name, key: keywordKey(name) };
}
