/** The items of the ledger in memory. */
import type { ItemReading, LedgerItem } from '../../../case/ledger/items.ts';
import type { Hashes } from '../../../schemas/findings.ts';
import type { ItemTimes } from '../../../schemas/item-times.ts';
import { keptTimes } from '../item-entries.ts';
import { byEvidence } from '../places.ts';
import type { State } from '../state.ts';
import type { Ask } from './ask.ts';
import { byText, inOrderOf } from './order.ts';
import { documentOf, endingOf, isException, type Shown, type ShownItem } from './shown.ts';

export const timesOf = ({ record }: ShownItem): ItemTimes => keptTimes(record);

const referenceOf = ({ sources }: State, source: number): string => sources[source - 1]?.reference ?? '';

export function ledgerItem(shown: Shown, item: ShownItem): LedgerItem {
  const { record, place } = item;
  const { listed, found } = record;
  const content = documentOf(shown, item)?.record;
  return {
    id: record.id,
    revision: record.revision,
    kind: listed?.kind ?? found?.relation ?? 'member',
    path: place.path,
    source: referenceOf(shown.state, place.source),
    ...endingOf(shown, item),
    size: found?.size ?? listed?.size,
    ...content?.hashes,
    format: content?.format,
    mediaType: content?.mediaType,
    known: content?.known,
    notable: content?.notable,
    times: timesOf(item),
    warnings: item.warnings,
    superseded: item.isSuperseded,
    gone: item.isGone,
  };
}

function isAt(state: State, { places }: ShownItem, path: string): boolean {
  return places.some(({ source, path: at }) => {
    const { reference = '', root = Buffer.alloc(0) } = state.sources[source - 1] ?? {};
    const below = Buffer.from(root).toString();
    // A source that is one file lies at its root, under its own name.
    return (
      [at, `${reference}/${at}`, `${below}/${at}`].includes(path) ||
      (path === below && below.endsWith(`/${at}`))
    );
  });
}

function itemsAt(shown: Shown, path: string): ShownItem[] {
  const latest = shown.items.filter(({ isSuperseded }) => !isSuperseded);
  const exact = latest.filter((item) => isAt(shown.state, item, path));
  if (exact.length > 0) return exact;
  return latest.filter(({ places }) => places.some((place) => `/${place.path}`.endsWith(`/${path}`)));
}

function itemsByHash(shown: Shown, prefix: string): ShownItem[] {
  const wanted = prefix.toLowerCase();
  if (!/^[0-9a-f]{6,64}$/u.test(wanted)) return [];
  const having = (hashesOf: (item: ShownItem, content?: Hashes) => readonly (string | undefined)[]) =>
    shown.items.filter((item) => {
      const document = documentOf(shown, item);
      const content = document?.first === item ? document.record.hashes : undefined;
      return hashesOf(item, content).some((hash) => hash?.startsWith(wanted));
    });
  const found = having(({ record }, content) => [record.id, content?.sha256]);
  return found.length > 0 ? found : having((_, content) => [content?.sha1, content?.md5]);
}

const byId = inOrderOf<LedgerItem>(
  byText(({ id }) => id),
  (one, other) => one.revision - other.revision,
);

const nameOf = ({ record: { listed, found } }: ShownItem): string =>
  listed?.name || found?.name || `#${found?.ordinal}`;

export const itemReading = (ask: Ask): ItemReading => ({
  async *all({ exceptionsOnly }, scope) {
    const shown = await ask(scope);
    const items = exceptionsOnly ? shown.items.filter((item) => isException(shown, item)) : shown.items;
    yield* items.map((item) => ledgerItem(shown, item));
  },
  async notable(scope) {
    const shown = await ask(scope);
    return shown.items
      .filter((item) => item.isCurrent && documentOf(shown, item)?.record.notable !== undefined)
      .map((item) => ledgerItem(shown, item));
  },
  async get(id, scope) {
    const shown = await ask(scope);
    const item = shown.items.find(({ record, isSuperseded }) => record.id === id && !isSuperseded);
    return item && ledgerItem(shown, item);
  },
  async ofFamily(family, scope) {
    const shown = await ask(scope);
    return shown.items
      .filter(({ isSuperseded }) => !isSuperseded)
      .flatMap((item) => {
        const place = item.places.find((one) => one.family === family);
        return place ? [{ item, place }] : [];
      })
      .toSorted((one, other) => byEvidence(one.place, other.place))
      .map(({ item, place }) => ({ item: ledgerItem(shown, item), path: place.path, past: place.past }));
  },
  async heldBy(of, { begins, order, from, limit }, scope) {
    const shown = await ask(scope);
    const all = shown.items
      .filter(({ record, isSuperseded }) => !isSuperseded && ('content' in of ? record.found?.holder === of.content : record.folder === of.folder))
      .map((item) => ({ item, ordinal: item.record.found?.ordinal ?? 0, name: nameOf(item) }))
      .filter(({ name }) => name.startsWith(begins))
      .sort(order === 'names' ? byText(({ name }) => name) : (one, other) => one.ordinal - other.ordinal);
    const items = all.slice(from, from + limit).map(({ item, name }) => ({ item: ledgerItem(shown, item), name }));
    return { items, total: all.length };
  }, // prettier-ignore
  async at(path, scope) {
    const shown = await ask(scope);
    return itemsAt(shown, path).map((item) => ledgerItem(shown, item));
  },
  async byHash(prefix, limit, scope) {
    const shown = await ask(scope);
    const found = itemsByHash(shown, prefix).map((item) => ledgerItem(shown, item));
    return found.sort(byId).slice(0, limit);
  },
});
