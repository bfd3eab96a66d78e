/** Keeps an answer that carries places small: long paths of many copies of many contents would multiply. */

/** Of the paths of the places of one answer. */
const maxPathUnits = 8 * 1024 * 1024;

/** What `make` gives for the rows in order, as many as that limit lets, one at least. */
export function withinPathUnits<Row, Made>(
  rows: Iterable<Row>,
  make: (row: Row) => { readonly made: Made; readonly places: readonly { readonly path: string }[] },
): Made[] {
  const all: Made[] = [];
  let units = 0;
  for (const row of rows) {
    if (units > maxPathUnits) break;
    const { made, places } = make(row);
    units += places.reduce((sum, { path }) => sum + path.length, 0);
    all.push(made);
  }
  return all;
}
