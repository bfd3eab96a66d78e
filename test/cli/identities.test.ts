/** `evidex identities`: addresses of one person, from mail as Enron's export and Outlook keep it, with what states it. */
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { makeOutlookMsg, number, text, time } from '../../scripts/fixtures/make-outlook.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { jsonRows } from './json-lines.ts';
import { type CliResult, runCli } from './run-cli.ts';

const folder = temporaryFolder();
const casePath = join(folder, 'case');
const dn = '/O=FIRM/OU=LONDON/CN=RECIPIENTS/CN=NOKAFOR';
const key = dn.toLowerCase();

const message = (id: number, ...fields: readonly string[]): string =>
  [
    ...fields,
    `Date: Mon, ${id} Jan 2018 10:00:00 +0000`,
    `Message-ID: <${id}@firm.example>`,
    `Subject: Letter ${id}`,
    '',
    'Words.',
  ].join('\r\n');

/** Of whom Exchange knows both addresses. */
const msg = (smtp: string, exchange: string, name: string): Buffer =>
  makeOutlookMsg({
    properties: [
      text(0x001a, 'IPM.Note'),
      text(0x0037, `To ${name}`),
      text(0x0042, 'Imogen Tarrant'),
      text(0x0065, 'imogen@firm.example'),
      time(0x0039, '2018-02-01T08:30:00Z'),
    ],
    recipients: [
      [text(0x3001, name), text(0x3002, 'EX'), text(0x3003, exchange), text(0x39fe, smtp), number(0x0c15, 1)],
    ],
  });

const run = (...words: readonly string[]): Promise<CliResult> =>
  runCli(words.map((word) => (word === 'CASE' ? casePath : word)));
const json = async <T = Record<string, unknown>>(...words: readonly string[]): Promise<T | undefined> =>
  jsonRows<T>((await run(...words, '--json')).stdout)[0];

beforeAll(async () => {
  writeFiles(join(folder, 'share'), {
    'one.eml': message(1, 'From: n.okafor@firm.example', `X-From: Okafor, Ngozi <${dn}>`, 'To: bo@y.example'),
    'two.eml': message(2, 'From: n.okafor@firm.example', `X-From: Okafor, Ngozi <${dn}>`, 'To: bo@y.example'),
    // States the address of Exchange alone, as a message within the firm does.
    'three.eml': message(3, `From: "Ngozi" <${dn}>`, 'To: bo@y.example'),
    'false.eml': `Received: from evil.example by firm.example; Thu, 4 Jan 2018 10:00:00 +0000\r\n${message(4, 'From: mallory@evil.example', `X-From: Okafor, Ngozi <${dn}>`)}`,
    'rohan.msg': msg('rohan@firm.example', '/O=FIRM/CN=RDESHKAR', 'Rohan Deshkar'),
  });
  const made = await run('ingest', join(folder, 'share'), '--case', 'CASE', '--reference', 'EX-1', '--parser-processes', '1', '--no-gazetteers'); // prettier-ignore
  expect(made).toMatchObject({ exitCode: 0 });
});

test('all, most documents first; what is not used is counted, and listed with the reason', async () => {
  expect(await json('identities', 'CASE')).toMatchObject({
    identities: [
      { name: 'Okafor, Ngozi', addresses: [key, 'n.okafor@firm.example'], documents: 3 },
      { name: 'bo@y.example', addresses: ['bo@y.example'], documents: 3 },
      { name: 'Rohan Deshkar', addresses: ['/o=firm/cn=rdeshkar', 'rohan@firm.example'], documents: 1 },
      { name: 'Imogen Tarrant', addresses: ['imogen@firm.example'], documents: 1 },
      { name: 'Okafor, Ngozi', addresses: ['mallory@evil.example'], documents: 1 },
    ],
    total: 5,
    candidateCount: 1,
    rulings: [],
  });
  const several = await json<{ identities: unknown[] }>('identities', 'CASE', '--several', '--limit', '1');
  expect(several).toMatchObject({ identities: [{ documents: 3 }], total: 2 });
  expect(await json('identities', 'CASE', '--candidates')).toEqual({
    candidates: [
      {
        one: key,
        other: 'mallory@evil.example',
        evidence: [{ basis: 'received-header', documents: 1 }],
        isUsed: false,
        because: 'outside',
      },
    ],
  });
});

test('one, with what states each pairing, from when to when', async () => {
  const { stdout } = await run('identities', 'CASE', 'N.Okafor@firm.example');
  expect(stdout).toContain(
    `${key} = n.okafor@firm.example  2 documents: X-From or X-To of kept mail, 2018-01-01 to 2018-01-02\n` +
      '    EX-1/one.eml\n    EX-1/two.eml\n',
  );
  expect(stdout).toContain('not used: mail from outside alone states it\n    EX-1/false.eml');
  const rohan = await json('identities', 'CASE', 'deshkar rohan');
  expect(rohan).toMatchObject({
    identities: [{ pairings: [{ isUsed: true, evidence: [{ basis: 'property', documents: 1 }] }] }],
  });
});

test('a name that several have shows each; one that nobody has is told', async () => {
  const { stdout, stderr } = await run('identities', 'CASE', 'Okafor, Ngozi');
  expect(stdout.match(/^Okafor, Ngozi/gmu)).toHaveLength(2);
  expect(stderr).toContain('2 identities are called so');
  expect(await run('identities', 'CASE', 'Okafor')).toMatchObject({
    stderr: expect.stringContaining('nothing names "Okafor" as it is'),
  });
});

describe('queries', () => {
  const found = async (query: string, ...words: readonly string[]): Promise<(string | undefined)[]> =>
    jsonRows<{ occurrences: { path: string }[] }>(
      (await run('search', query, ...words, '--sort', 'path', '--json', '--case', 'CASE')).stdout,
    ).map(({ occurrences: [first] }) => first?.path);
  const hers = ['one.eml', 'three.eml', 'two.eml'];

  test.each([
    ['from:n.okafor@firm.example', hers],
    ['from:N.Okafor@Firm.example', hers],
    [`from:"${dn}"`, hers],
    ['from:Ngozi', hers],
    ['participant:n.okafor@firm.example', hers],
    ['to:n.okafor@firm.example', []],
    ['from:n.okafor@firm.example NOT one', ['one.eml', 'three.eml', 'two.eml']],
    ['family(from:ngozi AND letter)', hers],
    ['NOT participant:n.okafor@firm.example', ['false.eml', 'rohan.msg']],
    ['to:"Deshkar, Rohan"', ['rohan.msg']],
    ['participant:(ngozi OR rohan)', ['one.eml', 'rohan.msg', 'three.eml', 'two.eml']],
    // Who is called so is not known: two are.
    ['from:"Okafor, Ngozi"', []],
    ['from.stated:n.okafor@firm.example', ['one.eml', 'two.eml']],
    ['participant.stated:(ngozi OR rohan)', ['rohan.msg', 'three.eml']],
    ['from:n.okafor@firm.exampl?', ['one.eml', 'two.eml']],
    ['from:mallory@evil.example', ['false.eml']],
  ] as const)('%s', async (query, paths) => {
    expect(await found(query)).toEqual(paths);
  });

  test('facets count a person once a document, whatever the address', async () => {
    const facet = async (field: string, query: string) =>
      (await json<{ values: unknown }>('search', query, '--facet', field, '--case', 'CASE'))?.values;
    expect(await facet('participant', '*')).toEqual([
      { value: 'Okafor, Ngozi <n.okafor@firm.example>', named: 'n.okafor@firm.example', count: 3 },
      { value: 'bo@y.example', named: 'bo@y.example', count: 3 },
      { value: 'Imogen Tarrant <imogen@firm.example>', named: 'imogen@firm.example', count: 1 },
      { value: 'Okafor, Ngozi <mallory@evil.example>', named: 'mallory@evil.example', count: 1 },
      { value: 'Rohan Deshkar <rohan@firm.example>', named: 'rohan@firm.example', count: 1 },
    ]);
    expect(await facet('to', 'type:msg OR one')).toEqual([
      { value: 'Rohan Deshkar <rohan@firm.example>', named: 'rohan@firm.example', count: 1 },
    ]);
    expect(await facet('from', 'from:n.okafor@firm.example')).toEqual([
      { value: 'Okafor, Ngozi <n.okafor@firm.example>', named: 'n.okafor@firm.example', count: 3 },
    ]);
  });

  test('what was asked beside the words is said, and how to ask for the words alone', async () => {
    const { stderr } = await run('search', 'from:ngozi', '--count', '--case', 'CASE');
    expect(stderr).toContain(`other addresses of the same person: ${key}, n.okafor@firm.example.`);
    expect(stderr).toContain('from.stated:');
    const ambiguous = await run('search', 'from:"Okafor, Ngozi"', '--count', '--case', 'CASE');
    expect(ambiguous.stderr).toContain('several are called so (n.okafor@firm.example, mallory@evil.example)');
    const none = await run('search', 'from:mallory@evil.example', '--count', '--case', 'CASE');
    expect(none.stderr).not.toContain('evidex identities');
  });

  test('what is withheld joins nothing, and is not told by a query', async () => {
    const withheld = await run('withhold', 'one.eml', 'two.eml', '--scope', 'privilege', '--reason', 'x', '--case', 'CASE'); // prettier-ignore
    expect(withheld).toMatchObject({ exitCode: 0 });
    expect(await found('from:n.okafor@firm.example')).toEqual([]);
    expect(await found(`from:"${dn}"`)).toEqual(['three.eml']);
    expect((await run('search', `from:"${dn}"`, '--case', 'CASE')).stderr).not.toContain('n.okafor');
    expect(await found(`from:"${dn}"`, '--open', 'privilege')).toEqual(hers);
    await run('withhold', 'one.eml', 'two.eml', '--scope', 'privilege', '--release', '--reason', 'x', '--case', 'CASE'); // prettier-ignore
  });
});
