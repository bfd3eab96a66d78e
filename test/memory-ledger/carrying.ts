/** What of marks goes over to items that are found anew. */
import type { FoundPlace } from '../../case/catalogue/carrying.ts';
import type { Annotator, MarkTarget } from '../../schemas/label.ts';
import { changeOf, keyOf } from './marks.ts';
import { placesOf } from './places.ts';
import type { ItemRecord, MarkRecord, State } from './state.ts';

interface Earlier {
  readonly record: ItemRecord;
  readonly path: string;
}

const marksOn = (state: State, kind: MarkRecord['kind'], id: string): MarkRecord[] =>
  state.marks.filter((mark) => mark.kind === kind && mark.id === id && mark.covers !== 'content');

/** Those that have or had a mark, the latest first, one for each path. */
function earlierThan(state: State, run: number, place: FoundPlace): Earlier[] {
  return [...state.items.values()]
    .flat()
    .filter(({ id, run: found = 0 }) => found < run && state.marks.some((mark) => mark.id === id))
    .flatMap((record) =>
      placesOf(state, record)
        .filter(({ source }) => state.sources[source - 1]?.reference === place.source)
        .map(({ path }) => ({ record, path })),
    )
    .sort(
      (one, other) => other.record.order - one.record.order || other.record.revision - one.record.revision,
    );
}

const firstOfEach = (all: readonly Earlier[]): Earlier[] =>
  [...new Map(all.toReversed().map((one) => [one.path, one])).values()].sort(
    (one, other) => other.record.order - one.record.order,
  );

export function carryOver(state: State, run: number, places: readonly FoundPlace[], by: Annotator): void {
  for (const place of places) {
    const known = state.items.get(place.item);
    if (known?.some(({ document, found }) => document !== undefined || found?.holder !== undefined)) continue;
    const all = earlierThan(state, run, place);
    const ofBytes = firstOfEach(
      all.filter(({ record }) => place.document !== undefined && record.document === place.document),
    );
    const atPath = all.find(({ path }) => path === place.path);
    const same = ofBytes.find(({ path }) => path === place.path);
    const rows = [
      ...withheldBy(state, { same, ofBytes, atPath }),
      ...labelsOf(state, same ? [same] : [...ofBytes, ...(atPath && !place.isPosition ? [atPath] : [])]),
    ];
    put(state, place, rows, by);
  }
}

type Among = Readonly<Record<'same' | 'atPath', Earlier | undefined>> & {
  readonly ofBytes: readonly Earlier[];
};

function withheldBy(state: State, { same, ofBytes, atPath }: Among): MarkRecord[] {
  const rows = (one?: Earlier): MarkRecord[] => (one ? marksOn(state, 'withholding', one.record.id) : []);
  const scopes = new Set([same, ...ofBytes, atPath].flatMap((one) => rows(one).map(({ value }) => value)));
  return [...scopes].flatMap((scope) => {
    const of = (one?: Earlier): MarkRecord[] => rows(one).filter(({ value }) => value === scope);
    const inForce = (marks: MarkRecord[]): MarkRecord[] => marks.filter(({ removed }) => !removed);
    const decide = (marks: MarkRecord[]): MarkRecord[] =>
      inForce(marks).length > 0 ? inForce(marks) : marks.slice(-1);
    if (of(same).length > 0) return decide(of(same));
    const withheld = [...ofBytes, atPath].find((one) => inForce(of(one)).length > 0);
    return withheld ? inForce(of(withheld)) : decide(of(ofBytes.find((one) => of(one).length > 0)));
  });
}

function labelsOf(state: State, asked: readonly Earlier[]): MarkRecord[] {
  const found = asked.map(({ record }) => marksOn(state, 'label', record.id)).find((one) => one.length > 0);
  return (found ?? []).filter(({ removed }) => !removed);
}

function put(state: State, { item, family }: FoundPlace, rows: readonly MarkRecord[], by: Annotator): void {
  const changed = new Map<string, MarkTarget>();
  for (const row of rows) {
    const target: MarkTarget =
      row.covers === 'item' ? { covers: 'item', id: item } : { covers: 'family', id: family };
    const has = ({ kind, value, ...of }: MarkRecord): boolean =>
      kind === row.kind && value === row.value && keyOf(of) === keyOf(target);
    if (state.marks.some(has)) continue;
    state.marks.push({ ...row, ...target, ...by, ...(row.removed ? { removed: by } : {}), carried: row.id });
    changed.set(keyOf(target), target);
  }
  changeOf(state, changed);
}
