/** Takes what the ledger has removed out of everything else that keeps a case, looks for it in every byte, and certifies. */
import type { CaseFolder } from '../../case/case-folder.ts';
import type { Catalogue } from '../../case/catalogue.ts';
import type { Stores } from '../../case/stores.ts';
import { wholeWord } from '../../case/tombstone.ts';
import { programVersion } from '../../config/program.ts';
import { showRemovals } from '../../pipeline/index-upkeep/removal-projector.ts';
import type { Config } from '../../schemas/config.ts';
import type { Annotator } from '../../schemas/label.ts';
import { everyScope } from '../../schemas/scope.ts';
import type { Expunged, IndexOperation, SearchIndex } from '../../search/port.ts';
import { entriesOf, joinEntries } from '../../search/join-entries.ts';
import type { Output } from '../frame/output.ts';
import type { Context } from '../frame/verb.ts';
import { openIndexToWrite, waitingWords } from '../open/open-index.ts';
import type { Needle } from './byte-search.ts';
import { type FoundBytes, searchCaseBytes } from './case-bytes.ts';
import { type RemovalCertificate, writeCertificate } from './removal-certificate.ts';
import { onlyOfRemoved } from './removal-facts.ts';
import { dropDatasets } from '../open/open-datasets.ts';
import { clearTemporary, dropHashLists, dropUnnamedReceived } from './removal-files.ts';

/** What a removal keeps until it has ended, as JSON in the ledger. */
export interface RemovalWork {
  readonly was: string;
  readonly needles: readonly Needle[];
}

/** As hex digits of JSON: the ledger is searched for the strings while it still keeps them, and must not be found for that. */
export const packWork = (work: RemovalWork): string => Buffer.from(JSON.stringify(work)).toString('hex');
const unpackWork = (work: string): RemovalWork =>
  JSON.parse(Buffer.from(work, 'hex').toString()) as RemovalWork;

export interface RemovalEnd {
  readonly caseFolder: CaseFolder;
  readonly stores: Stores;
  readonly config: Config;
  readonly catalogue: Catalogue;
  readonly out: Pick<Output, 'progress'>;
  readonly signal: AbortSignal;
  readonly by: Annotator;
  /** As the audit log names who runs this. */
  readonly who: Context<unknown>['who'];
  /** Where to write the certificate with names too. */
  readonly outside: string | undefined;
}

const batchEntries = 500;

/** Entries of nothing in the ledger: a killed run may have left them of what has gone meanwhile. */
async function retireAdditional(caseFolder: CaseFolder, index: SearchIndex): Promise<number> {
  const ledger = await caseFolder.openLedger();
  let count = 0;
  let batch: IndexOperation[] = [];
  try {
    for await (const { left, right } of joinEntries(ledger.entries.indexed(everyScope), entriesOf(index))) {
      if (left || !right) continue;
      count += 1;
      batch.push({ op: 'retire', document: right.document, items: 'all' });
      if (batch.length < batchEntries) continue;
      await index.write(batch);
      batch = [];
    }
    if (batch.length > 0) await index.write(batch);
    return count;
  } finally {
    await ledger.close();
  }
}

interface NamingRecords {
  /** That keep a string of what went: what was asked for, and by which words. */
  readonly naming: readonly number[];
  /** Whose words a removal has taken out since the record `since`: this one, before it was stopped. */
  readonly taken: readonly number[];
}

async function recordsNaming(
  { audit }: CaseFolder,
  needles: readonly Needle[],
  since: number,
): Promise<NamingRecords> {
  const words = needles.map(({ text }) => ({ folded: text.toLowerCase(), whole: wholeWord(text, 'iu') }));
  const { head } = await audit.check();
  const naming: number[] = [];
  const taken: number[] = [];
  for await (const record of audit.records(head.seq)) {
    const { seq, verb, redacts } = record;
    if (verb === 'remove' && redacts !== undefined && seq > since) taken.push(redacts);
    const { args = [], folder = '', named = [], reason = '' } = record;
    const said = [...args, folder, ...named, reason].join('\n');
    const folded = said.toLowerCase();
    if (words.some((word) => folded.includes(word.folded) && word.whole.test(said))) naming.push(seq);
  }
  return { naming, taken };
}

/**
 * Takes the words of these records out; gives those of which they are a part of the chain, since they were written before
 * words lay beside it.
 */
async function redactRecords(
  { caseFolder, by, who }: RemovalEnd,
  records: readonly number[],
  reason: string,
): Promise<readonly number[]> {
  return caseFolder.audit.redactAll(records, { ...who, verb: 'remove', of: by.record, reason });
}

/** What names what went as a part of what it proves, in words. */
function namingWords(records: readonly number[], found: readonly FoundBytes[]): string[] {
  const received = new Set(found.filter(({ file }) => file.startsWith('received')).map(({ file }) => file));
  return [
    ...(records.length > 0
      ? [`records of the audit log that name it, as a part of its chain: ${records.join(', ')}`]
      : []),
    ...[...received].map((file) => `${file}, a list that came with the evidence and names it`),
  ];
}

/** What `namingWords` tells of: lists that came with the evidence, and records whose words are a part of the chain (`kept`). */
const isTold = ({ file }: FoundBytes, kept: readonly number[]): boolean =>
  file.startsWith('received') || (file === 'audit.jsonl' && kept.length > 0);

const always = (caseFolder: CaseFolder): string[] => [
  'the evidence itself, and copies of it',
  `copies and backups of ${caseFolder.path}, and snapshots of the disk that it lies on`,
  'freed blocks of the disk: whether they are overwritten is the disk’s to say',
  'what was given out before: searches, reports and exports that the audit log records, and terminals and shells that showed them',
];

/** Gives also the strings that only what went had: asked of the index when it shows that. */
async function takeOutOfIndex(
  { caseFolder, catalogue, config, out, signal }: RemovalEnd,
  all: readonly Needle[],
): Promise<{ expunged: Expunged; additional: number; needles: readonly Needle[] }> {
  const index = await openIndexToWrite(caseFolder, config, { signal, onWaiting: waitingWords(out) });
  try {
    await showRemovals(catalogue, index);
    const additional = await retireAdditional(caseFolder, index);
    const roots = (await catalogue.sources()).flatMap(({ root, reference }) => [
      Buffer.from(root).toString(),
      reference,
    ]);
    const needles = await onlyOfRemoved(index, roots, all);
    return { expunged: await index.expunge(), additional, needles };
  } finally {
    await index.close();
  }
}

/** Resumable: after a kill it is called again, with what the ledger kept of it. */
export async function endRemovals(end: RemovalEnd): Promise<RemovalCertificate> {
  const { caseFolder, catalogue, out, signal, stores, by, outside } = end;
  const open = await catalogue.openRemovals();
  const numbers = new Set(open.map(({ removal }) => removal));
  const works = new Map(open.map(({ removal, work }) => [removal, unpackWork(work)]));
  const all = [...works.values()].flatMap(({ needles }) => needles);
  out.progress('taking it out of the index');
  const { expunged, additional, needles } = await takeOutOfIndex(end, all);
  const isExpunged = expunged.left === 0;
  clearTemporary(caseFolder);
  await dropDatasets(caseFolder);
  const lists = [
    ...(await dropHashLists(caseFolder, all, signal)),
    ...(await dropUnnamedReceived(caseFolder, catalogue)),
  ];
  const removals = (await catalogue.removals()).filter(({ removal }) => numbers.has(removal));
  const certificate: RemovalCertificate = {
    version: 1,
    case: caseFolder.id,
    program: programVersion,
    at: new Date().toISOString(),
    by: by.by,
    record: by.record,
    removals: removals.map((removal) => ({
      ...removal,
      ended: isExpunged,
      was: works.get(removal.removal)?.was,
    })),
    index: { left: expunged.left, additional },
    lists,
    auditRecords: [],
    beyond: [...always(caseFolder), ...expunged.beyond],
  };
  writeCertificate(caseFolder.paths.removals, certificate, outside);
  const since = Math.min(...removals.map(({ record }) => record));
  const { naming, taken } = await recordsNaming(caseFolder, needles, since);
  const kept = await redactRecords(end, naming, removals.at(-1)?.reason ?? '');
  out.progress('writing the ledger anew');
  await catalogue.scrub();
  out.progress('looking for it in every byte of the case');
  const searched = await searchCaseBytes({ path: caseFolder.path, stores }, needles, signal);
  const { found, ...sums } = searched;
  const left = found.filter((one) => !isTold(one, kept));
  const checked: RemovalCertificate = {
    ...certificate,
    at: new Date().toISOString(),
    searched: { strings: needles.length, elsewhere: all.length - needles.length, ...sums, found: left },
    beyond: [...certificate.beyond, ...namingWords(kept, found)],
    auditRecords: [...new Set([...taken, ...naming]).difference(new Set(kept))].sort(
      (one, other) => one - other,
    ),
  };
  writeCertificate(caseFolder.paths.removals, checked, outside);
  // Last, since what is looked for is forgotten with it; what the index could not merge yet, the same command tries again.
  if (isExpunged) for (const removal of numbers) await catalogue.endRemoval(removal);
  return checked;
}
