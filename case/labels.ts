/** Makes the labels of the catalogue from what an investigator wrote. */
import { labelName } from '../schemas/label.ts';
import { labelKey } from '../search/query/fields.ts';
import { Problem } from '../schemas/problem.ts';
import type { Label } from './catalogue/marks.ts';

/** "Hot", "hot" and "HÓT" are one label. Throws the error of `labelName`. */
export function labelOf(written: string): Label {
  const name = labelName.parse(written);
  return { name, key: labelKey(name) };
}

/** Of a change that was not to be made where a target has this label. */
export const labelConflict = (name: string): Problem =>
  new Problem('conflict', `it has the label "${name}" meanwhile`, 'Look at what was said, and say again.');
