/** Reads an audit log from its beginning: the first link that is broken, and what else of it does not hold. */
import type { AuditRecord, AuditRedaction, StoredRecord } from '../schemas/audit-record.ts';
import { nameOf } from '../schemas/audit-record.ts';
import { AuditChain } from './audit-chain.ts';
import { DetailsReader } from './audit-details.ts';
import { readLines, readRecord, sizeOf } from './audit-lines.ts';
import type { AuditBreak, AuditCheck, AuditHead } from './audit-log.ts';

/** The files of a log, absolute. */
export interface AuditPaths {
  readonly audit: string;
  readonly auditDetails: string;
}

/** A record with its words, where they are there as it names them. */
function joined(record: StoredRecord, details: DetailsReader): AuditRecord {
  if (!('version' in record) || record.details === undefined) return record;
  const words = details.of(record);
  return words ? { ...record, ...words } : { ...record, detailsLost: true };
}

/** The first `count` records with their words; nothing is said yet of those that were taken out. */
function* joinedRecords({ audit, auditDetails }: AuditPaths, count: number): Generator<AuditRecord> {
  const details = new DetailsReader(auditDetails);
  let left = count;
  try {
    for (const line of readLines(audit)) {
      if (left === 0) return;
      const record = readRecord(line.bytes);
      if (!('seq' in record)) continue;
      yield joined(record, details);
      left--;
    }
  } finally {
    details.close();
  }
}

/** The records whose words were taken out, each with the record that says so. */
export function redactionsIn(paths: AuditPaths, count: number): Map<number, AuditRedaction> {
  const redactions = new Map<number, AuditRedaction>();
  for (const record of joinedRecords(paths, count)) {
    const { redacts, seq, at, reason } = record;
    if (redacts !== undefined && !redactions.has(redacts))
      redactions.set(redacts, {
        record: seq,
        at,
        by: nameOf(record),
        ...(reason !== undefined && { reason }),
      });
  }
  return redactions;
}

/** The first `count` records of a log, one at a time; for showing what `checkAuditLog` has confirmed. */
export function* confirmedRecords(paths: AuditPaths, count: number): Generator<AuditRecord> {
  let redactions: Map<number, AuditRedaction> | undefined;
  for (const record of joinedRecords(paths, count)) {
    if (record.detailsLost !== true) {
      yield record;
      continue;
    }
    redactions ??= redactionsIn(paths, count);
    const redacted = redactions.get(record.seq);
    yield redacted ? { ...record, detailsLost: undefined, redacted } : record;
  }
}

/** The redactions that were appended behind the records that a chain has confirmed, as far as they go on with it. */
function redactedBehind(path: string, { head, end: from }: AuditChain): Set<number> {
  const redacted = new Set<number>();
  const chain = new AuditChain(undefined, head);
  for (const line of readLines(path, { from })) {
    const taken = chain.take(line);
    if (taken && 'wrong' in taken) break;
    if (taken && 'redacts' in taken && taken.redacts !== undefined) redacted.add(taken.redacts);
  }
  return redacted;
}

/**
 * Checks the log against itself, against its words, and against the head that is kept apart, which was read before.
 * Memory: the commands that have not ended, what it finds, and a few lines. `to` is the size of the log when the check
 * began: what others append meanwhile is left to the next one, since its words may come after those were read here.
 */
export function checkAuditLog(
  paths: AuditPaths,
  stored: AuditHead | undefined,
  to = sizeOf(paths.audit),
): AuditCheck {
  const chain = new AuditChain(stored);
  const details = new DetailsReader(paths.auditDetails);
  const lost = new Set<number>();
  const redacted = new Set<number>();
  const undone = new Set<number>();
  const end = (broken?: AuditBreak): AuditCheck => ({
    records: chain.head.seq,
    partialLines: chain.partialLines,
    unended: [...chain.open],
    headLost: chain.headLost,
    clockBack: chain.clockBack,
    redacted: [...redacted],
    detailsLost: [...lost].filter((seq) => !redacted.has(seq)),
    redactionsUndone: [...undone].filter((seq) => !lost.has(seq)),
    head: chain.head,
    ...(chain.lastAt !== undefined && { lastAt: chain.lastAt }),
    ...(broken && { broken }),
  });
  try {
    for (const line of readLines(paths.audit, { to })) {
      const taken = chain.take(line);
      if (!taken) continue;
      if ('wrong' in taken) return end(taken);
      if (joined(taken, details).detailsLost === true) lost.add(taken.seq);
      if (!('redacts' in taken) || taken.redacts === undefined) continue;
      redacted.add(taken.redacts);
      // Words are blanked before the head is stored: of a record ahead of it that may be under way.
      if (!stored || taken.seq <= stored.seq) undone.add(taken.redacts);
    }
  } finally {
    details.close();
  }
  // Words that others took out meanwhile were there no more when their turn came here.
  if ([...lost].some((seq) => !redacted.has(seq)))
    for (const seq of redactedBehind(paths.audit, chain)) lost.delete(seq);
  return end(chain.finish());
}
