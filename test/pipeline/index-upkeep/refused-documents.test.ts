/** A document that the index refuses: bare in the index, `failed` with the reason in the ledger. */
import { afterAll, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { jsonReference } from '../../../case/blob-reference.ts';
import type { DocumentCommit } from '../../../case/catalogue/commits.ts';
import { withRefusals, writeDocuments } from '../../../pipeline/index-upkeep/refused-documents.ts';
import { openSqliteIndex } from '../../../search/sqlite/sqlite-index.ts';
import { entryOf, idOf, operationsOf } from '../../contracts/made-documents.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const folder = temporaryFolder();
const index = openSqliteIndex(join(folder, 'index.sqlite'));
afterAll(() => index.close());

test('it is written without its texts, the others whole', async () => {
  const good = operationsOf({ name: 'good', texts: { body: 'fine' } });
  const lost = entryOf({
    name: 'lost',
    texts: { body: 'never staged' },
    entry: { metadata: { title: 'X' } },
  });
  const refused = await writeDocuments(index, [...good, { op: 'entry', entry: lost }]);
  expect([...refused.keys()]).toEqual([idOf('lost')]);
  const shown = await index.entry(idOf('lost'), { open: [] });
  expect(shown).toMatchObject({ status: 'failed', codes: ['index-refused'], texts: [], metadata: {} });
  expect(shown?.occurrences).toEqual(lost.occurrences);
  expect((await index.entries(undefined, 10)).length).toBe(2);

  const commits = ['good', 'lost'].map(
    (name) =>
      ({
        document: { hashes: { sha256: idOf(name) }, status: 'indexed', texts: [{}], warnings: [] },
        events: [jsonReference([{}])],
        tagBlocks: new Map([['handle', []]]),
      }) as unknown as DocumentCommit,
  );
  const [first, second] = withRefusals(commits, refused);
  expect(first).toBe(commits[0]);
  expect(second).toMatchObject({
    document: { status: 'failed', code: 'index-refused', texts: [], warnings: [{ code: 'index-refused' }] },
  });
  expect([second?.events, second?.tagBlocks.size]).toEqual([[], 0]);
});

test('what not even goes in bare ends the run, and so does a refused text without a document', async () => {
  const nowhere = { ...entryOf({ name: 'nowhere' }), occurrences: [] };
  await expect(writeDocuments(index, [{ op: 'entry', entry: nowhere }])).rejects.toMatchObject({
    code: 'index-refused',
  });
  await expect(
    writeDocuments(index, [{ op: 'seal', handle: 'none', id: idOf('none') }]),
  ).rejects.toMatchObject({ code: 'index-refused' });
});
