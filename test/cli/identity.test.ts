/** `evidex identity`: people merge and hold apart, with reason and record; queries follow at once; it is taken back. */
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { jsonRows } from './json-lines.ts';
import { type CliResult, runCli } from './run-cli.ts';

const folder = temporaryFolder();
const casePath = join(folder, 'case');
const run = (...words: readonly string[]): Promise<CliResult> => runCli([...words, '--case', casePath]);
const one = async <T>(...words: readonly string[]): Promise<T> =>
  jsonRows<T>((await run(...words, '--json')).stdout)[0] as T;
const say = (...words: readonly string[]): Promise<CliResult> => run('identity', ...words, '--reason', 'card'); // prettier-ignore
const count = async (query: string, ...words: readonly string[]): Promise<number> =>
  (await one<{ count: number }>('search', query, '--count', ...words)).count;

beforeAll(async () => {
  writeFiles(join(folder, 'share'), {
    'work.eml': 'From: n.okafor@firm.example\r\nTo: bo@y.example\r\nSubject: Work\r\n\r\nWords.\r\n',
    'home.eml': 'From: "N" <ngozi@home.example>\r\nTo: bo@y.example\r\nSubject: Home\r\n\r\nWords.\r\n',
    'card.vcf':
      'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Pair\r\nEMAIL:pair.one@x.example\r\nEMAIL:pair.two@x.example\r\nEND:VCARD\r\n',
    'pair1.eml': 'From: pair.one@x.example\r\nSubject: One\r\n\r\nWords.\r\n',
    'pair2.eml': 'From: pair.two@x.example\r\nSubject: Two\r\n\r\nWords.\r\n',
    'gone.eml': 'From: gone@x.example\r\nSubject: Gone\r\n\r\nWords.\r\n',
    'third.eml': 'From: n@third.example\r\nTo: bo@y.example\r\nSubject: Third\r\n\r\nWords.\r\n',
  });
  const made = await run('ingest', join(folder, 'share'), '--reference', 'EX-1', '--parser-processes', '1', '--no-gazetteers'); // prettier-ignore
  expect(made).toMatchObject({ exitCode: 0 });
});

test('a merger holds for queries at once, is on record, and is taken back', async () => {
  expect(await count('from:ngozi@home.example')).toBe(1);
  const { ruling, identity } = await one<{ ruling: { id: string }; identity: object }>(
    'identity', '--merge', 'n.okafor@firm.example', '--merge', 'NGOZI@home.example', '--reason', 'her card',
  ); // prettier-ignore
  expect(ruling).toMatchObject({ says: 'one-person', addresses: ['n.okafor@firm.example', 'ngozi@home.example'], reason: 'her card', record: expect.any(Number) }); // prettier-ignore
  expect(identity).toMatchObject({ name: 'N', documents: 2, rulings: [{ id: ruling.id }] });
  expect(await count('from:ngozi@home.example')).toBe(2);
  const listed = await run('identities');
  expect(listed.stdout).toContain(`her card) [${ruling.id}]`);

  const against = await say('--apart', 'ngozi@home.example', '--from', 'n.okafor@firm.example');
  expect(against).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(`--undo ${ruling.id}`) });
  expect(await say('--undo', ruling.id)).toMatchObject({ exitCode: 0 });
  expect(await count('from:ngozi@home.example')).toBe(1);
  expect(await say('--undo', ruling.id)).toMatchObject({ exitCode: 1 });

  const audited = await run('audit');
  expect(audited).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('identity') });
});

test('what is apart is not merged, until that is taken back', async () => {
  const { ruling } = await one<{ ruling: { id: string } }>(
    'identity', '--apart', 'n@third.example', '--from', 'n.okafor@firm.example', '--reason', 'successor',
  ); // prettier-ignore
  const merged = await say('--merge', 'n.okafor@firm.example', '--merge', 'n@third.example');
  expect(merged).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(ruling.id) });
  expect(await say('--undo', ruling.id)).toMatchObject({ exitCode: 0 });
});

test('what would join two that are apart through a third is refused, and so is parting what mergers join', async () => {
  const ruled = async (...words: readonly string[]): Promise<string> =>
    (await one<{ ruling: { id: string } }>('identity', ...words, '--reason', 'x')).ruling.id;
  const merged = await ruled('--merge', 'n.okafor@firm.example', '--merge', 'ngozi@home.example');
  const apart = await ruled('--apart', 'n.okafor@firm.example', '--from', 'n@third.example');
  const joining = await say('--merge', 'ngozi@home.example', '--merge', 'n@third.example');
  expect(joining).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(apart) });
  await say('--undo', apart);
  const second = await ruled('--merge', 'ngozi@home.example', '--merge', 'n@third.example');
  const parting = await say('--apart', 'n.okafor@firm.example', '--from', 'n@third.example');
  expect(parting).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('said otherwise') });
  for (const id of [merged, second]) expect(await say('--undo', id)).toMatchObject({ exitCode: 0 });
});

test('a merger leaves no trace where an address that it names is withheld', async () => {
  await say('--merge', 'bo@y.example', '--merge=n@third.example');
  expect(await count('from:bo@y.example')).toBe(1);
  await run('withhold', 'third.eml', '--scope', 'privilege', '--reason', 'x');
  expect(await count('from:bo@y.example')).toBe(0);
  expect((await run('identities')).stdout).not.toContain('third');
  expect(await count('from:bo@y.example', '--open', 'privilege')).toBe(1);
  // Nor in the log, of what others said of it.
  expect((await run('audit')).stdout).not.toContain('third.example');
  expect((await run('audit', '--open', 'privilege')).stdout).toContain('n@third.example');
  const hidden = await say('--merge', 'n.okafor@firm.example', '--merge', 'n@third.example');
  expect(hidden).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('no message states') });
});

test('of a separation what shows holds, where an address that it names is withheld', async () => {
  expect(await count('from:pair.one@x.example')).toBe(2);
  await say('--apart', 'pair.one@x.example', '--apart', 'gone@x.example', '--from', 'pair.two@x.example');
  expect(await count('from:pair.one@x.example')).toBe(1);
  await run('withhold', 'gone.eml', '--scope', 'privilege', '--reason', 'x');
  expect(await count('from:pair.one@x.example')).toBe(1);
  const { stdout } = await run('identities', 'pair.one@x.example');
  expect(stdout).not.toContain('gone');
});

test.each([
  [['--merge', 'n.okafor@firm.example'], 'one address'],
  [['--merge', 'a@b.example', '--undo', 'x'], 'name one of'],
  [['--apart', 'a@b.example'], 'go together'],
  [['--apart', 'bo@y.example', '--from', 'BO@y.example'], 'from itself'],
  [['--merge', 'Ngozi', '--merge', 'bo@y.example'], 'no message states'],
])('%j is refused: %s', async (words, says) => {
  const refused = await say(...words);
  expect(refused.exitCode).not.toBe(0);
  expect(refused.stderr).toContain(says);
});

test('nothing is said without a reason', async () => {
  const refused = await run('identity', '--merge', 'bo@y.example', '--merge', 'n.okafor@firm.example');
  expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--reason is missing') });
});

test('what a person is in the case is said by hand: by any address, once, for who sees it, and taken back', async () => {
  const { ruling } = await one<{ ruling: { id: string } }>('identity', '--category', 'witness', '--of', 'PAIR.two@x.example', '--reason', 'interview'); // prettier-ignore
  const merged = await one<{ ruling: { id: string } }>('identity', '--merge', 'bo@y.example', '--merge', 'pair.two@x.example', '--reason', 'x'); // prettier-ignore
  const again = await say('--category', 'suspect', '--of', 'bo@y.example');
  expect(again).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(`--undo ${ruling.id}`) });
  expect((await run('identities', 'bo@y.example')).stdout).toMatch(/^.+ {2}\d documents? {2}witness\n/u);
  const { identities } = await one<{ identities: object[] }>('identities', '--category', 'witness');
  expect(identities).toMatchObject([{ addresses: ['bo@y.example', 'pair.two@x.example'], categories: ['witness'] }]); // prettier-ignore
  expect(await run('personal', '--category', 'witness', '--json')).toMatchObject({
    exitCode: 0,
    stderr: '',
    stdout: expect.stringContaining('"searched":3'),
  });
  expect(await run('personal', '--category', 'victim')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('nobody is said to be victim') }); // prettier-ignore
  expect(await run('identity', '--category', 'witness', '--reason', 'x')).toMatchObject({ exitCode: 2 });

  await run('withhold', 'pair2.eml', '--scope', 'counsel', '--reason', 'y');
  await run('withhold', 'card.vcf', '--scope', 'counsel', '--reason', 'y');
  expect((await run('identities')).stdout).not.toMatch(/witness|interview/u);
  expect((await run('personal', '--category', 'witness')).stderr).toContain('nobody is said to be witness');
  expect((await run('audit', '--json')).stdout.includes('interview')).toBe(false);
  expect((await run('identities', '--open', 'counsel')).stdout).toContain('witness');
  for (const id of [ruling.id, merged.ruling.id]) expect(await run('identity', '--undo', id, '--reason', 'x', '--open', 'counsel')).toMatchObject({ exitCode: 0 }); // prettier-ignore
  expect((await run('identities', '--open', 'counsel')).stdout).not.toContain('witness');
});
