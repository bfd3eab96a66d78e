import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { compileRules, readRules } from '../../pipeline/rules.ts';
import type { Rule } from '../../schemas/rules.ts';
import type { Time } from '../../schemas/time.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
const at = (instant: string): Time => ({ instant, precision: 'second', zoneSource: 'utc', raw: instant });
const skip = (name: string, when: Rule['when']): Rule => ({ name, action: 'skip', when });
const keep = (name: string, when: Rule['when']): Rule => ({ name, action: 'keep', when });

describe('conditions', () => {
  const pdf = { format: 'pdf', mediaType: 'application/pdf' };
  test.each([
    [{ path: '**/*.tmp' }, { path: 'a/b/c.tmp' }, true],
    [{ path: '**/*.tmp' }, { path: 'c.TMP' }, true],
    [{ path: '**/*.tmp' }, { path: '.hidden/.c.tmp' }, true],
    [{ path: '*.tmp' }, { path: 'a/c.tmp' }, false],
    [{ path: 'Windows/**' }, { path: 'windows/System32/x.dll' }, true],
    [{ path: ['a/*', 'b/*'] }, { path: 'b/x' }, true],
    [{ path: '{a,b}/[0-9]?' }, { path: 'b/7x' }, true],
    [{ path: '!a/*' }, { path: 'b/x' }, false],
    [{ path: 'हिन्दी/*' }, { path: 'हिन्दी/क.txt' }, true],
    [{ size: { min: 10, max: 20 } }, { path: 'x', size: 10 }, true],
    [{ size: { max: 20 } }, { path: 'x', size: 21 }, false],
    [{ size: { max: 20 } }, { path: 'x' }, false],
    [
      { modified: { from: '2016-01-01', to: '2017-01-01' } },
      { path: 'x', modified: at('2016-12-31T23:59:59Z') },
      true,
    ],
    [
      { modified: { from: '2016-01-01', to: '2017-01-01' } },
      { path: 'x', modified: at('2017-01-01T00:00:00Z') },
      false,
    ],
    [{ modified: { from: '2016-01-01' } }, { path: 'x' }, false],
    [{ path: '**', size: { min: 1 } }, { path: 'x', size: 0 }, false],
  ])('%j on %j: %s', (when, item, matches) => {
    const rules = compileRules([skip('r', when)]);
    const decision = matches ? { action: 'skip', rule: 'r' } : undefined;
    expect(rules.beforeRead(item)).toEqual(decision);
    expect(rules.afterIdentify({ ...item, ...pdf })).toEqual(decision);
  });

  test.each([
    ['pdf', true],
    ['application/pdf', true],
    ['application/*', true],
    ['PDF', true],
    ['image/*', false],
    ['application', false],
  ])('type %s', (type, matches) => {
    const rules = compileRules([skip('r', { type })]);
    expect(rules.beforeRead({ path: 'x.pdf' })).toEqual({ action: 'type' });
    expect(rules.afterIdentify({ path: 'x.jpg', ...pdf })).toEqual(
      matches ? { action: 'skip', rule: 'r' } : undefined,
    );
  });
});

test('the first rule that matches decides, also where the type is asked for in between', () => {
  const rules = compileRules([
    keep('mail stays', { path: 'mail/**' }),
    skip('no images', { path: 'web/**', type: 'image/*' }),
    { name: 'office first', action: 'order', priority: 10, when: { path: '**/*.docx' } },
    skip('rest', { path: 'web/**' }),
  ]);
  const png = { format: 'png', mediaType: 'image/png' };
  expect(rules.beforeRead({ path: 'mail/a.png' })).toEqual({ action: 'keep', rule: 'mail stays' });
  expect(rules.beforeRead({ path: 'web/a.docx' })).toEqual({ action: 'type', priority: 10 });
  expect(rules.beforeRead({ path: 'web/a.txt' })).toEqual({ action: 'type' });
  expect(rules.afterIdentify({ path: 'web/a.docx', ...png })).toEqual({ action: 'skip', rule: 'no images' });
  expect(rules.afterIdentify({ path: 'web/a.docx', format: 'docx', mediaType: 'x/y' })).toMatchObject({
    action: 'order',
    priority: 10,
  });
  expect(rules.beforeRead({ path: 'a.docx' })).toMatchObject({ action: 'order' });
  expect(rules.afterIdentify({ path: 'web/a.txt', format: 'text', mediaType: 'text/plain' })).toMatchObject({
    rule: 'rest',
  });
  expect(rules.beforeRead({ path: 'other' })).toBeUndefined();
});

describe('a file of rules', () => {
  const write = (text: string) => {
    const path = join(folder, 'rules.json');
    writeFileSync(path, text);
    return path;
  };

  test('is read', () => {
    const path = write('\ufeff{"rules":[{"name":"tmp","action":"skip","when":{"path":"**/*.tmp"}}]}');
    expect(readRules(path).rules).toEqual([skip('tmp', { path: '**/*.tmp' })]);
  });

  test.each([
    ['{', /no JSON/],
    ['{"rules":[{"name":"a","action":"drop","when":{"path":"x"}}]}', /rules\[0\].*"skip", "keep", "order"/],
    [
      '{"rules":[{"name":"a","action":"skip","when":{}}]}',
      /rules\[0\]\.when: at least one of path, type, size, modified/,
    ],
    ['{"rules":[{"name":"a","action":"skip","when":{"ext":"x"}}]}', /rules\[0\]\.when: "ext": no such field/],
    [
      '{"rules":[{"name":"a","action":"skip","when":{"size":{"min":5,"max":1}}}]}',
      /rules\[0\]\.when\.size: min is greater/,
    ],
    [
      '{"rules":[{"name":"a","action":"skip","when":{"modified":{"from":"1.2.2016"}}}]}',
      /rules\[0\]\.when\.modified\.from: a date/,
    ],
    [
      '{"rules":[{"name":"a","action":"skip","when":{"path":"x"}},{"name":"a","action":"keep","when":{"path":"y"}}]}',
      /two rules have one name/,
    ],
  ])('%s', (text, says) => {
    const path = write(text);
    expect(() => readRules(path)).toThrow(
      expect.objectContaining({ code: 'bad-file', message: expect.stringMatching(says) }),
    );
  });

  test('that is not there', () => {
    expect(() => readRules(join(folder, 'none.json'))).toThrow(expect.objectContaining({ code: 'bad-file' }));
  });
});
