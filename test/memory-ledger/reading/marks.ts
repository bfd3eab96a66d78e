/** Labels, notes and withholding of the ledger in memory, with who wrote them. */
import type { MarkReading } from '../../../case/ledger/marks.ts';
import type { MarkedPlace } from '../../../case/catalogue/marks.ts';
import type { Annotator, Carried } from '../../../schemas/label.ts';
import type { Scope } from '../../../schemas/scope.ts';
import { isShown } from '../../../search/place-marks.ts';
import { covers, marksOf } from '../marks.ts';
import type { MarkRecord, State } from '../state.ts';
import type { Ask } from './ask.ts';
import { byText } from './order.ts';

/** In the order of writing. */
function marksAt(state: State, kind: MarkRecord['kind'], place: MarkedPlace, scope: Scope): MarkRecord[] {
  if (!isShown(marksOf(state, place), scope)) return [];
  return state.marks.filter((mark) => mark.kind === kind && covers(mark, place));
}

const writer = ({ by, at, record }: Annotator): Annotator => ({ by, at, record });
const byValue = byText<MarkRecord>(({ value }) => value);

type Asked = Awaited<ReturnType<Ask>>;

/** The earlier item by its current revision, else by the last of those that show. */
function carriedFrom({ state, items }: Asked, { carried }: MarkRecord): { carried?: Carried } {
  if (carried === undefined) return {};
  const revisions = items.filter(({ record }) => record.id === carried);
  const found = revisions.find(({ isSuperseded }) => !isSuperseded) ?? revisions.at(-1);
  if (!found) return { carried: {} };
  const { source, path } = found.place;
  return { carried: { from: { item: carried, source: state.sources[source - 1]?.reference ?? '', path } } };
}

export const markReading = (now: () => Promise<State>, ask: Ask): MarkReading => ({
  labels: async (place, scope) => {
    const asked = await ask(scope);
    return marksAt(asked.state, 'label', place, scope)
      .sort(byValue)
      .map((mark) => ({
        label: mark.spelling ?? mark.value,
        covers: mark.covers,
        removed: mark.removed,
        ...writer(mark),
        ...carriedFrom(asked, mark),
      }));
  },
  notes: async (place, scope) =>
    marksAt(await now(), 'note', place, scope).map((mark) => ({
      text: mark.value,
      covers: mark.covers,
      ...writer(mark),
    })),
  async *allNotes(scope) {
    const { state, items, documents } = await ask(scope);
    for (const mark of state.marks.filter(({ kind }) => kind === 'note')) {
      const revisions = items.filter(({ record }) => record.id === mark.id);
      const target = revisions.find(({ isSuperseded }) => !isSuperseded) ?? revisions.at(-1);
      const found = mark.covers === 'content' ? documents.get(mark.id)?.first : target;
      if (!found) continue;
      const { source, path } = found.place;
      const { reference = '' } = state.sources[source - 1] ?? {};
      yield { text: mark.value, covers: mark.covers, ...writer(mark), id: mark.id, source: reference, path };
    }
  },
  withholdings: async (place, scope) => {
    const asked = await ask(scope);
    return marksAt(asked.state, 'withholding', place, scope)
      .sort(byValue)
      .map((mark) => ({
        scope: mark.value,
        ...(mark.ground === undefined ? {} : { ground: mark.ground }),
        reason: mark.reason ?? '',
        covers: mark.covers,
        removed: mark.removed,
        ...writer(mark),
        ...carriedFrom(asked, mark),
      }));
  },
});
