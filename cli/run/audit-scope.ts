/** Keeps from who reads the audit log the words by which others spoke of what is withheld from them. */
import { existsSync } from 'node:fs';
import { everyRecord } from '../../case/every-record.ts';
import type { CaseFolder } from '../../case/case-folder.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import { addressKey } from '../../case/participants.ts';
import type { AuditRecord } from '../../schemas/audit-record.ts';
import { everyScope, type Scope } from '../../schemas/scope.ts';
import { keywordKey } from '../../search/query/fields.ts';
import { itemsNamed } from './find-document.ts';
import { foundIn } from './intake-words.ts';

/** `isKept`: what was asked, why, and how much it gave, is not told. The chain is checked all the same. */
export type ToldRecord = AuditRecord & { readonly isKept?: true };

/** The scopes that a command names: it spoke for their readers, with words of what they alone see. */
function scopesIn(args: readonly string[]): string[] {
  return args.flatMap((arg, at) => {
    const [, flag, value] = /^--(open|scope)(?:=(.*))?$/su.exec(arg) ?? [];
    return flag === undefined ? [] : (value ?? args[at + 1] ?? []);
  });
}

/** Of what a server was asked they stand first: behind them are words that somebody typed, who is not to hide them. */
function scopesBefore(args: readonly string[]): string[] {
  const end = args.findIndex((arg) => !arg.startsWith('--open='));
  return args.slice(0, end < 0 ? args.length : end).map((arg) => arg.slice('--open='.length));
}

/** Verbs whose words name items. */
const namingVerbs: ReadonlySet<string> = new Set([
  'show',
  'diff',
  'near',
  'explain',
  'mentions',
  'label',
  'note',
  'identities',
  'relations',
  'identity',
  'entities',
  'datasets',
  'remove',
  'serve',
]);

/** What of an argument may be a name: a word of its own, or what stands behind an option in one word with it. */
const namesIn = (arg: string): string[] => {
  if (!arg.startsWith('-')) return [arg];
  const at = arg.indexOf('=');
  return at < 0 ? [] : [arg.slice(at + 1)];
};

const scopesOf = (verb: string, args: readonly string[]): string[] =>
  verb === 'serve' ? scopesBefore(args) : scopesIn(args);

/** What of a line on a file, as `differs     a/b.txt: another hash`, may be its path. */
function pathsIn(line: string): string[] {
  const parts = (foundIn(line) ?? line).split(': ');
  const starts = parts.map((_, at) => parts.slice(0, at + 1).join(': '));
  return [...new Set([line, ...line.split(': '), ...starts])].filter(Boolean);
}

/** Addresses of people who are called so. */
const maxNamesakes = 100;
/** Lines of one record whose files are looked up; of a record with more it is not known that all are open. */
const maxLines = 100;

export interface AuditScope {
  told(record: AuditRecord): Promise<ToldRecord>;
  close(): Promise<void>;
}

function withoutDetails(record: AuditRecord): ToldRecord {
  const { args: _args, named: _named, reason: _reason, ...rest } = record;
  const { resultCount: _count, problem: _problem, ...left } = rest;
  return { ...left, isKept: true };
}

/** Numbers of the commands that found nothing. */
async function recordsOfNothing(records: AsyncIterable<AuditRecord>): Promise<ReadonlySet<number>> {
  const numbers = new Set<number>();
  for await (const { of, event, problem } of records)
    if (event === 'ended' && of !== undefined && problem === 'not-found') numbers.add(of);
  return numbers;
}

/** An address, or the name of a person, that only what is withheld states. */
async function isHiddenAddress({ participants }: Ledger, name: string, scope: Scope): Promise<boolean> {
  const named = [addressKey(name), ...(await participants.addressesNamed(name, everyScope, maxNamesakes))];
  const addresses = named.filter((address) => address !== '');
  return (
    addresses.length > 0 &&
    (await participants.count(addresses, everyScope)) > 0 &&
    (await participants.count(addresses, scope)) === 0
  );
}

/** Names of entities as queries compare them. */
const entityKeys = async ({ tags }: Ledger, scope: Scope): Promise<Set<string>> =>
  new Set((await tags.entities(scope)).map(({ entity }) => keywordKey(entity)));

/** Whether only what is withheld names an entity, or states an address or a person, so. */
function hiddenNames(ledger: Ledger | undefined, scope: Scope): (name: string) => Promise<boolean> {
  let hidden: Promise<ReadonlySet<string>> | undefined;
  const read = async (of: Ledger): Promise<ReadonlySet<string>> =>
    (await entityKeys(of, everyScope)).difference(await entityKeys(of, scope));
  return async (name) =>
    ledger !== undefined &&
    ((await isHiddenAddress(ledger, name, scope)) || (await (hidden ??= read(ledger))).has(keywordKey(name)));
}

/** Records of the case that cite where stands what they are of: a candidate, a sentence. */
const citingKinds = ['entity-ruling', 'accepted-assertion'] as const;

/** Whether a record wrote what is said of a candidate or a sentence that only what is withheld holds. */
function hiddenRulings(ledger: Ledger | undefined, scope: Scope): (record: number) => Promise<boolean> {
  let hidden: Promise<ReadonlySet<number>> | undefined;
  const idsIn = async (of: Ledger, kind: (typeof citingKinds)[number], seenIn: Scope): Promise<Set<string>> =>
    new Set(await Array.fromAsync(everyRecord(of, kind, seenIn, { withGone: true }), ({ id }) => id));
  const read = async (of: Ledger): Promise<ReadonlySet<number>> => {
    const numbers = new Set<number>();
    for (const kind of citingKinds)
      for (const id of (await idsIn(of, kind, everyScope)).difference(await idsIn(of, kind, scope)))
        for (const { record } of (await of.records.history(kind, id, everyScope)).records)
          numbers.add(record);
    return numbers;
  };
  return async (record) => ledger !== undefined && (await (hidden ??= read(ledger))).has(record);
}

/**
 * `records` are those of the log. A command that found nothing is told as it was typed: who has not opened the scope
 * typed it, and would learn from its silence that there is something.
 */
export async function openAuditScope(
  caseFolder: CaseFolder,
  records: AsyncIterable<AuditRecord>,
  scope: Scope,
): Promise<AuditScope> {
  const gaveNothing = await recordsOfNothing(records);
  const ledger: Ledger | undefined = existsSync(caseFolder.paths.catalogue)
    ? await caseFolder.openLedger().catch(() => undefined)
    : undefined;
  // Where nothing is withheld no name is looked up: each look goes over all items.
  const withholds = ledger !== undefined && (await ledger.coverage.withheld(scope)).length > 0;
  const hidden = new Map<string, boolean>();
  const kept = new Set<number>();
  const isHiddenName = hiddenNames(ledger, scope);
  const isOfHiddenRuling = hiddenRulings(ledger, scope);

  async function isHidden(name: string): Promise<boolean> {
    if (ledger === undefined || !withholds) return false;
    const known = hidden.get(name);
    if (known !== undefined) return known;
    // A table goes by its document with a number behind it, an assertion with a part of a hash.
    const named = name.replace(/(?<=^[0-9a-f]{6,64}):(?:\d{1,4}|[0-9a-f]{12})$/u, '');
    const all = await itemsNamed(ledger, named, everyScope);
    const isSo =
      (all.length > 0 && (await itemsNamed(ledger, named, scope)).length < all.length) ||
      (await isHiddenName(name));
    hidden.set(name, isSo);
    return isSo;
  }

  /** A line whose file is not told for certain, by its number or with signs escaped, is kept as well. */
  async function isClosedLine(line: string): Promise<boolean> {
    if (ledger === undefined || !withholds) return false;
    const names = pathsIn(line);
    for (const name of names) if (await isHidden(name)) return true;
    for (const name of names) if ((await itemsNamed(ledger, name, scope)).length > 0) return false;
    return foundIn(line) !== undefined;
  }

  async function isKept({ seq, of, verb, args = [], named = [] }: AuditRecord): Promise<boolean> {
    if ((of !== undefined && kept.has(of)) || scopesOf(verb, args).some((name) => !scope.open.includes(name)))
      return true;
    const names = namingVerbs.has(verb) && !gaveNothing.has(seq) ? args.flatMap(namesIn) : [];
    for (const name of names) if (await isHidden(name)) return true;
    if (withholds && (named.length > maxLines || (await isOfHiddenRuling(seq)))) return true;
    for (const line of named) if (await isClosedLine(line)) return true;
    return false;
  }

  return {
    async told(record) {
      if (!(await isKept(record))) return record;
      kept.add(record.seq);
      return withoutDetails(record);
    },
    close: async () => ledger?.close(),
  };
}
