/** What a run that screens withholds of the ledger in memory. */
import type { ItemCommit } from '../../case/catalogue/commits.ts';
import {
  type ScreenedBatch,
  screeningGround,
  screeningScope,
  type ScreenVerdict,
} from '../../case/catalogue/screening.ts';
import type { Annotator, MarkTarget } from '../../schemas/label.ts';
import type { Metadata } from '../../schemas/metadata.ts';
import { messageId } from '../../search/query/fields.ts';
import { carriersBelow } from './commits.ts';
import { changeOf, keyOf } from './marks.ts';
import { placesOfContent } from './places.ts';
import { latestItems, type State } from './state.ts';

const family = (id: string): MarkTarget => ({ covers: 'family', id });
const content = (id: string): MarkTarget => ({ covers: 'content', id });

const change = (state: State, targets: readonly MarkTarget[]): unknown =>
  targets.length > 0 && changeOf(state, new Map(targets.map((target) => [keyOf(target), target])));

function withhold(
  state: State,
  targets: readonly MarkTarget[],
  { scope, ground, reason }: ScreenVerdict,
  by: Annotator,
): void {
  const isKnown = (target: MarkTarget): boolean =>
    state.marks.some(
      (mark) => mark.kind === 'withholding' && mark.value === scope && keyOf(mark) === keyOf(target),
    );
  const fresh = targets.filter((target) => !isKnown(target));
  for (const target of fresh)
    state.marks.push({ kind: 'withholding', ...target, value: scope, ground, reason, ...by });
  change(state, fresh);
}

function remember(
  state: State,
  kind: 'screened' | 'screenedFamilies' | 'screenedHolders' | 'screenedMessages',
  key: string,
  verdict: ScreenVerdict,
): void {
  const known = state[kind].get(key) ?? [];
  if (!known.some(({ scope }) => scope === verdict.scope)) state[kind].set(key, [...known, verdict]);
}

const ofGroup = (verdict: ScreenVerdict): ScreenVerdict => ({
  ...verdict,
  reason: 'screen: of the message group of a match',
});

const verdictsOf = (state: State, ids: readonly string[]): ScreenVerdict[] => [
  ...new Map(
    ids.flatMap((id) => state.screenedMessages.get(id) ?? []).map((one) => [one.scope, ofGroup(one)]),
  ).values(),
];

const ofFamily = (state: State, id: string): ScreenVerdict[] =>
  (state.screenedFamilies.get(id) ?? []).map(ofGroup);

const isProvisional = (mark: State['marks'][number], id?: string): boolean =>
  mark.value === screeningScope && (id === undefined || mark.id === id);

export function screen(state: State, { by, matches, messages, loose, begun }: ScreenedBatch): void {
  const fresh = begun.filter((id) => !state.marks.some((mark) => isProvisional(mark, id)));
  for (const id of fresh)
    state.marks.push({
      kind: 'withholding',
      ...family(id),
      value: screeningScope,
      ground: screeningGround,
      ...by,
    });
  change(state, fresh.map(family));
  for (const { place, isOfContent, ...verdict } of matches) {
    withhold(state, [...(isOfContent ? [content(place.document)] : []), family(place.family)], verdict, by);
    if (isOfContent) remember(state, 'screened', place.document, verdict);
    if (isOfContent) remember(state, 'screenedFamilies', place.family, verdict);
    else remember(state, 'screenedHolders', place.document, verdict);
  }
  for (const { item, holders } of loose)
    for (const holder of state.screenedHolders.keys())
      if (holders.includes(holder) || holders.some((one) => carriersBelow(state, holder).includes(one)))
        for (const verdict of state.screenedHolders.get(holder) ?? [])
          withhold(state, [family(item)], verdict, by);
  for (const _ of messages)
    for (const { place, ids } of messages)
      for (const verdict of [...verdictsOf(state, ids), ...ofFamily(state, place.family)]) {
        withhold(state, [content(place.document), family(place.family)], verdict, by);
        remember(state, 'screened', place.document, verdict);
        for (const id of ids) remember(state, 'screenedMessages', id, verdict);
      }
}

const idsOf = ({ messageId: own, inReplyTo, references = [] }: Metadata): string[] =>
  [own, inReplyTo, ...references].flatMap((id) => (id ? [messageId(id)] : []));

/** All is looked at after each batch: a case in memory is small. */
export function screened(
  state: State,
  _items: readonly ItemCommit[],
  { by, matches, ended }: ScreenedBatch,
): void {
  for (const { place, isOfContent, ...verdict } of matches) {
    if (isOfContent) continue;
    const inside = carriersBelow(state, place.document);
    const members = latestItems(state).filter(
      ({ found }) => found?.relation === 'member' && inside.includes(found.holder ?? ''),
    );
    withhold(
      state,
      members.map(({ id }) => family(id)),
      verdict,
      by,
    );
  }
  const all = [...state.documents].map(([document, { attempts }]) => ({
    document,
    ids: idsOf(attempts.at(-1)?.document.metadata ?? {}),
  }));
  const messages = all.filter(({ ids }) => ids.length > 0);
  for (const { document, ids } of messages)
    for (const place of placesOfContent(state, document))
      if (place.family === place.item)
        for (const verdict of ofFamily(state, place.family))
          for (const id of ids) remember(state, 'screenedMessages', id, verdict);
  for (const _ of messages)
    for (const { document, ids } of messages)
      for (const verdict of verdictsOf(state, ids)) {
        remember(state, 'screened', document, verdict);
        for (const id of ids) remember(state, 'screenedMessages', id, verdict);
      }
  for (const [document, verdicts] of state.screened) {
    if (!state.documents.has(document)) continue;
    const families = new Set(placesOfContent(state, document).map((place) => place.family));
    for (const verdict of verdicts)
      withhold(state, [content(document), ...[...families].map(family)], verdict, by);
  }
  for (const id of ended) show(state, id);
}

function show(state: State, id: string): void {
  const at = state.marks.findIndex((mark) => isProvisional(mark, id));
  const parent = latestItems(state).find((item) => item.id === id);
  const isOpen = carriersBelow(state, parent?.document).some((sha256) => {
    const document = state.documents.get(sha256);
    return (
      document?.status === undefined &&
      document?.known === undefined &&
      latestItems(state).some((item) => item.document === sha256 && !item.ended)
    );
  });
  if (at < 0 || isOpen) return;
  state.marks.splice(at, 1);
  change(state, [family(id)]);
}

export function showAll(state: State): void {
  for (const { id } of state.marks.filter((mark) => isProvisional(mark))) show(state, id);
}
