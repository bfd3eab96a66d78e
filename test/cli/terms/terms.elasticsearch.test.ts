/** Search terms over Elasticsearch: the same report as over the embedded index, in every number. */
import { beforeAll, expect, test } from '@jest/globals';
import type { TermReport } from '../../../cli/terms/term-report.ts';
import { describeElasticsearch, elasticsearchUrl } from '../../services.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { makeTermsCase, type TermsCase } from './terms-case.ts';

const terms = [
  'survey', 'brochure AND tidal', 'budget', '"tidal barrage"', 'surv*', 'harbour w/5 attached', 'harbour pre/5 attached', 'attached pre/9 harbour', '"tidal bar*" pre/9 r', 'from:counsel', 'custodian:bo', 'family(from:counsel AND dredging)', 'family(dredging) AND survey', 'exact:IT', 'NOT survey', 'nothinglikeit', 'AND (',
]; // prettier-ignore

describeElasticsearch('evidex terms', () => {
  const folder = temporaryFolder();
  let made: TermsCase;
  let file: string;
  const answers = async (): Promise<readonly TermReport[]> => [
    await made.report(file),
    await made.report(file, '--among', 'custodian:bo'),
    await made.report(file, '--open', 'privilege'),
  ];
  beforeAll(async () => {
    made = await makeTermsCase(folder);
    file = made.list('terms.txt', terms.join('\n'));
    const words = ['brochure.txt', '--covers', 'item', '--scope', 'privilege', '--reason', 'a test'];
    expect(await made.run('withhold', ...words)).toMatchObject({ exitCode: 0 });
  });
  test('the same of all terms, among some documents, with a scope open', async () => {
    const embedded = await answers();
    const moved = await made.run('reindex', '--to', elasticsearchUrl());
    expect(moved).toMatchObject({ exitCode: 0 });
    const there = await answers();
    // Nothing of the test stays in the cluster.
    expect(await made.run('reindex', '--to', 'sqlite', '--drop')).toMatchObject({ exitCode: 0 });
    expect(there).toEqual(embedded);
    expect(embedded[0]?.terms.at(-1)?.refused).toBeDefined();
  });
});
