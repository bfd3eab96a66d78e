/** The registry against the modules, fixtures and tests that it promises. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { formats } from '../../formats/registry.ts';
import { tikaFormats } from '../../scripts/docs/tika-formats.ts';

const root = new URL('../', import.meta.url);
const list = (path: string): string[] => {
  try {
    return readdirSync(new URL(path, root), { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
};
// What identifies names every format in one table: that tests no extractor.
const tests = ['formats']
  .flatMap((folder) => list(folder).map((name) => `${folder}/${name}`))
  .filter((path) => path.endsWith('.test.ts') && !/\/(?:registry\.test\.ts$|identify\/)/.test(path))
  .map((path) => readFileSync(new URL(path, root), 'utf8'));

const read = formats.filter((format) => format.role !== undefined);

describe('the registry of formats', () => {
  test.each(read.map((format) => [format.id, format] as const))('%s has its module', async (_, format) => {
    const module = await format.load?.();
    expect(typeof module?.version).toBe('string');
    expect(typeof module?.extract).toBe('function');
  });

  test.each(read.map(({ id }) => id))('%s has a fixture and a test of its extractor', (id) => {
    expect(list(`fixtures/${id}`).length).toBeGreaterThan(0);
    // As an identifier in quotes or as a fixture's folder.
    const named = new RegExp(`['"\`/]${id}['"\`/]`);
    expect(tests.some((source) => named.test(source))).toBe(true);
  });

  test('each folder of fixtures is of a format that is read', () => {
    const folders = readdirSync(new URL('fixtures', root));
    expect(folders.filter((name) => !read.some(({ id }) => id === name))).toEqual([]);
  });

  test('ids and media types are each used once', () => {
    const ids = formats.map(({ id }) => id);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    const types = formats.flatMap(({ mediaTypes }) => mediaTypes.map((type) => type.toLowerCase()));
    expect(types.filter((type, i) => types.indexOf(type) !== i)).toEqual([]);
    for (const { mediaTypes } of formats) expect(mediaTypes[0]).toMatch(/^[a-z]+\/[\w.+-]+$/);
  });

  test('no signature is another format’s', () => {
    const seen = new Map<string, string>();
    for (const { id, magic } of formats) {
      for (const { offset, hex } of magic ?? []) {
        expect(hex).toMatch(/^(?:[0-9a-f]{2}|\?\?)+$/);
        const key = `${offset}:${hex}`;
        expect([key, seen.get(key)]).toEqual([key, undefined]);
        seen.set(key, id);
      }
    }
  });

  test('no package type is another format’s', () => {
    const types = formats.flatMap(({ packageTypes = [] }) => packageTypes);
    expect(types.length).toBeGreaterThan(0);
    expect(types.filter((type, i) => types.indexOf(type) !== i)).toEqual([]);
    for (const type of types) expect(type).toMatch(/^[a-z]+\/[\w.+-]+\*?$/);
  });

  test('what the documents say that Tika reads is a format that Evidex does not', () => {
    for (const id of tikaFormats) {
      const format = formats.find((each) => each.id === id);
      expect([id, format !== undefined, format?.role]).toEqual([id, true, undefined]);
    }
  });

  test('extensions are lower case, and only one format that is read claims each', () => {
    const seen = new Map<string, string>();
    for (const { id, extensions } of read) {
      for (const extension of extensions) {
        expect(extension).toMatch(/^[a-z0-9]+$/);
        expect([extension, seen.get(extension)]).toEqual([extension, undefined]);
        seen.set(extension, id);
      }
    }
  });
});
