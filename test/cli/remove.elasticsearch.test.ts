/** `evidex remove` from a case whose index is in Elasticsearch. */
import { join } from 'node:path';
import { test } from '@jest/globals';
import { describeElasticsearch, elasticsearchUrl } from '../services.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { removeAndSee } from './removed-case.ts';

describeElasticsearch('evidex remove', () => {
  const folder = temporaryFolder();

  test('what was removed is found no more, its segments are merged, and the certificate names what may keep it', async () => {
    await removeAndSee(join(folder, 'case'), [], { EVIDEX_INDEX: elasticsearchUrl() }, [
      'snapshots of the cluster that were made before',
    ]);
    // Shards let go of what was deleted when their copies have said how far they are, every 30 s.
  }, 300_000);
});
