/** What a verb answers with `--json`, as tests read it. */

/** Every line. */
export const jsonLines = <T = Record<string, unknown>>(stdout: string): T[] =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);

/** The rows of a list, without the line that says whether it is whole. */
export const jsonRows = <T = Record<string, unknown>>(stdout: string): T[] =>
  jsonLines<T & object>(stdout).filter((line) => !Object.hasOwn(line, 'summary'));
