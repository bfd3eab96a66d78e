/**
 * Binds what a command wrote to the ledger to the audit log: the record that ends it holds a hash of those rows, made with
 * a seal that lies among the words of the record that began it. Whoever takes those words out takes the seal, and no guess
 * of a note can be tried against the hash any more.
 */
import { createHash, type Hash, randomBytes } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { CaseFolder } from './case-folder.ts';
import type { AuditReading } from './ledger/audit.ts';
import type { AuditRecord } from '../schemas/audit-record.ts';

/** 32 random bytes in hex. */
export const newSeal = (): string => randomBytes(32).toString('hex');

/** By the number of the record that began a command: the SHA-256, in hex, of what the ledger has of it. */
export async function hashWritten(
  ledger: AuditReading,
  seals: ReadonlyMap<number, string>,
): Promise<ReadonlyMap<number, string>> {
  const hashes = new Map<number, Hash>();
  for (const [record, seal] of seals) hashes.set(record, createHash('sha256').update(seal));
  for await (const { record, says } of ledger.written([...seals.keys()]))
    hashes.get(record)?.update(`${canonicalJson(says)}\n`);
  return new Map([...hashes].map(([record, hash]) => [record, hash.digest('hex')]));
}

/** For the record that ends a command. Nothing where there is no seal, or no ledger that can be read: then its end cannot speak of that. */
export async function hashOfEnd({
  folder,
  started: { seq, seal },
}: {
  readonly folder: Pick<CaseFolder, 'openLedger'>;
  readonly started: Pick<AuditRecord, 'seq' | 'seal'>;
}): Promise<string | undefined> {
  if (seal === undefined) return undefined;
  try {
    const ledger = await folder.openLedger();
    try {
      return (await hashWritten(ledger.audit, new Map([[seq, seal]]))).get(seq);
    } finally {
      await ledger.close();
    }
  } catch {
    return undefined;
  }
}
