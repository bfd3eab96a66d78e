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

/**
 * Checks the log against itself, against its words, and against the head that is kept apart, which was read before.
 * Memory: the commands that have not ended, what it finds, and a few lines.
 */
export function checkAuditLog(paths: AuditPaths, stored: AuditHead | undefined): AuditCheck {
  const chain = new AuditChain(stored);
  // What others append meanwhile is left to the next check: its words may come after those were read here.
  const to = sizeOf(paths.audit);
  const details = new DetailsReader(paths.auditDetails);
  const lost = new Set<number>();
  const redacted = new Set<number>();
  const end = (broken?: AuditBreak): AuditCheck => ({
    records: chain.head.seq,
    partialLines: chain.partialLines,
    unended: [...chain.open],
    headLost: chain.headLost,
    clockBack: chain.clockBack,
    redacted: [...redacted],
    detailsLost: [...lost].filter((seq) => !redacted.has(seq)),
    redactionsUndone: [...redacted].filter((seq) => !lost.has(seq)),
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
      if ('redacts' in taken && taken.redacts !== undefined) redacted.add(taken.redacts);
    }
  } finally {
    details.close();
  }
  return end(chain.finish());
}
