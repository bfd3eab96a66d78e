/** Reads JSON that a person wrote, and says in their terms what is wrong with it. */
import type { z } from 'zod';
import { messageOf, Problem } from './problem.ts';

/** `rules[0].size.min`. */
const placeOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`,
    )
    .join('');

const describeIssue = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'unrecognized_keys')
    return `${issue.keys.map((key) => `"${key}"`).join(', ')}: no such field`;
  return issue.message;
};

/**
 * Parses and checks `text`, which came from the file `from`. Throws `bad-file` with the place in the file, what is
 * wrong there and what is allowed; at most ten faults, the first first.
 */
export function parseJsonText<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  from: string,
): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new Problem('bad-file', `${from}: no JSON: ${messageOf(error)}`, 'Correct the file.');
  }
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const faults = checked.error.issues.slice(0, 10).map((issue) => {
    const place = placeOf(issue.path);
    return place ? `${place}: ${describeIssue(issue)}` : describeIssue(issue);
  });
  throw new Problem('bad-file', `${from}: ${faults.join('; ')}`, 'Correct the file.');
}
