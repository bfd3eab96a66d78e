/** Random histories of cases whose index is in a real Elasticsearch. */
import { expect, test } from '@jest/globals';
import { describeElasticsearch, elasticsearchUrl } from '../../services.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { playHistory } from './history.ts';

describeElasticsearch('histories with Elasticsearch', () => {
  const folder = temporaryFolder();

  test.each([1001, 1002, 1003, 1004])(
    'number %d',
    async (seed) => {
      const environment = { EVIDEX_INDEX: elasticsearchUrl() };
      expect(await playHistory({ seed, folder, runs: 2, kills: false, environment })).toBe(0);
    },
    300_000,
  );
});
