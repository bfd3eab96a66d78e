import { describe, expect, test } from '@jest/globals';
import { resolveSettings } from '../../../cli/frame/settings.ts';
import { defaults } from '../../../config/defaults.ts';
import { variableOf } from '../../../cli/frame/options.ts';
import { config, type Config } from '../../../schemas/config.ts';

const none = { flags: {}, environment: {} };
const find = (layers: Parameters<typeof resolveSettings>[0], key: string) =>
  resolveSettings(layers).list.find((setting) => setting.key === key);

test('the defaults are allowed values, and are what is in force without anything else', () => {
  expect(config.parse(defaults)).toEqual(defaults);
  expect(resolveSettings(none).values).toEqual(defaults);
});

test('flags win over environment, that over the case, that over defaults', () => {
  const caseFile = { path: '/c/evidex.json', settings: { maxDepth: 3 } };
  expect(find(none, 'maxDepth')).toMatchObject({ value: defaults.maxDepth, origin: 'default' });
  expect(find({ ...none, caseFile }, 'maxDepth')).toMatchObject({ value: 3, origin: 'case' });
  const environment = { EVIDEX_MAX_DEPTH: '4' };
  expect(find({ flags: {}, environment, caseFile }, 'maxDepth')).toMatchObject({
    value: 4,
    from: 'EVIDEX_MAX_DEPTH',
  });
  expect(find({ flags: { maxDepth: '5' }, environment, caseFile }, 'maxDepth')).toMatchObject({
    value: 5,
    from: '--max-depth',
  });
});

describe('a wrong value is named with where it came from and what is allowed', () => {
  test.each([
    [
      { ...none, flags: { maxDepth: '999' } },
      '--max-depth: "999" is not allowed',
      /whole number from 1 to 256/,
    ],
    [{ ...none, flags: { maxDepth: '2.5' } }, '--max-depth: "2.5" is not allowed', /whole number/],
    [
      { ...none, environment: { EVIDEX_GAZETTEERS: 'perhaps' } },
      'EVIDEX_GAZETTEERS: "perhaps" is not allowed',
      /true or false/,
    ],
    [
      { ...none, environment: { EVIDEX_DISPLAY_ZONE: 'Mars' } },
      'EVIDEX_DISPLAY_ZONE: "Mars" is not allowed',
      /Europe\/London/,
    ],
    [
      { ...none, caseFile: { path: '/c/evidex.json', settings: { spoolBytes: '1 apple' } } },
      '/c/evidex.json: settings.spoolBytes: "1 apple" is not allowed',
      /KiB/,
    ],
    [
      { ...none, caseFile: { path: '/c/evidex.json', settings: { spoolByte: 1 } } },
      '/c/evidex.json: "settings.spoolByte" is no setting',
      /spoolBytes/,
    ],
    [
      { ...none, caseFile: { path: '/c/evidex.json', settings: [] } },
      '/c/evidex.json: "settings" is not an object',
      /Correct/,
    ],
  ])('%j', (layers, message, hint) => {
    expect(() => resolveSettings(layers)).toThrow(
      expect.objectContaining({ code: 'wrong-value', message, hint: expect.stringMatching(hint) }),
    );
  });
});

describe('a case may come from others', () => {
  const path = '/c/evidex.json';
  const inCase = (settings: object) => ({ ...none, caseFile: { path, settings } });
  /** A value that is allowed and not the one of the defaults. */
  const others: Partial<Record<keyof Config, unknown>> = {
    index: 'http://127.0.0.1:1',
    indexFingerprint: 'ab'.repeat(32),
    tika: 'auto',
    prefer: 'tika=pdf',
    requireSandbox: 'full',
    displayZone: 'Asia/Kolkata',
  };
  const otherThan = (key: keyof Config): unknown => {
    const value = defaults[key];
    if (others[key] !== undefined) return others[key];
    if (typeof value === 'number') return value + 1;
    return typeof value === 'boolean' ? !value : `${value}x`;
  };

  test.each((Object.keys(defaults) as (keyof Config)[]).filter((key) => key !== 'displayZone'))(
    '%s is not taken from it, or not raised by it; the refusal says how to give it',
    (key) => {
      const settings = { [key]: key === 'parserProcesses' ? defaults[key] + 1 : otherThan(key) };
      expect(() => resolveSettings(inCase(settings))).toThrow(
        expect.objectContaining({
          code: 'case-untrusted',
          message: expect.stringContaining(`/c/evidex.json: settings.${key}`),
          hint: expect.stringContaining(variableOf(key)),
        }),
      );
      // The same as without it changes nothing.
      expect(resolveSettings(inCase({ [key]: defaults[key] })).values).toEqual(defaults);
      // A verb that does not work by it goes on, without it.
      const { values, refused } = resolveSettings({ ...inCase(settings), used: ['displayZone'] });
      expect(values).toEqual(defaults);
      expect(refused).toMatchObject([{ key }]);
      // Trusted by a word, or given by one.
      expect(resolveSettings({ ...inCase(settings), trustCase: true }).values[key]).toBe(settings[key]);
      const environment = { [variableOf(key)]: String(defaults[key]) };
      if (defaults[key] !== '') expect(resolveSettings({ ...inCase(settings), environment }).values).toEqual(defaults); // prettier-ignore
    },
  );

  test('limits are lowered by it, below what the user has set', () => {
    const layers = inCase({ maxDepth: 3, displayZone: 'Asia/Kolkata' });
    expect(resolveSettings(layers).values).toMatchObject({ maxDepth: 3, displayZone: 'Asia/Kolkata' });
    const user = { path: '/home/me/settings.json', settings: { maxDepth: 2 } };
    expect(() => resolveSettings({ ...layers, user })).toThrow(
      expect.objectContaining({ code: 'case-untrusted', hint: expect.stringContaining(user.path) }),
    );
  });

  test('the user’s own file holds where the case says nothing, and lets the same of a case pass', () => {
    const user = { path: '/home/me/settings.json', settings: { tika: 'auto' } };
    expect(find({ ...none, user }, 'tika')).toMatchObject({ value: 'auto', origin: 'user' });
    expect(find({ ...inCase({ tika: 'auto' }), user }, 'tika')).toMatchObject({ origin: 'user' });
    const wrong = { ...user, settings: { tika: 'nonsense' } };
    expect(() => resolveSettings({ ...none, user: wrong })).toThrow(/settings\.tika: "nonsense"/u);
  });
});

test.each([
  ['EVIDEX_PARSER_MEMORY_BYTES', '2GB', 'parserMemoryBytes', 2e9],
  ['EVIDEX_PARSER_TIMEOUT_MS', '2m', 'parserTimeoutMs', 120_000],
  ['EVIDEX_PERSONAL_DATA', 'off', 'personalData', false],
  ['EVIDEX_DISPLAY_ZONE', 'Asia/Kolkata', 'displayZone', 'Asia/Kolkata'],
])('%s=%s', (variable, text, key, value) => {
  expect(find({ flags: {}, environment: { [variable]: text } }, key)?.value).toBe(value);
});

test('a variable that is no setting is told', () => {
  expect(
    resolveSettings({ flags: {}, environment: { EVIDEX_MAXDEPTH: '1', EVIDEX_CASE: 'x', PATH: 'y' } })
      .unknown,
  ).toEqual(['EVIDEX_MAXDEPTH']);
});
