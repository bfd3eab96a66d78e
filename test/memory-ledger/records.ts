/** Case records: versions that are only added to. */
import type { RecordChange, RecordKey, WrittenRecord } from '../../case/catalogue/records.ts';
import { checkedRecord, conflict, type RemovedWords, withoutRemoved } from '../../case/records.ts';
import type { Citation } from '../../schemas/case-record.ts';
import type { Annotator } from '../../schemas/label.ts';
import type { RecordKind } from '../../schemas/record-kinds.ts';
import { type KeptRecord, notFound, type State } from './state.ts';

const lastOf = (state: State, kind: string, id: string): KeptRecord | undefined =>
  state.records.findLast((one) => one.kind === kind && one.id === id);

const saidBy = ({ body, cites, gone, by }: KeptRecord): string => JSON.stringify([body, cites, gone, by]);

function add(state: State, version: KeptRecord): WrittenRecord {
  const { kind, id, version: number } = version;
  const last = lastOf(state, kind, id);
  if (last?.version === number && saidBy(last) === saidBy(version)) return { id, version: number };
  if ((last?.version ?? 0) !== number - 1) throw conflict(kind, id, last?.version ?? 0);
  state.records.push(version);
  return { id, version: number };
}

export function writeRecord<Kind extends RecordKind>(
  state: State,
  change: RecordChange<Kind>,
  { at, by, record }: Annotator,
): WrittenRecord {
  const { id, basedOn, body, cites } = checkedRecord(change);
  for (const { covers, id: cited } of cites)
    if (!(covers === 'content' ? state.documents : state.items).has(cited)) throw notFound(cited);
  const said = JSON.parse(body) as KeptRecord['body'] & object;
  return add(state, { kind: change.kind, id, version: basedOn + 1, body: said, cites, at, by, record });
}

export function removeRecord(
  state: State,
  { kind, id, basedOn }: RecordKey,
  { at, by, record }: Annotator,
): WrittenRecord {
  const last = lastOf(state, kind, id);
  if (!last) throw notFound(`the ${kind} ${id}`);
  return add(state, { kind, id, version: basedOn + 1, cites: last.cites, gone: 'removed', at, by, record });
}

/** What a removal of evidence takes. */
export function takeFromRecords(
  state: State,
  isLost: (cited: Citation) => boolean,
  removed: RemovedWords,
): void {
  for (const [at, version] of state.records.entries()) {
    const { body, cites, ...rest } = version;
    if (!body) {
      state.records[at] = { ...rest, cites: cites.filter((one) => !isLost(one)) };
      continue;
    }
    const kept = withoutRemoved(rest.kind, { body: JSON.stringify(body), cites }, isLost, removed);
    state.records[at] = kept
      ? { ...rest, body: JSON.parse(kept.body) as typeof body, cites: kept.cites }
      : { ...rest, cites: [], gone: 'evidence' };
  }
}
