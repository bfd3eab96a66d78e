/** The stops of `docs/first-hour.md`: each row of its tables that names a file and a function is a place to stop at. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** A function that the page names, and the first line of its body, counted from 0. */
export interface Stop {
  readonly file: string;
  readonly name: string;
  readonly line: number;
  /** An expression, and what the page says that it shows: at its last visit, or at one after another. */
  readonly lookAt: string;
  readonly shows: readonly string[];
}

const row =
  /^\| `([a-z-]+(?:\/[a-z-]+)*\.ts)` +\| `(?:\w+\.)?(\w+)` +\| [^|]+ \| `([^`]+)` +\| (`[^|]+`) +\|$/gmu;

/** The last line of a signature; what opens a brace within one closes no bracket before it. */
const bodyBegins = /[)>].*\{$/u;

/** Where the next statement begins: an arrow without a body has none to stop in, and the next brace is another function's. */
const bodyIsMissing = /(?:;|=>)$/u;

/** Throws for a function that is not in its file or has no body, so that no stop is left out or elsewhere silently. */
function stopIn(file: string, name: string): Pick<Stop, 'file' | 'name' | 'line'> {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  const declared = new RegExp(
    `^(?:export )?(?:  )?(?:async )?(?:function )?${name}(?:<.*>)?\\(|^export const ${name}\\b.*=>`,
    'u',
  );
  const first = lines.findIndex((line) => declared.test(line));
  const end = first < 0 ? -1 : lines.findIndex((line, at) => at >= first && bodyBegins.test(line));
  if (end < 0 || lines.slice(first, end).some((line) => bodyIsMissing.test(line)))
    throw new Error(`${file} has no function ${name} with a body in braces`);
  return { file, name, line: end + 1 };
}

export const readStops = (): readonly Stop[] =>
  [...readFileSync(join(root, 'docs', 'first-hour.md'), 'utf8').matchAll(row)].map(
    ([, file = '', name = '', lookAt = '', shown = '']) => ({
      ...stopIn(file, name),
      lookAt,
      shows: [...shown.matchAll(/`([^`]+)`/gu)].map(([, value]) => value ?? ''),
    }),
  );
