/** `evidex tag`: tags of texts from stdin, in their order, and bad lines named. */
import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { runCli } from './run-cli.ts';

const rows = (text: string) =>
  text
    .trim()
    .split('\n')
    .map(
      (line) =>
        JSON.parse(line) as {
          id: unknown;
          mentions: { start: number; end: number; surface: string; entity: string }[];
          personalData: unknown[];
        },
    );
const line = (id: unknown, text: unknown) => `${JSON.stringify({ id, text })}\n`;

test('tags come in order, with offsets into the text', async () => {
  const text = 'हिन्दी: the Labour Party and Facebook met.';
  const { exitCode, stdout, stderr } = await runCli(['tag'], {
    stdin: `${line('a', text)}\n${line(2, '')}${line('c', 'nothing here')}`,
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const tagged = rows(stdout);
  expect(tagged.map(({ id }) => id)).toEqual(['a', 2, 'c']);
  // In the order of the text, as it says them: by `indexOf`, not by what was tagged.
  const [first] = tagged;
  expect(first?.mentions.map(({ surface }) => surface)).toEqual(['Labour Party', 'Facebook']);
  for (const { start, end, surface } of first?.mentions ?? [])
    expect([start, end]).toEqual([text.indexOf(surface), text.indexOf(surface) + surface.length]);
  expect(tagged[2]).toEqual({ id: 'c', mentions: [], personalData: [] });
  expect(tagged[1]).toEqual({ id: 2, mentions: [], personalData: [] });
});

test('lines and characters may be cut anywhere by the pipe', async () => {
  const input = Buffer.from(line('x', 'über Facebook 選挙') + line('y', 'Facebook'));
  const whole = await runCli(['tag'], { stdin: Readable.from([input]) });
  const bytes = await runCli(['tag'], {
    stdin: Readable.from([...input].map((byte) => Buffer.from([byte]))),
  });
  expect(bytes.stdout).toBe(whole.stdout);
  expect(rows(whole.stdout).map(({ id, mentions }) => [id, mentions.map(({ start }) => start)])).toEqual([
    ['x', ['über '.length]],
    ['y', [0]],
  ]);
});

test('settings switch lists and personal data off', async () => {
  const { stdout } = await runCli(['tag', '--no-gazetteers', '--no-personal-data'], {
    stdin: line('a', 'Facebook, a@example.org'),
  });
  expect(rows(stdout)).toEqual([{ id: 'a', mentions: [], personalData: [] }]);
});

describe('a bad line is named, and ends it with 2', () => {
  test.each([
    ['no JSON', 'nope', /line 2: no JSON/],
    ['no text', '{"id":1}', /line 2: text:/],
    ['a text that is none', '{"id":1,"text":7}', /line 2: text:/],
    ['no id', '{"text":"x"}', /line 2: id:/],
    ['a list', '[]', /line 2: /],
    ['not UTF-8', Buffer.from([0x22, 0xff, 0x22]), /line 2: no JSON: .*(encoded|decode|UTF-8)/i],
  ])('%s', async (_, bad, says) => {
    const input = Buffer.concat([Buffer.from(line('good', 'Facebook')), Buffer.from(bad)]);
    const { exitCode, stdout, stderr } = await runCli(['tag'], { stdin: Readable.from([input]) });
    expect(exitCode).toBe(2);
    expect(rows(stdout).map(({ id }) => id)).toEqual(['good']);
    expect(stderr).toMatch(says);
  });
});
