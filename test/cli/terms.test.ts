/** `evidex terms`: its counts are those that anybody makes from the hits of `search`, and no report looks whole that is not. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '../temporary-folder.ts';
import { runCli } from './run-cli.ts';
import { countedByHand, countedIn, makeTermsCase, type TermsCase } from './terms/terms-case.ts';

const folder = temporaryFolder();
let made: TermsCase;
beforeAll(async () => {
  made = await makeTermsCase(folder);
});

const queries = [
  'survey',
  'brochure AND tidal',
  'budget',
  'dredging',
  'from:counsel',
  'custodian:bo',
  'type:pdf',
  'family(from:counsel AND dredging)',
  'nothinglikeit',
];

test('each term is counted as its hits say', async () => {
  const report = await made.report(made.list('all.txt', queries.join('\n')));
  expect(report.whole).toBe(true);
  expect(countedIn(report)).toEqual(await countedByHand(made, queries));
  const hits = await Promise.all(queries.map((query) => made.hits(query)));
  expect(report.any.documents).toBe(new Set(hits.flat().map(({ document }) => document)).size);
});

test('among some documents: only these are counted, their families whole', async () => {
  const report = await made.report(made.list('some.txt', 'survey\nbudget'), '--among', 'custodian:bo');
  expect(report.population).toMatchObject({
    documents: (await made.hits('*')).length,
    searched: (await made.hits('custodian:bo')).length,
    among: 'custodian:bo',
  });
  expect(countedIn(report)).toEqual(
    await countedByHand(made, ['survey AND custodian:bo', 'budget AND custodian:bo']),
  );
});

test('beside the terms stands what of each custodian could not be searched, and why', async () => {
  const { unsearched, terms, state } = await made.report(made.list('zero.txt', 'nothinglikeit'));
  const [count] = JSON.parse(`[${(await made.run('search', 'nothinglikeit', '--count', '--json')).stdout}]`) as [{ unsearched: number }]; // prettier-ignore
  expect(unsearched.map(({ custodian, count: own, statuses }) => [custodian, own, statuses])).toEqual([
    ['Ann', count.unsearched, [{ value: 'encrypted', count: 1 }, { value: 'failed', count: 1 }, { value: 'read in part', count: 1 }]],
  ]); // prettier-ignore
  expect(unsearched[0]?.codes.map(({ value }) => value)).toContain('password-required');
  expect(terms).toMatchObject([{ documents: 0, unique: 0, unsearched: count.unsearched }]);
  const [report] = JSON.parse(`[${(await made.run('report', '--json')).stdout}]`) as [
    { unaccounted: number },
  ];
  expect(state.unaccounted).toBe(report.unaccounted);
});

test('copies count once, and dates are those of the hits', async () => {
  const { terms } = await made.report(made.list('dates.txt', 'from:counsel\nmemo'));
  expect(terms).toMatchObject([
    {
      documents: 2,
      mailCopies: 1,
      first: { date: '2019-04-01T10:00:00Z', kind: 'sent' },
      last: { date: '2019-04-01T10:00:00Z', kind: 'sent' },
      undated: 0,
    },
    { documents: 1, undated: 1 },
  ]);
});

test('a term that is there twice is counted once, and takes nothing from itself', async () => {
  const file = made.list('twice.txt', 'memo\n\n# the same again\n(memo)\n');
  const report = await made.report(file);
  expect(report.list).toMatchObject({ terms: 2, comments: 1 });
  expect(report.terms).toMatchObject([{ line: 1, unique: 1 }, { line: 4, term: '(memo)', sameAs: 1 }]);
  expect(report.terms[1]).not.toHaveProperty('documents');
}); // prettier-ignore

describe('a term that cannot be searched', () => {
  const words = 'memo\nAND (\nsurvey\n(a OR b\n';

  test('is named by its line, the others are counted, and the report does not look whole', async () => {
    const report = await made.report(made.list('bad.txt', words));
    expect(report).toMatchObject({ whole: false, refused: 2 });
    expect(report.terms.map(({ line, refused, documents }) => [line, refused !== undefined, documents])).toEqual([
      [1, false, (await made.hits('memo')).length],
      [2, true, undefined],
      [3, false, (await made.hits('survey')).length],
      [4, true, undefined],
    ]);
  }); // prettier-ignore

  test.each<[string, readonly string[], RegExp]>([
    ['words', [], /^NOT WHOLE:\n {2}2 of 4 terms were not searched[^]*line 2: NOT SEARCHED: an operator[^]*NOT WHOLE:/u],
    ['CSV', ['--csv'], /^\ufeffwhat,line,[^]*^NOT WHOLE,[^]*^NOT SEARCHED,2,/mu],
    ['JSON', ['--json'], /"whole":false/u],
  ])('in %s', async (_, form, said) => {
    const { exitCode, stdout } = await runCli(['terms', made.casePath, made.list('bad.txt', words), ...form]);
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(said);
  }); // prettier-ignore

  test('a pattern that stands for nothing that an index takes is refused as a whole', async () => {
    const report = await made.report(made.list('wild.txt', '*memo\nmemo'));
    expect(report.terms[0]?.refused).toContain('cannot start with a wildcard');
    expect(report.terms[1]).toMatchObject({ documents: 1, unique: 1 });
  });
});

test('what the analysis makes of a term is said', async () => {
  const { terms } = await made.report(made.list('notes.txt', 'R&D\nIT\nMüller\nsurvey\na and b\ntype:excel'));
  expect(terms.map(({ notes }) => notes)).toEqual([
    [expect.stringContaining('looked for as "r" "d" in sequence')],
    [expect.stringContaining('exact:IT')],
    [expect.stringContaining('"muller": accents')],
    [],
    [expect.stringContaining('as an operator it is AND')],
    [expect.stringContaining('Nothing here has type:excel')],
  ]);
});

test('a list in the syntax of dtSearch: read as it is meant, refused by name where it would be misread', async () => {
  const lines = ['tidal barrage', 'survey pre/5 attached', 'attached pre/9 survey', 'dredg!', 'survey w/5 xfirstword', 'a and b or c'];
  const report = await made.report(made.list('theirs.txt', lines.join('\n')), '--syntax', 'dtsearch');
  expect(report.list.syntax).toBe('dtsearch');
  expect(report.terms.map(({ query, documents }) => [query, documents])).toEqual([
    ['"tidal barrage"', (await made.hits('"tidal barrage"')).length],
    ['survey pre/5 attached', 2],
    ['attached pre/9 survey', 0],
    ['dredg*', (await made.hits('dredg*')).length],
    [undefined, undefined],
    [undefined, undefined],
  ]);
  expect(report.terms[4]?.refused).toContain('xfirstword');
  expect(report.terms[3]?.notes).toEqual([expect.stringContaining('"dredg!"')]);
}); // prettier-ignore

test('a table for the other side: no cell is a formula, each custodian has a row', async () => {
  const file = made.list('=cmd.csv', 'name,term\n=1+1,survey\n@x,"""tidal barrage"""\n');
  const { stdout, exitCode } = await runCli(['terms', made.casePath, file, '--csv']);
  expect(exitCode).toBe(0);
  const rows = stdout.split('\r\n');
  expect(rows.some((row) => /(?:^|,)"?[=+@-]/u.test(row))).toBe(false);
  expect(rows.filter((row) => row.startsWith('custodian of a term,2')).map((row) => row.split(',')[11])).toEqual(['Ann', 'Bo']); // prettier-ignore
  expect(rows.find((row) => row.startsWith('not searchable,'))).toContain('Ann');
});

test('what is withheld from the reader is in no number', async () => {
  const file = made.list('withheld.txt', 'survey\ndredging\nfrom:counsel');
  const before = await made.report(file);
  const words = ['--query', 'from:counsel', '--scope', 'privilege', '--reason', 'a test'];
  expect(await made.run('withhold', ...words)).toMatchObject({ exitCode: 0 });
  const closed = await made.report(file);
  expect(countedIn(closed)).toEqual(await countedByHand(made, ['survey', 'dredging', 'from:counsel']));
  expect(closed.terms[2]).toMatchObject({ documents: 0, families: { count: 0, documents: 0 } });
  const open = await made.report(file, '--open', 'privilege');
  expect({ ...open.population, open: [] }).toEqual({ ...before.population, open: [] });
  expect([countedIn(open), open.any]).toEqual([countedIn(before), before.any]);
});

test('the log says which list was searched', async () => {
  const file = made.list('logged.txt', 'survey');
  const { list } = await made.report(file);
  const { stdout } = await made.run('audit', '--json');
  expect(stdout.split('\n').findLast((line) => line.includes(list.sha256))).toContain('"verb":"terms"');
});
