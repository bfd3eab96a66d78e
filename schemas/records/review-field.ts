/** A field of the review that has one of a few values: they are labels `NAME: VALUE`, of which a target has one. */
import { z } from 'zod';
import { labelName, markCovers, maxLabelUnits } from '../label.ts';
import { fieldLabel } from '../review.ts';

/** A form shows them all. */
const maxValues = 30;

export const reviewField = z
  .strictObject({
    name: labelName,
    values: z.array(labelName).min(1).max(maxValues),
    covers: markCovers,
  })
  .refine(({ name, values }) => values.every((value) => fieldLabel(name, value).length <= maxLabelUnits), {
    error: `a name and values that have ${maxLabelUnits} characters together`,
  });
