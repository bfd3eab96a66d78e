/** The shipped gazetteers: every row fits the schema, names its source, and says nothing twice. */
import { describe, expect, test } from '@jest/globals';
import {
  gazetteerFiles,
  loadGazetteers,
  readCues,
  readGazetteerFile,
  readSources,
} from '../../config/gazetteers/load.ts';
import { gazetteerCues, gazetteerEntity, gazetteerSource } from '../../schemas/gazetteer.ts';

const all = gazetteerFiles.flatMap(({ file, kind }) =>
  readGazetteerFile(file, kind).map((entity) => ({ file, entity })),
);

describe('gazetteers', () => {
  test('every row fits the schema and names a source', () => {
    const sources = readSources();
    for (const { file, entity } of all) {
      const parsed = gazetteerEntity.safeParse(entity);
      expect({ file, entity: entity.entity, issues: parsed.error?.issues ?? [] }).toEqual({
        file,
        entity: entity.entity,
        issues: [],
      });
      expect(Object.keys(sources)).toContain(entity.source);
      expect(entity.country).toMatch(/^[A-Z]{2}$/);
    }
  });

  test('sources carry a title and a date, and each is used', () => {
    const used = new Set(all.map(({ entity }) => entity.source));
    for (const [id, source] of Object.entries(readSources())) {
      expect(gazetteerSource.safeParse(source).success).toBe(true);
      expect(used.has(id)).toBe(true);
    }
  });

  test('no entity twice, each with an alias, at least 300 in all', () => {
    const names = all.map(({ entity }) => entity.entity);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
    expect(names.length).toBeGreaterThanOrEqual(300);
    const bare = all.filter(
      ({ entity: one }) => [...one.names, ...one.titles, ...one.acronyms, ...one.ambiguous].length === 0,
    );
    expect(bare.map(({ entity }) => entity.entity)).toEqual([]);
  });

  test('no two entities share an unambiguous name in any case', () => {
    const owners = new Map<string, string>();
    const shared: string[] = [];
    for (const { entity } of all) {
      for (const name of entity.names) {
        const key = name.toLowerCase();
        const owner = owners.get(key);
        if (owner !== undefined && owner !== entity.entity)
          shared.push(`${name}: ${owner}, ${entity.entity}`);
        owners.set(key, entity.entity);
      }
    }
    expect(shared).toEqual([]);
  });

  test('every kind is covered', () => {
    const counts = new Map<string, number>();
    for (const { entity } of all) counts.set(entity.kind, (counts.get(entity.kind) ?? 0) + 1);
    for (const kind of [
      'party',
      'data-broker',
      'analytics-firm',
      'platform',
      'campaign-group',
      'regulator',
    ]) {
      expect(counts.get(kind) ?? 0).toBeGreaterThanOrEqual(40);
    }
  });

  test('cues and decoys load', () => {
    expect(gazetteerCues.safeParse(readCues()).success).toBe(true);
    expect(loadGazetteers()[0]?.decoys?.length).toBeGreaterThan(50);
  });
});
