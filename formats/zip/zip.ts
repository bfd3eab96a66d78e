/**
 * Reads ZIP (APPNOTE 6.3.10) at random access by its central directory, and by its local headers where that is
 * damaged. Directories are no children. Locators: the index in the directory, or `@` and the offset of the local
 * header where the member was found without it.
 */
import type { Child, Extract, ExtractInput, Outcome, Sink } from '../contract.ts';
import { MemberNames } from '../archives/member-names.ts';
import { readPlan, type ZipPlan } from './zip-plan.ts';
import { isKnownMethod, openMember } from './zip-data.ts';
import {
  findEnd,
  readDirectory,
  readLocal,
  readTimes,
  readUnicodePath,
  type ZipEntry,
} from './zip-records.ts';
import { salvageEntries } from './zip-salvage.ts';
import { decodeUtf8 } from '../archives/member-name.ts';

export const version = '2';

/** Unix file types (`stat.h`) as the mode states them. */
const fileType = { mask: 0o170000, regular: 0o100000, link: 0o120000 };
/** A link's target is shown in the detail up to this; longer ones are no paths. */
const maxTargetBytes = 4096;

/** State of one extraction that every member needs. */
interface Reading {
  readonly input: ExtractInput;
  readonly sink: Sink;
  readonly names: MemberNames;
  readonly plan: ZipPlan;
}

type Ended = NonNullable<Child['ended']>;

/** Why this member's content is not opened, or undefined. */
function endMember(reading: Reading, entry: ZipEntry, dataStart: number | undefined): Ended | undefined {
  const { plan, input } = reading;
  const type = entry.mode & fileType.mask;
  if (entry.disk !== plan.disk) {
    return { status: 'failed', code: 'truncated', detail: `on volume ${entry.disk + 1} of a split archive` };
  }
  if (plan.overlaps(entry)) {
    return { status: 'failed', code: 'bomb', detail: 'its data overlaps another member’s' };
  }
  if (dataStart === undefined) return { status: 'failed', code: 'corrupt', detail: 'no local header' };
  if (entry.flags & 1) return { status: 'encrypted', code: 'password-required' };
  if (type === fileType.link)
    return { status: 'skipped', code: 'link', ...linkTarget(reading, entry, dataStart) };
  if (type !== 0 && type !== fileType.regular) return { status: 'skipped', code: 'not-a-file' };
  if (!isKnownMethod(entry.method)) {
    return { status: 'unsupported', code: 'no-extractor', detail: `compression method ${entry.method}` };
  }
  if (dataStart + entry.compressedBytes > input.content.size) {
    return dataStart >= input.content.size
      ? { status: 'failed', code: 'truncated', detail: 'its data lies beyond the end' }
      : undefined;
  }
  return undefined;
}

function linkTarget({ input }: Reading, entry: ZipEntry, dataStart: number): { detail?: string } {
  if (entry.compressedBytes > maxTargetBytes || entry.bytes > maxTargetBytes) return {};
  const bytes = openMember(input.content, entry, dataStart, input.limits);
  const target = bytes instanceof Uint8Array ? decodeUtf8(bytes) : undefined;
  return target === undefined ? {} : { detail: `-> ${target}`.slice(0, 500) };
}

/** Tells where the local header disagrees with the directory, whose word counts. */
function warnDisagreement({ sink }: Reading, entry: ZipEntry, local: ZipEntry): void {
  const differs: string[] = [];
  if (!entry.rawName.equals(local.rawName)) differs.push('name');
  if (entry.method !== local.method) differs.push('method');
  if ((entry.flags ^ local.flags) & 1) differs.push('encryption');
  // With a data descriptor (bit 3) the local header need not know the sizes.
  if (!(local.flags & 8) && entry.compressedBytes !== local.compressedBytes) differs.push('size');
  if (differs.length > 0) {
    sink.warn('corrupt', `member ${entry.locator}: local header has another ${differs.join(', ')}`);
  }
}

async function emit(reading: Reading, entry: ZipEntry): Promise<void> {
  const { input, sink, names } = reading;
  const local = readLocal(input.content, entry.offset);
  if (local) warnDisagreement(reading, entry, local.entry);
  const dataStart = local?.dataStart;
  const ended = endMember(reading, entry, dataStart);
  const times = readTimes(entry, local?.entry.extra);
  const name = names.take(readUnicodePath(entry) ?? entry.rawName);
  await sink.child({
    locator: entry.locator,
    ...name,
    relation: 'member',
    declaredSize: entry.bytes,
    ...(times ? { times } : {}),
    ...(ended ? { ended } : { open: () => openMember(input.content, entry, dataStart ?? 0, input.limits) }),
  });
}

/** Emits the members that the directory names. */
async function emitDirectory(reading: Reading): Promise<void> {
  const { input, sink, plan } = reading;
  let count = 0;
  if (!plan.end) return;
  for (const entry of readDirectory(input.content, plan.end, plan.entries)) {
    if (isDirectory(entry)) continue;
    await emit(reading, entry);
    if (++count % 256 === 0) await sink.drain();
  }
}

const isDirectory = (entry: ZipEntry): boolean =>
  entry.rawName.at(-1) === 0x2f && (entry.bytes === 0 || (entry.mode & fileType.mask) === 0o040000);

/** Emits those that only local headers tell of; returns how many. */
async function emitSalvaged(reading: Reading): Promise<number> {
  const { input, sink, plan } = reading;
  let count = 0;
  for (const found of salvageEntries(input.content, plan.offsets())) {
    if (!found) await sink.drain();
    if (!found || isDirectory(found.entry)) continue;
    if (plan.entries + count >= input.limits.maxMembers) {
      sink.warn('member-limit');
      break;
    }
    await emit(reading, found.entry);
    if (++count % 256 === 0) await sink.drain();
  }
  return count;
}

/** What the end of the archive says about its surroundings. */
function warnSurroundings(reading: Reading): void {
  const { plan, input, sink } = reading;
  if (plan.end && plan.end.end < input.content.size) {
    sink.warn('trailing-data', `${input.content.size - plan.end.end} bytes`);
  }
}

export const extract: Extract = async (input, sink): Promise<Outcome> => {
  const end = findEnd(input.content);
  const plan = readPlan(
    end ? readDirectory(input.content, end, input.limits.maxMembers) : [],
    end,
    isDirectory,
  );
  const names = new MemberNames(sink, plan.nameSample);
  const reading: Reading = { input, sink, names, plan };
  if (end) sink.expect(Math.max(0, plan.stated - plan.directories));
  await emitDirectory(reading);
  warnSurroundings(reading);
  if (plan.complete) return { status: 'extracted', completeness: 'complete' };
  if (end && plan.entries >= input.limits.maxMembers) {
    sink.warn('member-limit', `${plan.stated} members stated`);
    return { status: 'extracted', completeness: 'partial' };
  }
  const salvaged = await emitSalvaged(reading);
  const detail = end ? 'the directory is damaged' : 'the end of the archive is missing';
  if (plan.entries + salvaged === 0)
    return { status: 'failed', code: 'corrupt', detail, completeness: 'partial' };
  sink.warn(end ? 'corrupt' : 'truncated', `${detail}: ${salvaged} members found without it`);
  return { status: 'extracted', completeness: 'partial' };
};
