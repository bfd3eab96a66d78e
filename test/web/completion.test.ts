/** What can stand in a query: fields and values as they are proposed, where a query cannot be read, and names of files in it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseQuery } from '../../search/query/parse.ts';
import { makeSmallCase, type SmallCase } from '../cli/small-case.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { linksOf, parsePage, serve } from './served.ts';

let served: Awaited<ReturnType<typeof serve>>;
let counsel: Awaited<ReturnType<typeof serve>>;
// Before the folder goes: its end is recorded in there.
afterAll(async () => {
  await served.end();
  await counsel.end();
});
const folder = temporaryFolder();
let small: SmallCase;
const labels = Array.from({ length: 60 }, (_, at) => `part ${at + 1}`);
beforeAll(async () => {
  small = await makeSmallCase(folder);
  const add = ['say "no" to \u05d0', ...labels].flatMap((name) => ['--add', name]);
  for (const words of [
    ['label', 'notes/meeting.txt', ...add],
    ['label', 'report.pdf', '--add', 'secret plan'],
    ['withhold', 'report.pdf', '--scope', 'privilege', '--reason', 'advice'],
    ['withhold', 'cards.csv', '--scope', 'privilege', '--reason', 'advice'],
  ])
    expect(await small.run(...words)).toMatchObject({ exitCode: 0 });
  served = await serve(small.casePath);
  counsel = await serve(small.casePath, ['--open', 'privilege']);
});

interface Given {
  readonly values: readonly { readonly shown: string; readonly written: string; readonly count?: number }[];
  readonly more: number;
}
const valuesOf = async (of: typeof served, field: string, begins = ''): Promise<Given> => {
  const query = new URLSearchParams({ field, begins });
  return (await (await of.get(`/api/values?${query.toString()}`)).json()) as Given;
};
const textOf = (page: string): string => parsePage(page).text.replaceAll(/\s+/gu, ' ');

test('values are those of the case with their counts, written so that the query finds as many', async () => {
  for (const field of ['type', 'custodian', 'entity', 'personal', 'status']) {
    const { values } = await valuesOf(served, field);
    expect([field, values.length]).toEqual([field, expect.any(Number)]);
    for (const { written, count } of values.slice(0, 3)) {
      const [found] = await small.json<{ count: number; items: number; folders: number }>('search', written, '--count');
      expect([written, found && found.count + found.items + found.folders]).toEqual([written, count]);
    }
  }
  const [label] = (await valuesOf(served, 'label', 'SAY')).values;
  expect([label?.shown, parseQuery(label?.written ?? '')]).toEqual(['say "no" to \u05d0', { op: 'match', field: 'label', text: 'say "no" to \u05d0' }]);
}); // prettier-ignore

test('they are given in part, and by the beginning of a word in them', async () => {
  const all = await valuesOf(served, 'label', 'part');
  expect([all.values.length, all.more]).toEqual([50, 10]);
  const some = await valuesOf(served, 'label', '60');
  expect([some.values.map(({ shown }) => shown), some.more]).toEqual([['part 60'], 0]);
  expect(await valuesOf(served, 'has', 'pers')).toMatchObject({
    values: [{ written: 'has:"personal-data"' }],
  });
});

test('nothing of what is withheld is among them, neither its value nor its count', async () => {
  const shown = async (of: typeof served, field: string): Promise<string[]> =>
    (await valuesOf(of, field)).values.map((one) => `${one.shown} ${one.count}`);
  expect(await shown(served, 'label')).not.toContainEqual(expect.stringContaining('secret plan'));
  expect(await shown(counsel, 'label')).toContainEqual(expect.stringContaining('secret plan'));
  expect(await shown(served, 'type')).not.toContain('pdf 2');
  expect(await shown(counsel, 'type')).toContain('pdf 2');
  expect(await shown(served, 'personal')).toContain('payment-card 0');
  expect(await shown(counsel, 'personal')).toContain('payment-card 1');
});

test('the fields are those of the language, each with what is asked of it', async () => {
  const known = (await (await served.get('/query-fields.json')).json()) as { name: string; about: string }[];
  for (const { name, about } of known) {
    expect(about).not.toBe('');
    expect([name, codeOfParsing(`${name}:2016-01-01`)]).toEqual([
      name,
      expect.not.stringContaining('no field'),
    ]);
  }
  expect(known.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['custodian', 'sent.local', 'format', 'family(']),
  );
});

function codeOfParsing(query: string): string {
  try {
    parseQuery(query);
    return '';
  } catch (error) {
    return String(error);
  }
}

test.each([
  ['budget AND (sent:[2016 TO 2018 OR card)', 31, 'the range is never closed', ']'],
  ['budget AND (card', 16, 'the bracket at character 12 is never closed', ')'],
  ['budget “card', 12, 'the quotation mark at character 8 is never closed', '&quot;'],
  ['filename:x', 0, 'did you mean name:', 'name'],
])('%s: the place, and what can stand there', async (query, at, says, expected) => {
  const answer = await served.get(`/?q=${encodeURIComponent(query)}`);
  const page = await answer.text();
  const input = parsePage(page).elements.find(({ attributes }) => attributes['name'] === 'q');
  expect([answer.status, input?.attributes['data-caret'], input?.attributes['aria-invalid']]).toEqual([400, String(at), 'true']);
  const [, shown = ''] = /<pre class="warn pointed">(.*?)<\/pre>/su.exec(page) ?? [];
  const [line = '', caret = ''] = parsePage(shown).text.split('\n');
  expect([line, caret.trimEnd()]).toEqual([query, `${' '.repeat(at)}^`]);
  expect(textOf(page)).toContain(says);
  expect(page).toContain(`<code>${expected}</code>`);
}); // prettier-ignore

test.each([
  ['meeting.txt', /meeting\.txt finds \d+ item/u, '/?q=name%3Ameeting.txt'],
  [String.raw`notes\copy-of-meeting.txt`, /path:"notes\/copy-of-meeting\.txt" finds 1 item/u, '/find?name='],
  [String.raw`S:\notes\meeting.txt`, /what became of it/u, '/?q=path%3A%22notes%2Fmeeting.txt%22'],
  ['no such thing.docx', /finds nothing either\. If there is, or should be, such a file/u, '/find?name=no+such+thing.docx'],
  ['report.pdf', /name:report\.pdf finds nothing either/u, '/find?name=report.pdf'],
])('%s is the name of a file: how that is asked, and the way to what became of it', async (query, says, way) => {
  const page = await served.html(`/?q=${encodeURIComponent(query)}`);
  expect(textOf(page)).toMatch(says);
  expect(linksOf(page, way)).not.toEqual([]);
}); // prettier-ignore

test.each(['budget', 'Harbour/Analytica', 'ann@example.org', 'name:meeting.txt', 'budget w/5 meeting'])(
  '%s: no file is meant, or it is asked for already',
  async (query) => {
    expect(linksOf(await served.html(`/?q=${encodeURIComponent(query)}`), '/find?')).toEqual([]);
  },
);

test('who asks in a terminal or by a program is told the same', async () => {
  const { stderr } = await small.run('search', 'no such thing.docx');
  expect(stderr).toContain(
    `name:"no such thing.docx" finds nothing either. What became of a file says: evidex explain 'no such thing.docx'`,
  );
  const { hints } = (await (await served.get('/api/search?q=no+such+thing.docx')).json()) as {
    hints: string[];
  };
  expect(hints.filter((one) => stderr.includes(one))).toHaveLength(1);
});
