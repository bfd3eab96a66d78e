/** What every ledger makes of a case record in the same way: how it is checked when it is written and when it is read. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  citation,
  type Citation,
  maxCitations,
  maxRecordsGiven,
  maxRecordUnits,
  recordId,
} from '../schemas/case-record.ts';
import { Problem } from '../schemas/problem.ts';
import { type RecordBody, type RecordKind, recordKinds } from '../schemas/record-kinds.ts';
import type { RecordChange } from './catalogue/records.ts';
import type { RecordAsked } from './ledger/records.ts';
import { blankedJson } from './tombstone.ts';

const citations = z.array(citation).max(maxCitations);

const wrong = (message: string): Problem => new Problem('wrong-value', message);

function fitting<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw wrong(
    `${[what, ...(issue?.path ?? []).map(String)].join('.')}: expected ${issue?.message ?? 'another'}`,
  );
}

export const hasKind = (kind: string): kind is RecordKind => Object.hasOwn(recordKinds, kind);

/** As they are kept. */
export interface CheckedRecord {
  readonly id: string;
  readonly basedOn: number;
  /** JSON. */
  readonly body: string;
  readonly cites: readonly Citation[];
}

/** Throws `wrong-value` for what is not to be written. */
export function checkedRecord<Kind extends RecordKind>(change: RecordChange<Kind>): CheckedRecord {
  const { kind, basedOn } = change;
  if (!hasKind(kind)) throw wrong(`there are no records of the kind ${String(kind)}`);
  if (!Number.isSafeInteger(basedOn) || basedOn < 0) throw wrong('a version is a number from 0');
  if (change.id === undefined && basedOn > 0) throw wrong('a version of a record needs the id of the record');
  const id = fitting(recordId, change.id ?? randomUUID(), 'id');
  const body = JSON.stringify(fitting<unknown>(recordKinds[kind], change.body, kind));
  const cites = fitting(citations, change.cites ?? [], 'cites');
  const units = body.length + JSON.stringify(cites).length;
  if (units > maxRecordUnits)
    throw wrong(`it has ${units} characters with what it cites, and at most ${maxRecordUnits} are kept`);
  return { id, basedOn, body, cites };
}

export const conflict = (kind: RecordKind, id: string, current: number): Problem =>
  new Problem(
    'conflict',
    `${kind} ${id} has changed since: version ${current} is the last`,
    'Look at what was written meanwhile, and write again on top of it.',
    { named: [], current },
  );

/** A body as it was kept. Throws `catalogue-damaged` for one that this program would not have written. */
export function readBody<Kind extends RecordKind>(kind: Kind, id: string, body: string): RecordBody<Kind> {
  try {
    return recordKinds[kind].parse(JSON.parse(body)) as RecordBody<Kind>;
  } catch {
    throw new Problem('catalogue-damaged', `what the case has as ${kind} ${id} is none`);
  }
}

/** Citations as they were kept; as `readBody`. */
export function readCitations(kind: string, id: string, cites: string): Citation[] {
  try {
    return citations.parse(JSON.parse(cites));
  } catch {
    throw new Problem('catalogue-damaged', `what the case has as citations of ${kind} ${id} are none`);
  }
}

/** Addresses that a ruling on identities names; `body` is JSON. */
export function ruledAddresses(body: string): string[] {
  const said = recordKinds['identity-ruling'].safeParse(JSON.parse(body)).data;
  if (said === undefined) return [];
  return said.says === 'apart' ? [...said.addresses, ...said.from] : said.addresses;
}

/** What nothing that stays has: words are blanked where they stand whole, addresses go from what was said of identities. */
export interface RemovedWords {
  readonly words: readonly string[];
  readonly addresses: readonly string[];
}

/** The body of a ruling as it holds for the addresses that stay. */
function withoutAddresses(kind: string, body: string, addresses: readonly string[]): string {
  if (kind !== 'identity-ruling' || addresses.length === 0) return body;
  const gone = new Set(addresses);
  return JSON.stringify(JSON.parse(body), (_, value: unknown) =>
    Array.isArray(value) ? value.filter((one) => !gone.has(String(one))) : value,
  );
}

/**
 * What is left of a version when evidence is removed: without the citations of what went, and without its names in the
 * words. One that cited nothing else, or is none of its kind without the names, goes: undefined.
 */
export function withoutRemoved(
  kind: string,
  { body, cites }: Pick<CheckedRecord, 'body' | 'cites'>,
  isLost: (cited: Citation) => boolean,
  { words, addresses }: RemovedWords,
): { readonly body: string; readonly cites: readonly Citation[] } | undefined {
  const left = cites.filter((one) => !isLost(one));
  if (cites.length > 0 && left.length === 0) return undefined;
  const own = withoutAddresses(kind, body, addresses);
  const blanked = { body: blankedJson(own, words), cites: blankedJson(JSON.stringify(left), words) };
  const isFit = hasKind(kind) && recordKinds[kind].safeParse(JSON.parse(blanked.body)).success;
  const found = citations.safeParse(JSON.parse(blanked.cites));
  return isFit && found.success ? { body: blanked.body, cites: found.data } : undefined;
}

export function limitOf({ limit = maxRecordsGiven }: RecordAsked): number {
  if (Number.isSafeInteger(limit) && limit >= 1 && limit <= maxRecordsGiven) return limit;
  throw wrong(`a page of records has 1 to ${maxRecordsGiven}`);
}

/** A place in a list. */
export function placeAfter({ after }: RecordAsked): number | undefined {
  if (after === undefined) return undefined;
  if (/^\d{1,15}$/u.test(after)) return Number(after);
  throw wrong('the list of records has no such page');
}
