/** Case records of the ledger in memory that a scope shows. */
import type { RecordReading } from '../../../case/ledger/records.ts';
import { limitOf, placeAfter } from '../../../case/records.ts';
import type { RecordVersion } from '../../../schemas/case-record.ts';
import type { RecordKind } from '../../../schemas/record-kinds.ts';
import type { Ask } from './ask.ts';
import type { Shown } from './shown.ts';

/** Versions of each record of a kind, the first one first, by id in the order in which they were first written. */
function recordsOf<Kind extends RecordKind>(
  { state, items, documents }: Shown,
  kind: Kind,
): RecordVersion<Kind>[][] {
  const records = Map.groupBy(
    state.records.filter((one) => one.kind === kind) as RecordVersion<Kind>[],
    ({ id }) => id,
  );
  const shows = (id: string): boolean => documents.has(id) || items.some(({ record }) => record.id === id);
  return [...records.values()].filter((versions) =>
    versions.every(({ cites }) => cites.every(({ id }) => shows(id))),
  );
}

export function recordReading(ask: Ask): RecordReading {
  const versionsOf = async <Kind extends RecordKind>(
    kind: Kind,
    id: string,
    scope: Parameters<Ask>[0],
  ): Promise<RecordVersion<Kind>[]> =>
    recordsOf(await ask(scope), kind).find(([first]) => first?.id === id) ?? [];
  const list: RecordReading['list'] = async (kind, scope, asked = {}) => {
    const [limit, after] = [limitOf(asked), placeAfter(asked) ?? 0];
    const all = recordsOf(await ask(scope), kind).flatMap((versions) => versions.slice(-1));
    const found = all
      .map((record, at) => ({ record, at }))
      .filter(({ record }) => asked.withGone || !record.gone);
    const behind = found.filter(({ at }) => at >= after);
    const records = behind.slice(0, limit).map(({ record }) => record);
    const next = behind[limit]?.at;
    return { records, ...(next === undefined ? {} : { next: String(next) }) };
  };
  return {
    list,
    async citing(kind, of, scope, asked = {}) {
      const isCited = ({ cites }: RecordVersion<typeof kind>): boolean =>
        cites.some((one) => of.some(({ covers, id }) => covers === one.covers && id === one.id));
      const page = await list(kind, scope, { withGone: asked.withGone ?? false });
      const [size, from] = [limitOf(asked), placeAfter(asked) ?? 0];
      const citing = page.records.filter(isCited);
      const records = citing.slice(from, from + size);
      return { records, ...(citing.length > from + size ? { next: String(from + size) } : {}) };
    },
    last: async (kind, id, scope) => (await versionsOf(kind, id, scope)).at(-1),
    async history(kind, id, scope, asked = {}) {
      const [limit, before] = [limitOf(asked), placeAfter(asked) ?? Number.MAX_SAFE_INTEGER];
      const versions = (await versionsOf(kind, id, scope)).filter(({ version }) => version < before);
      const records = versions.toReversed().slice(0, limit);
      const last = records.at(-1)?.version ?? 1;
      return { records, ...(last > 1 ? { next: String(last) } : {}) };
    },
  };
}
