/** The visit of a job's files: opened without following links, hashed while held, asked about in batches. */
import { closeSync, fstatSync } from 'node:fs';
import type { JobItem } from '../protocol/messages.ts';
import type { FoundItem, Hashes } from '../../schemas/findings.ts';
import type { Code } from '../../schemas/status.ts';
import type { Content } from '../../formats/contract.ts';
import { openListedFile } from '../../sources/raw-path.ts';
import { memoryContent } from '../../formats/content.ts';
import { fileContent } from '../../sources/file-content.ts';
import { Digest, digestBytes } from './digest.ts';
import { FileRoom } from './file-room.ts';
import { type Budget, ledgerCodeOf } from './hold.ts';
import { joinVolumes } from './open-volumes.ts';
import { carryOut, identifyContent } from './visit.ts';
import type { IdentifiedContent, VisitContext } from './visit-context.ts';
import { messageOf } from '../../schemas/problem.ts';

/** Questions are asked for this many files, or this many held bytes, at once. */
const maxBatchFiles = 64;
const maxBatchBytes = 16 * 1024 * 1024;
/** A file up to this size is read at once; a larger one is hashed from slices and read again where needed. */
const maxReadAtOnceBytes = 8 * 1024 * 1024;

class FileError extends Error {
  readonly code: Code;
  constructor(code: Code, message: string) {
    super(message);
    this.code = code;
  }
}

interface OpenFile {
  readonly content: Content;
  readonly hashes: Hashes;
  close(): void;
}

function openFile(job: JobItem, context: VisitContext): OpenFile {
  const { maxHeldBytes } = context.limits;
  if (job.spooled !== undefined) {
    const region = context.spool.adopt(job.spooled, job.size);
    const { content, hashes } = digestFile(region.content(maxHeldBytes), context);
    return { content, hashes, close: () => region.release() };
  }
  if (job.volumes) return openVolumes(job, context);
  const opened = openListedFile(Buffer.from(job.root, 'base64'), Buffer.from(job.path, 'base64'), job);
  if ('code' in opened) throw new FileError(opened.code, opened.detail);
  const { descriptor, stats: before } = opened;
  try {
    const file = fileContent(descriptor, Number(before.size), maxHeldBytes);
    const { content, hashes } = digestFile(file, context);
    const after = fstatSync(descriptor, { bigint: true });
    if (after.size !== before.size || after.mtimeNs !== before.mtimeNs) {
      throw new FileError('changed-while-reading', 'size or modification time changed');
    }
    if (content !== file) file.close();
    return { content, hashes, close: () => (content === file ? file.close() : undefined) };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function openVolumes(job: JobItem, context: VisitContext): OpenFile {
  const { content: joined, check } = joinVolumes(job, context.limits.maxHeldBytes);
  try {
    const { content, hashes } = digestFile(joined, context);
    check();
    return { content, hashes, close: () => joined.close() };
  } catch (error) {
    joined.close();
    throw error;
  }
}

/** The hashes of a file, and its content in memory where it is small. */
function digestFile(
  file: Content,
  { limits, progress }: VisitContext,
): { readonly content: Content; readonly hashes: Hashes } {
  const { size } = file;
  if (size <= Math.min(maxReadAtOnceBytes, limits.maxHeldBytes)) {
    const bytes = file.read(0, size);
    if (bytes.length < size) throw new FileError('changed-while-reading', 'the file became shorter');
    return { content: memoryContent(bytes), hashes: digestBytes(bytes) };
  }
  const digest = new Digest();
  for (const slice of file.slices()) {
    digest.update(slice);
    progress();
  }
  return { content: file, hashes: digest.end() };
}

const itemOf = (job: JobItem): Pick<FoundItem, 'item' | 'name' | 'warnings'> => ({
  item: job.item,
  name: '',
  warnings: [],
});

function unreadable(job: JobItem, error: unknown): FoundItem {
  const code = ledgerCodeOf(error, 'unreadable');
  const detail = messageOf(error).slice(0, 500);
  return { ...itemOf(job), size: job.size, ended: { status: 'failed', code, detail } };
}

interface Pending {
  readonly found: FoundItem;
  readonly identified?: IdentifiedContent;
  readonly close?: () => void;
}

async function readFile(job: JobItem, context: VisitContext): Promise<Pending> {
  const started = performance.now();
  let file: OpenFile;
  try {
    file = openFile(job, context);
  } catch (error) {
    return { found: unreadable(job, error) };
  }
  const identified = await identifyContent(
    itemOf(job),
    file.content,
    file.hashes,
    performance.now() - started,
  );
  return { found: identified.found, identified, close: () => file.close() };
}

async function carryOutBatch(batch: readonly Pending[], context: VisitContext): Promise<void> {
  const verdicts = await context.ask(batch.map(({ found }) => found));
  for (const [index, { identified, close }] of batch.entries()) {
    const verdict = verdicts[index];
    const budget: Budget = {
      expandedBytes: context.limits.maxExpandedBytes,
      heldBytes: context.limits.maxHeldBytes,
      spoolBytes: context.spoolBytes,
      spoolCode: context.spoolCode,
      room: new FileRoom(identified?.content.size ?? 0, context.limits.maxCaseRatio),
    };
    try {
      if (identified && verdict)
        await carryOut(identified, verdict, { depth: 0, budget, silent: false }, context);
    } finally {
      close?.();
    }
  }
}

/** Visits all files of a job, in order. */
export async function visitFiles(items: readonly JobItem[], context: VisitContext): Promise<void> {
  let batch: Pending[] = [];
  let batchBytes = 0;
  for (const job of items) {
    const pending = await readFile(job, context);
    batch.push(pending);
    batchBytes += Math.min(pending.identified?.content.size ?? 0, maxReadAtOnceBytes);
    if (batch.length < maxBatchFiles && batchBytes < maxBatchBytes) continue;
    await carryOutBatch(batch, context);
    batch = [];
    batchBytes = 0;
  }
  if (batch.length > 0) await carryOutBatch(batch, context);
}
