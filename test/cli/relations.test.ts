/** `evidex relations`: who is named with whom, who wrote to whom, each with its documents, dates and places. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { RelationTallies } from '../../cli/relations/tallies.ts';
import { xmlText } from '../../cli/relations/xml-text.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { jsonLines } from './json-lines.ts';
import { type CliResult, runCli } from './run-cli.ts';

const folder = temporaryFolder();
const casePath = join(folder, 'case');
const run = (...words: readonly string[]): Promise<CliResult> => runCli([...words, '--case', casePath]);

interface Row {
  readonly kind: string;
  readonly direction?: string;
  readonly verb?: string;
  readonly polarity?: string;
  readonly with: { readonly id: string; readonly name: string; readonly dismissed?: true };
  readonly documents: number;
  readonly close?: number;
  readonly first?: { readonly date: string; readonly clock: string };
  readonly examples: readonly {
    readonly path: string;
    readonly start?: number;
    readonly wording?: string;
    readonly assertion?: string;
    readonly reliedOn?: readonly { readonly by: string; readonly reason: string }[];
    readonly saidBy?: string;
    readonly assertedBy?: { readonly is: string };
  }[];
}
const rows = async (...words: readonly string[]): Promise<readonly Row[]> =>
  jsonLines((await run('relations', ...words, '--json')).stdout).slice(0, -1) as unknown as Row[];
const told = async (...words: readonly string[]): Promise<readonly string[]> =>
  (await rows(...words))
    .map((row) => [row.kind, row.direction ?? '-', row.with.id, row.documents, ...(row.close === undefined ? [] : [row.close])].join(' '))
    .sort(); // prettier-ignore

const mail = (day: number, heads: string, body: string): string =>
  `${heads}\r\nDate: ${day} Jun 2016 10:00:00 +0000\r\nSubject: S\r\nMessage-ID: <${day}@x>\r\n\r\n${body}\r\n`;

beforeAll(async () => {
  writeFiles(join(folder, 'share'), {
    'one.eml': mail(21, 'From: Ann Quill <ann@x.example>\r\nTo: bo@x.example\r\nCc: cy@x.example', `Harbour Analytica and Quay Metrics agreed.\r\n${'Filler of words. '.repeat(40)}\r\nTernstone was silent.`),
    'two.eml': mail(23, 'From: bo@x.example\r\nTo: Ann Quill <ann@x.example>', 'About Quay Metrics.'),
    'memo.txt': 'Quay Metrics met Harbour Analytica.\nNobody else came.\n',
    'three.eml': mail(25, 'From: dee@y.example\r\nTo: eve@y.example', 'We paid Osprey Data Ltd. £4,000 in May.\r\nYou engaged Osprey Data.\r\nMr Heron denies having paid Osprey Data.\r\n\r\nOn 3 May 2016, Ann Quill wrote:\r\n> We never engaged Osprey Data.\r\n> Gannet Foods LLP was paid by Osprey Data.'),
    'four.eml': mail(26, 'From: Sam Rook <>\r\nTo: fay@z.example', 'He wrote to us: "It was late. I paid Osprey Data £5."\r\nI told them "You paid Osprey Data".'),
    'five.eml': mail(27, 'From: Sam Rook <>\r\nTo: gus@z.example', 'B.'),
    'secret.txt': 'Zorblat Partners and Quay Metrics.\nZorblat Partners paid Osprey Data.\n',
  }); // prettier-ignore
  const list = join(folder, 'list.csv');
  writeFileSync(list, 'name,kind\nHarbour Analytica,data-broker\nQuay Metrics,analytics-firm\nTernstone,other\nZorblat Partners,other\nOsprey Data,data-broker\n'); // prettier-ignore
  const made = await run('ingest', join(folder, 'share'), '--reference', 'EX-1', '--parser-processes', '1', '--no-gazetteers', '--watchlist', list); // prettier-ignore
  expect(made).toMatchObject({ exitCode: 0 });
});

test('of an entity: who is named with it, how near, and who wrote of it', async () => {
  expect(await told('quay metrics')).toEqual([
    'got-word-of in ann@x.example 1',
    'got-word-of in bo@x.example 1',
    'got-word-of in cy@x.example 1',
    'named-with - Harbour Analytica 2 2',
    'named-with - Osprey Data 1 1',
    'named-with - Ternstone 1 0',
    'named-with - Zorblat Partners 1 1',
    'wrote-of in ann@x.example 1',
    'wrote-of in bo@x.example 1',
  ]);
  const [first] = await rows('Quay Metrics', '--with', 'Harbour Analytica');
  expect(first).toMatchObject({
    with: { is: 'entity', id: 'Harbour Analytica', kind: 'data-broker' },
    first: { date: expect.stringContaining('2016-06-21'), clock: 'sent' },
    examples: expect.arrayContaining([
      expect.objectContaining({ source: 'EX-1', path: 'memo.txt', text: 'body', start: 17, end: 34, wording: 'Quay Metrics met Harbour Analytica.\nNobody else came.\n', anchor: expect.objectContaining({ line: 1 }) }),
    ]),
  }); // prettier-ignore
});

test('of a person: who wrote to whom, with the direction', async () => {
  expect(await told('ann@x.example', '--kind', 'wrote-to')).toEqual([
    'wrote-to in bo@x.example 1',
    'wrote-to out bo@x.example 1',
    'wrote-to out cy@x.example 1',
  ]);
  expect(await told('Quill, Ann', '--kind', 'wrote-of')).toEqual([
    'wrote-of out Harbour Analytica 1',
    'wrote-of out Quay Metrics 1',
    'wrote-of out Ternstone 1',
  ]);
  expect(await told('cy@x.example', '--kind', 'wrote-to')).toEqual(['wrote-to in ann@x.example 1']);
  expect(await told('ann@x.example', '--with', 'Quay Metrics')).toEqual([
    'got-word-of out Quay Metrics 1',
    'wrote-of out Quay Metrics 1',
  ]);
});

test('what sentences state: who did what to whom, who says it, where', async () => {
  const assertions = await rows('Osprey Data', '--kind', 'assertion');
  expect(assertions.map(({ verb, polarity, direction, with: other, examples: [one] }) => [verb, polarity, direction, other.id, one?.assertedBy?.is, one?.saidBy ?? ''].join(' ')).sort()).toEqual([
    'engaged stated in eve@y.example sender ',
    'paid denied in Mr Heron sender Mr Heron',
    'paid stated in Zorblat Partners document ',
    'paid stated in dee@y.example sender ',
    'paid stated out Gannet Foods LLP quoted ',
  ]);
  const [paid] = await rows('dee@y.example', '--kind', 'assertion');
  expect(paid).toMatchObject({
    kind: 'assertion', verb: 'paid', direction: 'out', with: { id: 'Osprey Data' }, documents: 1, first: { clock: 'sent' },
    examples: [{ path: 'three.eml', wording: 'We paid Osprey Data Ltd. £4,000 in May.', start: 0, end: 39, anchor: { part: '1' }, assertedBy: { is: 'sender', id: 'dee@y.example' } }],
  });
  const { stdout } = await run('relations', 'Osprey Data', '--kind', 'assertion');
  expect(stdout).toContain('looked for: assertion (in English alone).');
  expect(stdout).toMatch(/denied: paid by Mr Heron: 1 document, 2016-06-25 \(sent\)\n {4}EX-1\/three.eml.+“Mr Heron denies having paid Osprey Data.” {2}\[sender dee@y.example; word of Mr Heron\]/u);
}); // prettier-ignore

test('the shortest way from one to another, each step cited; and that there is none', async () => {
  const { stdout, stderr } = await run('relations', 'cy@x.example', '--path', 'Zorblat Partners', '--json');
  const [way, end] = jsonLines(stdout) as [{ steps: { from: { id: string }; to: { id: string }; relations: Row[] }[] }, { summary: object }];
  expect(way.steps.map(({ from, to, relations }) => [from.id, to.id, relations[0]?.kind, relations[0]?.examples[0]?.path])).toEqual([
    ['cy@x.example', 'Quay Metrics', 'got-word-of', 'one.eml'],
    ['Quay Metrics', 'Zorblat Partners', 'named-with', 'secret.txt'],
  ]);
  expect(end.summary).toMatchObject({ shown: 1, whole: true });
  expect(stderr).toContain('as far as there are any');
  expect((await run('relations', 'cy@x.example', '--path', 'Ternstone')).stdout).toMatch(/^1 shortest way from cy@x.example to Ternstone/u);
  expect((await run('relations', 'dee@y.example', '--path', 'bo@x.example')).stdout).toContain('3 steps');
}); // prettier-ignore

test('a name without an address joins nobody: no way leads over it, and a file has it by its document', async () => {
  expect((await run('relations', 'fay@z.example', '--path', 'gus@z.example')).stdout).toMatch(/^No way|^0 /u);
  const file = join(folder, 'bare.csv');
  await run('relations', '--kind', 'wrote-to', '--export', file, '--format', 'csv');
  const ids = readFileSync(file, 'utf8').split('\r\n').filter((line) => line.includes('Sam Rook')).map((line) => line.split(',')[5]);
  expect(ids).toEqual([expect.stringMatching(/^[0-9a-f]{64} Sam Rook$/u), expect.stringMatching(/^[0-9a-f]{64} Sam Rook$/u)]);
  expect(new Set(ids).size).toBe(2);
}); // prettier-ignore

test('text of GraphML is escaped once, and what XML cannot hold is replaced', () => {
  expect(xmlText('A\tB\r\nC & <D> "E"\u0001\ud800')).toBe(
    'A&#9;B&#13;&#10;C &amp; &lt;D&gt; &quot;E&quot;\ufffd\ufffd',
  );
});

test('places where two stand close go before the others', async () => {
  const tallies = new RelationTallies(3);
  const names = ['far 1', 'close 1', 'far 2', 'close 2', 'far 3', 'close 3', 'close 4'];
  for (const name of names) {
    const met = { kind: 'named-with', with: { is: 'entity', id: 'Bee', name: 'Bee' }, isClose: name.startsWith('close') } as const;
    await tallies.add(met, { document: name, dates: [] }, () => Promise.resolve({ document: name, source: '', path: '' }));
  }
  expect(tallies.sorted()[0]?.examples.map(({ document }) => document)).toEqual(['close 2', 'close 1', 'close 3']);
}); // prettier-ignore

test('all statements as a file: GraphML, CSV, FollowTheMoney; none is written over', async () => {
  const written = async (format: string, ...words: readonly string[]): Promise<string> => {
    const file = join(folder, `all-${words.length}.${format}`);
    expect(await run('relations', ...words, '--export', file, '--format', format)).toMatchObject({ exitCode: 0 });
    expect(await run('relations', '--export', file)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('exists already') });
    return readFileSync(file, 'utf8');
  };
  const graph = await written('graphml');
  expect(graph).toMatch(/^<\?xml version="1.0"[^]+<\/graphml>\n$/u);
  expect(graph).toContain('<node id="entity:quay metrics"><data key="n-name">Quay Metrics</data><data key="n-is">entity</data>');
  expect(graph).toMatch(/<edge source="person:dee@y.example" target="entity:osprey data"><data key="e-kind">assertion<\/data><data key="e-verb">paid<\/data><data key="e-polarity">stated<\/data>/u);
  const table = (await written('csv')).split('\r\n');
  expect(table[0]).toContain('kind,verb,polarity,from,fromIs,fromId,to');
  expect(table.filter((line) => line.startsWith('assertion,paid,denied,Mr Heron'))).toHaveLength(1);
  expect(table.filter((line) => line.startsWith('named-with'))).toHaveLength(7);
  const links = (await written('ftm', 'dee@y.example')).trim().split('\n').map((line) => JSON.parse(line) as { id: string; schema: string; properties: Record<string, string[]> });
  const link = links.find(({ properties }) => properties['role']?.[0] === 'paid (stated)');
  expect(links.find(({ id }) => id === link?.properties['subject']?.[0])).toMatchObject({ schema: 'LegalEntity', properties: { email: ['dee@y.example'] } });
  expect(link).toMatchObject({ schema: 'UnknownLink', properties: { date: ['2016-06-25'], summary: ['We paid Osprey Data Ltd. £4,000 in May.'] } });
}); // prettier-ignore

test('somebody relies on an assertion: shown beside it, in files, over a new run; taken back', async () => {
  const relied = async (...words: readonly string[]): Promise<readonly string[]> =>
    (await rows('dee@y.example', '--kind', 'assertion', ...words)).flatMap(({ examples }) =>
      examples.flatMap(({ wording, reliedOn = [] }) => reliedOn.map(({ by, reason }) => `${wording ?? ''} ${by}: ${reason}`)),
    );
  const asBo = (...words: readonly string[]): Promise<CliResult> =>
    runCli(['relations', ...words, '--case', casePath], { environment: { EVIDEX_OPERATOR: 'Bo Lind' } });
  const [one] = await rows('dee@y.example', '--kind', 'assertion');
  const id = one?.examples[0]?.assertion ?? '';
  expect(id).toMatch(/^[0-9a-f]{16}:[0-9a-f]{12}$/u);
  expect(await run('relations', 'accept', id)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--reason is missing') });
  expect(await run('relations', 'accept', `${id.slice(0, 17)}000000000000`, '--reason', 'x')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('no sentence states') });
  const said = await asBo('accept', id, '--reason', 'statement EX-7');
  expect(said).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^dee@y.example stated: paid Osprey Data \(data-broker\): relied on by Bo Lind on \d{4}-\d\d-\d\d: statement EX-7/u) });
  expect(await asBo('accept', id, '--reason', 'again')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('Bo Lind relies on it') });
  expect(await relied()).toEqual(['We paid Osprey Data Ltd. £4,000 in May. Bo Lind: statement EX-7']);
  expect((await run('relations', 'Osprey Data', '--kind', 'assertion')).stdout).toMatch(/\n {8}relied on by Bo Lind on .+: statement EX-7 \[/u);
  for (const format of ['graphml', 'csv', 'ftm']) {
    const file = join(folder, `relied.${format}`);
    await run('relations', '--kind', 'assertion', '--export', file, '--format', format);
    expect(readFileSync(file, 'utf8').match(/Bo Lind, \d{4}-\d\d-\d\d: statement EX-7/gu)).toHaveLength(1);
  }

  // Called otherwise it is the same; what no rule tells any more is not left out in silence.
  await run('entities', 'rename', 'Osprey Data', '--as', 'Osprey', '--reason', 'x');
  expect(await relied()).toHaveLength(1);
  await run('entities', 'dismiss', 'Osprey', '--reason', 'x');
  const gone = await run('relations', 'dee@y.example', '--kind', 'assertion');
  expect(gone.stdout).not.toContain('Bo Lind');
  expect(gone.stderr).toMatch(/paid \(stated\) "Osprey Data", relied on by Bo Lind on .+ is not told so by any sentence now/u);
  await run('entities', 'restore', 'Osprey', '--reason', 'x');
  await run('entities', 'restore', 'Osprey', '--reason', 'x');
  expect(await relied()).toHaveLength(1);
  expect(await run('relations', 'restore', id, '--reason', 'another account')).toMatchObject({ exitCode: 0 });
  expect(await relied()).toEqual([]);
  expect(await run('relations', 'restore', id, '--reason', 'x')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('nobody relies') });
}); // prettier-ignore

test('in words, as a table, and where nothing is called so', async () => {
  const words = (await run('relations', 'Quay Metrics', '--limit', '1')).stdout;
  expect(words).toMatch(/^9 relations of Quay Metrics \(analytics-firm\) in 4 documents; looked for: named-with, wrote-to/u); // prettier-ignore
  expect(words).toMatch(
    /named with Harbour Analytica \(data-broker\): 2 documents \(2 close together\), \d{4}-/u,
  );
  expect(words).toContain('EX-1/memo.txt, line 1  …Quay Metrics met Harbour Analytica. Nobody else came.…');
  const table = (await run('relations', 'ann@x.example', '--csv')).stdout;
  expect(table).toContain('wrote-to,,,out,bo@x.example,person,bo@x.example');
  expect(await run('relations', 'Nobody Ltd')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('nothing is called') }); // prettier-ignore
});

test('what people dismissed stands behind the others; what is withheld leaves nothing', async () => {
  await run('entities', 'dismiss', 'Harbour Analytica', '--reason', 'a test');
  const all = await rows('Quay Metrics', '--kind', 'named-with');
  expect(all.at(-1)?.with).toMatchObject({ id: 'Harbour Analytica', dismissed: true });
  const [hidden] = await rows('Zorblat Partners', '--kind', 'assertion');
  const id = hidden?.examples[0]?.assertion ?? '';
  expect(await run('relations', 'accept', id, '--reason', 'cormorant')).toMatchObject({ exitCode: 0 });
  await run('withhold', 'secret.txt', '--scope', 'privilege', '--reason', 'x');
  const { stdout, stderr } = await run('relations', 'Quay Metrics');
  expect(stdout + stderr).not.toMatch(/zorblat|cormorant/iu);
  const words = (await run('relations', 'Osprey Data', '--kind', 'assertion')).stdout;
  expect(words).toContain('dee@y.example');
  expect(words).not.toMatch(/zorblat|cormorant/iu);
  for (const action of ['accept', 'restore'])
    expect(await run('relations', action, id, '--reason', 'x')).toMatchObject({ exitCode: 1 });
  const log = (await run('audit', '--json')).stdout;
  expect(log.includes('statement EX-7')).toBe(true);
  expect(log.includes('cormorant')).toBe(false);
  expect((await run('audit', '--json', '--open', 'privilege')).stdout.includes('cormorant')).toBe(true);
  expect((await run('relations', 'Zorblat Partners')).stderr).toContain('nothing is called');
  expect((await run('relations', 'Quay Metrics', '--open', 'privilege')).stdout).toContain('Zorblat');
});
