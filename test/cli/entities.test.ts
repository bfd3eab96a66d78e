/** `evidex entities`: who is named in how many documents, and where personal data lies. */
import { beforeAll, expect, test } from '@jest/globals';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeSmallCase, type SmallCase } from './small-case.ts';

const folder = temporaryFolder();
let small: SmallCase;
beforeAll(async () => {
  small = await makeSmallCase(folder);
});

test('documents and mentions of each entity; personal data by kind', async () => {
  const [report] = await small.json('entities', 'CASE');
  expect(report).toMatchObject({
    entities: [{ entity: 'Harbour Analytica', kind: 'data-broker', documents: 2, mentions: 2 }],
    personalData: expect.arrayContaining([
      expect.objectContaining({ kind: 'payment-card', documents: 1, values: 1 }),
    ]),
  });
  const { stdout } = await small.run('entities', 'CASE');
  expect(stdout).toMatch(/Harbour Analytica +data-broker +2 +2/u);
});

test('of a kind that nothing has: an empty list', async () => {
  const [report] = await small.json<{ entities: unknown[] }>('entities', 'CASE', '--kind', 'regulator');
  expect(report?.entities).toEqual([]);
});
