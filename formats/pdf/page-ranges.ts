/** Writes page numbers the way a person cites them. */

/** Units of the whole phrase; a warning's detail is limited. */
const maxUnits = 400;

/** `page 3`, `pages 1-3, 7`, from ascending numbers; with `… (N in all)` where there are too many runs to list. */
export function formatPages(pages: readonly number[]): string {
  const runs: { first: number; last: number }[] = [];
  for (const page of pages) {
    const run = runs.at(-1);
    if (run && page === run.last + 1) run.last = page;
    else runs.push({ first: page, last: page });
  }
  let text = pages.length === 1 ? 'page ' : 'pages ';
  for (const [index, { first, last }] of runs.entries()) {
    if (text.length > maxUnits) return `${text} … (${pages.length} in all)`;
    text += `${index > 0 ? ', ' : ''}${first === last ? first : `${first}-${last}`}`;
  }
  return text;
}
