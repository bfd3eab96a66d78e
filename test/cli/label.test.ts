/** `evidex label` and `evidex note`: catalogue first, found at once, kept through everything that indexes again. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { SqliteCatalogue } from '../../case/sqlite/sqlite-catalogue.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeSmallCase, type SmallCase } from './small-case.ts';
import { runCli } from './run-cli.ts';

const folder = temporaryFolder();
let small: SmallCase;
let meeting: string;
let cards: string;

const idOf = async (path: string): Promise<string> => {
  const [shown] = await small.json<{ document: string }>('show', path, '--metadata');
  return shown?.document ?? '';
};
const found = async (query: string): Promise<string[]> => {
  const hits = await small.json<{ document: string }>('search', query);
  return hits.map(({ document }) => document).sort();
};
/** As a killed command leaves it: in the catalogue, not yet in the index. */
const labelOnly = async (document: string, name: string): Promise<void> => {
  const catalogue = new SqliteCatalogue(join(small.casePath, 'catalogue.sqlite'));
  const by = { by: 'ann', at: new Date().toISOString(), record: 1 };
  await catalogue.label(
    { targets: [{ covers: 'content', id: document }], add: [{ name, key: name }], remove: [] },
    by,
  );
  await catalogue.close();
};

beforeAll(async () => {
  small = await makeSmallCase(folder);
  [meeting, cards] = await Promise.all([idOf('notes/meeting.txt'), idOf('cards.csv')]);
});

test('found by label, has and facet as soon as the command has ended; off again likewise', async () => {
  const words = ['label', 'notes/meeting.txt', cards.slice(0, 12), '--add', 'Hot', '--add', 'to review'];
  const [result] = await small.json(...words);
  expect(result).toMatchObject({
    covers: 'family',
    targets: 2,
    changed: 2,
    documents: 2,
    added: [
      { label: 'Hot', targets: 2 },
      { label: 'to review', targets: 2 },
    ],
    removed: [],
    notIndexed: 0,
    shown: true,
  });
  expect(await found('label:hot')).toEqual([cards, meeting].sort());
  expect(await found('label:"To Review" AND has:label')).toEqual([cards, meeting].sort());
  expect(await small.json('search', '*', '--facet', 'label')).toEqual([
    {
      field: 'label',
      values: [
        { value: 'Hot', count: 2 },
        { value: 'to review', count: 2 },
      ],
    },
  ]);
  const { stdout } = await small.run(
    'label',
    'notes/meeting.txt',
    '--remove',
    'HOT',
    '--remove',
    'to review',
  );
  expect(stdout).toMatch(
    /^1 document, through 1 family, 1 changed\.\n {2}removed HOT: 1\n {2}removed to review: 1\n/u,
  );
  expect(await found('label:hot')).toEqual([cards]);
  expect(await found('has:label')).toEqual([cards]);
});

test('who added and removed what, when, by which record; notes in their order', async () => {
  const environment = { EVIDEX_OPERATOR: 'Bo Lead' };
  const inCase = ['--case', small.casePath];
  await runCli(['label', 'notes/meeting.txt', '--add', 'kept', ...inCase], { environment });
  await runCli(['note', 'notes/meeting.txt', ' first\nof two lines ', ...inCase], { environment });
  await runCli(['note', meeting.slice(0, 16), 'second', '--covers', 'content', ...inCase], { environment });
  const [shown] = await small.json<{ labels: object[]; notes: object[] }>(
    'show',
    'notes/meeting.txt',
    '--metadata',
  );
  const someone = { by: 'Bo Lead', at: expect.stringMatching(/^20\d\d-.*Z$/u), record: expect.any(Number) };
  expect(shown?.labels).toContainEqual({ label: 'kept', covers: 'family', ...someone });
  expect(shown?.labels).toContainEqual(
    expect.objectContaining({
      label: 'Hot',
      removed: expect.objectContaining({ record: expect.any(Number) }),
    }),
  );
  expect(shown?.notes).toEqual([
    { text: 'first\nof two lines', covers: 'family', ...someone },
    { text: 'second', covers: 'content', ...someone },
  ]);
  const [{ record } = { record: 0 }] = (shown?.notes ?? []) as { record: number }[];
  const audit = await small.json<{ seq?: number; verb?: string; event?: string }>('audit', 'CASE');
  expect(audit.find(({ seq }) => seq === record)).toMatchObject({ verb: 'note', event: 'started' });
  const text = (await small.run('show', 'notes/meeting.txt')).stdout;
  expect(text).toMatch(/^\[label: kept \(Bo Lead, .*\)\]\n\[note: first/u);
  expect(text).not.toContain('Hot');
  expect((await small.run('show', 'notes/meeting.txt', '--metadata')).stdout).toMatch(/label removed\s+Hot/u);
});

test('all that match a query, and ids from stdin', async () => {
  const [result] = await small.json('label', '--query', 'budget NOT label:none', '--add', 'money');
  const budget = await found('budget');
  expect(result).toMatchObject({ documents: budget.length });
  expect(await found('label:money')).toEqual(budget);
  const { exitCode } = await runCli(
    ['label', '-', '--covers', 'content', '--add', 'by hash', '--case', small.casePath],
    {
      stdin: `${budget.join('\n')}\r\n\n`,
    },
  );
  expect(exitCode).toBe(0);
  expect(await found('label:"by hash"')).toEqual(budget);
  await small.run('label', '--query', 'label:money', '--remove', 'money');
  expect(await found('label:money')).toEqual([]);
});

test.each([
  [['label', 'nothing-of-that-name', 'cards.csv', '--add', 'lost'], 1, /goes by nothing-of-that-name/u],
  [['label', 'cards.csv'], 2, /--add or --remove/u],
  [['label', '--add', 'x'], 2, /which documents/u],
  [['label', 'cards.csv', '--query', 'x', '--add', 'x'], 2, /not both/u],
  [['label', 'cards.csv', '--add', 'Léa', '--remove', 'lea'], 2, /added and removed/u],
  [['label', 'cards.csv', '--add', 'two\nlines'], 2, /control characters/u],
  [['label', 'cards.csv', '--add', 'right\u202eleft'], 2, /direction/u],
  [['label', 'cards.csv', '--add', ' '], 2, /1 to 100/u],
  [['label', 'cards.csv', '--add', 'x'.repeat(101)], 2, /1 to 100/u],
  [['label', 'cards.csv', '--add', '...'], 2, /letter, digit/u],
  [['label', '--query', '"open', '--add', 'x'], 2, /"open/u],
  [['note', 'cards.csv', 'a\u0007b'], 2, /control characters/u],
  [['note', 'cards.csv', '  '], 2, /1 to 10,000/u],
  [['note', 'nothing-of-that-name', 'x'], 1, /goes by/u],
])('%j is refused, and nothing is written', async (words, exitCode, says) => {
  const before = await small.json('show', 'cards.csv', '--metadata');
  const result = await small.run(...words);
  expect(result).toMatchObject({ exitCode, stdout: '' });
  expect(result.stderr).toMatch(says);
  expect(await small.json('show', 'cards.csv', '--metadata')).toEqual(before);
});

describe('whatever happens in between', () => {
  test('a document that is parsed again keeps its labels', async () => {
    await small.run('label', 'mail.eml', '--add', 'family');
    const family = await found('label:family');
    expect(family).toHaveLength(6);
    expect((await small.run('retry', 'CASE', '--type', 'eml', '--parser-processes', '1')).exitCode).toBe(0);
    expect(await found('label:family')).toEqual(family);
    expect((await small.run('verify', 'CASE', '--index')).exitCode).toBe(0);
  });

  test.each([
    ['the next label', () => small.run('label', 'report.pdf', '--add', 'other')],
    ['the next ingest', () => runCli(small.ingestWords)],
  ])('a label that a killed command left in the catalogue alone is shown by %s', async (next, command) => {
    await labelOnly(meeting, `left by ${next}`);
    expect(await found(`label:"left by ${next}"`)).toEqual([]);
    expect((await command()).exitCode).toBe(0);
    expect(await found(`label:"left by ${next}"`)).toEqual([meeting]);
  });

  test.each(['before', 'after'])('killed %s the index has it: the same again ends well', async (when) => {
    const label = `killed ${when}`;
    const script = join(import.meta.dirname, 'label-and-die.ts');
    const { signal } = spawnSync(process.execPath, [script, small.casePath, cards, label, when]);
    expect(signal).toBe('SIGKILL');
    expect(await found(`label:"${label}"`)).toEqual(when === 'after' ? [cards] : []);
    const [result] = await small.json('label', cards, '--covers', 'content', '--add', label);
    expect(result).toMatchObject({ targets: 1, changed: 0 });
    expect(await found(`label:"${label}"`)).toEqual([cards]);
    expect((await small.run('verify', 'CASE', '--index')).exitCode).toBe(0);
  });
});

test('an item without a content is named like any other, and labelled as the item that it is', async () => {
  const { exitCode, stdout } = await small.run(
    'label',
    'torn.zip/b.txt',
    '--covers',
    'content',
    '--add',
    'lost',
  );
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: expect.stringContaining('No document that was read, through 1 item'),
  });
  expect(await small.json('search', 'label:lost')).toMatchObject([
    { entry: { status: 'failed' }, occurrences: [{ path: 'torn.zip/b.txt' }] },
  ]);
});
