/** Makes the labels of the catalogue from what an investigator wrote. */
import { labelName } from '../schemas/label.ts';
import { labelKey } from '../search/query/fields.ts';
import type { Label } from './catalogue/marks.ts';

/** "Hot", "hot" and "HÓT" are one label. Throws the error of `labelName`. */
export function labelOf(written: string): Label {
  const name = labelName.parse(written);
  return { name, key: labelKey(name) };
}
