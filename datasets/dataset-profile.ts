/** What is known of a table: its columns, its records, and how many people they are of. */
import { z } from 'zod';

/**
 * A column. `kind` is what its values are, absent for what is of nobody; `part` says of a name which part, and `kin` that it
 * is of another person than the record. `filled` counts records with a value, `distinct` different values (with
 * `isEstimate` about so many); `sample` shows values masked.
 */
export const datasetColumn = z.object({
  name: z.string(),
  kind: z.string().optional(),
  part: z.enum(['full', 'given', 'family', 'kin']).optional(),
  filled: z.number().int().nonnegative(),
  distinct: z.number().int().nonnegative(),
  isEstimate: z.literal(true).optional(),
  sample: z.array(z.string()),
});
export type DatasetColumn = z.infer<typeof datasetColumn>;

/**
 * `mark` says why a reader of the document does not see the sheet; `firstRow` is the row of the first record. `subjects` are
 * distinct people (or devices), each record counted by the first key of `subjectsBy` that it has; `withoutKey` are records
 * that have none. `identifiers` are distinct values by kind.
 */
export const datasetProfile = z.object({
  sheet: z.string().optional(),
  mark: z.string().optional(),
  hasHeading: z.boolean(),
  firstRow: z.number().int().nonnegative(),
  records: z.number().int().nonnegative(),
  isPersonal: z.boolean(),
  likeness: z.string(),
  because: z.string(),
  subjects: z.number().int().nonnegative(),
  isEstimate: z.literal(true).optional(),
  subjectsBy: z.array(z.object({ key: z.string(), records: z.number().int() })),
  identifiers: z.array(z.object({ kind: z.string(), distinct: z.number().int() })),
  withoutKey: z.number().int().nonnegative(),
  columns: z.array(datasetColumn),
  warnings: z.array(z.string()),
});
export type DatasetProfile = z.infer<typeof datasetProfile>;
