/** Says what of a page could not be read, or is not shown to its readers, as warnings. */
import type { Code } from '../../schemas/status.ts';
import type { HtmlReader } from './html-reader.ts';

export interface HtmlProblem {
  readonly code: Code;
  readonly detail: string;
}

/** Call when the page has ended. */
export function problemsOf({ scripts, files, unclosedMarkup, cutUnits }: HtmlReader): HtmlProblem[] {
  const problems: HtmlProblem[] = [];
  if (scripts > 0)
    problems.push({
      code: 'active-content',
      detail: `${scripts} scripts; of their text what holds several words is hidden text`,
    });
  if (files.lost > 0)
    problems.push({
      code: 'member-failed',
      detail: `${files.lost} data: addresses that are cut or too many`,
    });
  if (cutUnits > 0)
    problems.push({ code: 'text-cut', detail: `${cutUnits} units of scripts and style sheets` });
  for (const what of unclosedMarkup)
    problems.push({ code: 'truncated', detail: `${what} has no end; what it took in is hidden text` });
  return problems;
}
