// The order of test files: those that take minutes come first, so that no worker is left with one of them alone at the end.
// Where nothing is known of earlier runs, as in a fresh clone, jest goes by the size of files, and some of these are short.
import { createRequire } from 'node:module';

const { default: TestSequencer } = createRequire(import.meta.url)('@jest/test-sequencer');

/** Longest first. */
const long = [
  'test/pipeline/histories/histories.test.ts',
  'test/search/elasticsearch-index.elasticsearch.test.ts',
  'test/search/parity.elasticsearch.test.ts',
  'test/web/pages.chromium.test.ts',
  'test/pipeline/parser/poison.test.ts',
];

const rankOf = ({ path }) => {
  const rank = long.findIndex((name) => path.endsWith(name));
  return rank < 0 ? long.length : rank;
};

export default class LongTestsFirst extends TestSequencer {
  async sort(tests) {
    const sorted = await super.sort(tests);
    return sorted.toSorted((one, other) => rankOf(one) - rankOf(other));
  }
}
