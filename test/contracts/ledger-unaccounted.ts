/** Part of the contract of reading: what the ledger cannot vouch for. */
import { expect, test } from '@jest/globals';
import { claimUnit } from '../../case/catalogue/runs.ts';
import { everyScope as plain } from '../../schemas/scope.ts';
import type { ReadCase } from './ledger-history.ts';
import { fileEntry } from './made-commits.ts';

export function unaccountedContract(at: ReadCase): void {
  test('unaccounted for: what is open, unread, unlisted, not listed to the end; contents that are closed, and who read which', async () => {
    expect(await at.ledger.coverage.unaccounted(plain)).toEqual({
      open: 0,
      unlistedFolders: 0,
      unread: 0,
      unfinishedListings: [],
    });
    expect(await at.ledger.coverage.closed(plain)).toEqual([
      { format: 'text', status: 'failed', documents: 1 },
    ]);
    expect(await at.ledger.coverage.readBy(plain)).toEqual([
      { format: 'eml', extractor: 'text/1', status: 'indexed', documents: 1 },
      { format: 'text', extractor: 'text/1', status: 'failed', documents: 1 },
      { format: 'text', extractor: 'text/1', status: 'indexed', documents: 2 },
      { format: 'zip', status: 'container', documents: 1 },
    ]);
    const lease = await at.catalogue.beginRun('later', 'ingest', {});
    const [source] = await at.catalogue.sources();
    if (!source) throw new Error('the case has no source');
    await at.catalogue.beginListing(claimUnit(lease), source);
    expect(await at.ledger.coverage.unaccounted(plain)).toMatchObject({ unfinishedListings: ['EX-1'] });
    await at.catalogue.listFolder(claimUnit(lease), source, source.id, [
      fileEntry('mail', {
        kind: 'folder',
        ended: { status: 'failed', code: 'unreadable', detail: 'EACCES' },
      }),
      fileEntry('lost.txt', { ended: { status: 'failed', code: 'unreadable', detail: 'EIO' } }),
      fileEntry('new.txt'),
    ]);
    await at.catalogue.endListing(claimUnit(lease), source);
    expect(await at.ledger.coverage.unaccounted(plain)).toEqual({
      open: 1,
      unlistedFolders: 1,
      unread: 1,
      unfinishedListings: [],
    });
  });
}
