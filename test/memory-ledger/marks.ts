/** Labels, notes and withholding: each of a target; what it means for a place is derived. */
import type {
  EntryMarks,
  GroundedWithholding,
  LabelChange,
  LabelResult,
  MarkedPlace,
  MarkResult,
  Withholding,
} from '../../case/catalogue/marks.ts';
import { labelConflict } from '../../case/labels.ts';
import type { Annotator, MarkTarget } from '../../schemas/label.ts';
import type { Occurrence } from '../../schemas/index-entry.ts';
import { itemCodes } from '../../schemas/status.ts';
import { deletionsOf, type Place, placesOfContent } from './places.ts';
import { changeDocument, type MarkRecord, notFound, type State } from './state.ts';

export const covers = ({ covers: kind, id }: MarkTarget, place: MarkedPlace): boolean =>
  id === { item: place.item, family: place.family, content: place.document }[kind];

export const keyOf = ({ covers: kind, id }: MarkTarget): string => `${kind} ${id}`;

function checkTargets(state: State, targets: readonly MarkTarget[]): void {
  for (const { covers: kind, id } of targets)
    if (!(kind === 'content' ? state.documents : state.items).has(id)) throw notFound(`${kind} ${id}`);
}

const isActive = (kind: MarkRecord['kind'], target: MarkTarget, value: string) => (mark: MarkRecord) =>
  mark.kind === kind && mark.value === value && !mark.removed && keyOf(mark) === keyOf(target);

/** How the case writes a label, as long as anything has it. */
const spellingOf = (state: State, key: string): string | undefined =>
  state.marks.find(({ kind, value, removed }) => kind === 'label' && value === key && !removed)?.spelling;

/** Gives whether there is one more than before. */
function add(state: State, mark: MarkRecord): boolean {
  if (state.marks.some(isActive(mark.kind, mark, mark.value))) return false;
  state.marks.push(mark);
  return true;
}

/** Gives whether there is one less than before. */
function remove(
  state: State,
  kind: MarkRecord['kind'],
  target: MarkTarget,
  value: string,
  removed: Annotator,
): boolean {
  const at = state.marks.findIndex(isActive(kind, target, value));
  const mark = state.marks[at];
  if (mark) state.marks[at] = { ...mark, removed };
  return mark !== undefined;
}

/** One change of the targets that have other marks than before. */
export function changeOf(state: State, targets: ReadonlyMap<string, MarkTarget>): MarkResult {
  const changed = [...targets.values()];
  if (changed.length > 0) state.changes.push(changed);
  let documents = 0;
  let notIndexed = 0;
  for (const [document, { indexed, revision }] of state.documents) {
    const places = placesOfContent(state, document).map((place) => ({ ...place, document }));
    if (!places.some((place) => changed.some((target) => covers(target, place)))) continue;
    documents++;
    if (indexed === 0) notIndexed++;
    else changeDocument(state, document, { revision: revision + 1, marked: revision + 1 });
  }
  return { change: state.changes.length, changed: changed.length, documents, notIndexed };
}

export function label(state: State, change: LabelChange, by: Annotator): LabelResult {
  checkTargets(state, change.targets);
  for (const { key, name } of change.unless ?? [])
    for (const target of change.targets)
      if (state.marks.some(isActive('label', target, key))) throw labelConflict(name);
  const changed = new Map<string, MarkTarget>();
  const count = (act: (target: MarkTarget) => boolean): number => {
    const acted = change.targets.filter(act);
    for (const target of acted) changed.set(keyOf(target), target);
    return acted.length;
  };
  const added = change.add.map(({ key, name }) => {
    const spelling = spellingOf(state, key) ?? name;
    return count((target) => add(state, { kind: 'label', ...target, value: key, spelling, ...by }));
  });
  const removed = change.remove.map(({ key }) => count((target) => remove(state, 'label', target, key, by)));
  return { ...changeOf(state, changed), added, removed };
}

export function note(state: State, target: MarkTarget, text: string, by: Annotator): void {
  checkTargets(state, [target]);
  state.marks.push({ kind: 'note', ...target, value: text, ...by });
}

export function withhold(
  state: State,
  { targets, scope, reason, ground }: GroundedWithholding,
  by: Annotator,
): MarkResult {
  checkTargets(state, targets);
  const changed = targets.filter((target) =>
    add(state, { kind: 'withholding', ...target, value: scope, reason, ground, ...by }),
  );
  return changeOf(state, new Map(changed.map((target) => [keyOf(target), target])));
}

export function release(state: State, { targets, scope }: Withholding, by: Annotator): MarkResult {
  const changed = targets.filter((target) => remove(state, 'withholding', target, scope, by));
  return changeOf(state, new Map(changed.map((target) => [keyOf(target), target])));
}

const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));

export function marksOf(state: State, place: MarkedPlace): EntryMarks {
  const values = (kind: MarkRecord['kind']): string[] => [
    ...new Set(
      state.marks
        .filter((mark) => mark.kind === kind && !mark.removed && covers(mark, place))
        .map(({ value }) => value),
    ),
  ];
  const labels = values('label')
    .sort(byBytes)
    .map((key) => spellingOf(state, key) ?? key);
  const withheld = values('withholding').sort(byBytes);
  return {
    revision: state.documents.get(place.document)?.revision ?? 0,
    labels: labels.length > 0 ? labels : undefined,
    withheld: withheld.length > 0 ? withheld : undefined,
  };
}

/** A content at one of its places, as the index holds it. */
export function occurrenceAt(state: State, document: string, place: Place): Occurrence {
  const { item, path, name, family, source, pastBy } = place;
  const deletions = deletionsOf(state, place, document);
  const { labels, withheld } = marksOf(state, { document, item, family });
  const { reference, intake } = state.sources[source - 1] ?? { reference: '' };
  const custodian = intake?.custodian;
  return {
    item,
    path,
    name,
    source: reference,
    custodian,
    family,
    deletions: deletions.length > 0 ? deletions : undefined,
    past: pastBy,
    codes: itemCodes((place.record.found ?? place.record.listed)?.warnings ?? []),
    labels,
    withheld,
  };
}
