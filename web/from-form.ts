/** Holds what a form says to its schema, and says what is wrong by the words that stand at its fields. */
import type { z } from 'zod';
import { Problem } from '../schemas/problem.ts';

type Issue = z.core.$ZodIssue;

/** In the words of the schema where it has its own. */
function expectedWords(issue: Issue): string {
  if (issue.code === 'custom') return issue.message;
  const isText = 'origin' in issue && issue.origin === 'string';
  const units = isText ? ' characters' : '';
  if (issue.code === 'too_small' && Number(issue.minimum) <= 1) return 'something';
  if (issue.code === 'too_small') return `${String(issue.minimum)}${units} at least`;
  if (issue.code === 'too_big') return `${String(issue.maximum)}${units} at most`;
  if (issue.code === 'invalid_value') return `one of ${issue.values.map(String).join(', ')}`;
  // A field that is left empty is not there.
  return issue.code === 'invalid_type' ? 'something' : issue.message;
}

/**
 * Throws `wrong-value` that names the field as its form does. `titles`: by the names of the schema; a value of a field with
 * several lines goes by its number.
 */
export function fromForm<T>(
  schema: z.ZodType<T>,
  value: unknown,
  titles: Readonly<Record<string, string>> = {},
): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const [name = '', line] = issue?.path ?? [];
  const title = titles[String(name)];
  const at = typeof line === 'number' ? `, line ${line + 1}` : '';
  const where = title === undefined ? '' : `${title}${at}: `;
  throw new Problem('wrong-value', `${where}expected ${issue ? expectedWords(issue) : 'another value'}`);
}
