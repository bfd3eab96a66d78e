/** `evidex mentions`: each place where a name stands, and personal data, masked. */
import { beforeAll, expect, test } from '@jest/globals';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeSmallCase, type SmallCase } from './small-case.ts';

const folder = temporaryFolder();
let small: SmallCase;
beforeAll(async () => {
  small = await makeSmallCase(folder);
});

test('each mention with list version, offsets, place and the words around it', async () => {
  const mentions = await small.json('mentions', '--entity', 'Harbour Analytica');
  expect(mentions).toHaveLength(2);
  expect(mentions[0]).toMatchObject({
    entity: 'Harbour Analytica',
    kind: 'data-broker',
    method: 'watchlist',
    surface: 'Harbour Analytica',
    source: 'EX-1',
    document: expect.stringMatching(/^[0-9a-f]{64}$/u),
    listVersion: expect.any(String),
    run: 1,
  });
});

test('personal data is masked unless it is to be revealed', async () => {
  const masked = await small.run('mentions', 'cards.csv', '--personal-data', '--json');
  expect(masked.stdout).toContain('payment-card');
  expect(masked.stdout).not.toContain('4111 1111 1111 1111');
  const [revealed] = await small.json<{ value: string }>(
    'mentions',
    'cards.csv',
    '--personal-data',
    '--reveal',
    '--reason',
    'a test',
  );
  expect(revealed?.value).toBe('4111 1111 1111 1111');
});
