/** By what a case is kept: the one place that chooses the adapters of ledger, audit log, locks and hash sets. */
import type { Stores } from '../../case/stores.ts';

/** Each is loaded where it is used: most commands need some of them, and `--help` none. */
export const sqliteStores: Stores = {
  async openLedger({ catalogue }, untouched = false) {
    const { openSqliteLedger } = await import('../../case/sqlite/sqlite-ledger.ts');
    return openSqliteLedger(catalogue, untouched ? 'untouched' : 'read');
  },
  async openCatalogue({ catalogue }) {
    const { SqliteCatalogue } = await import('../../case/sqlite/sqlite-catalogue.ts');
    return new SqliteCatalogue(catalogue);
  },
  async openAuditLog(paths, untouched = false) {
    const [{ openAuditFile, openAuditFileToRead }, { AuditHeadFile, readHead }] = await Promise.all([
      import('../../case/audit-file.ts'),
      import('../../case/sqlite/audit-head.ts'),
    ]);
    if (untouched) return openAuditFileToRead(paths, () => readHead(paths.auditHead, 'untouched'));
    return openAuditFile(paths, (isNew) => new AuditHeadFile(paths.auditHead, 'write', isNew));
  },
  async tryLock(paths, lock) {
    const { tryLock } = await import('../../case/sqlite/case-lock.ts');
    return tryLock(paths[lock]);
  },
  async openHashSets({ hashSets }, lists, held) {
    const [{ openHashSets }, { sqliteHashSets }] = await Promise.all([
      import('../../case/hash-sets.ts'),
      import('../../case/sqlite/hash-set-file.ts'),
    ]);
    return openHashSets(hashSets, sqliteHashSets, lists, held);
  },
  async *packedValues(file) {
    if (!file.endsWith('.sqlite')) return;
    const { packedValues } = await import('../../case/sqlite/packed-values.ts');
    yield* packedValues(file);
  },
};
