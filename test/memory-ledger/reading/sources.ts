/** The sources of the ledger in memory, and where their files lie. */
import type { SourceFile, SourceReading } from '../../../case/ledger/sources.ts';
import { withoutFindings } from '../../../schemas/custody.ts';
import { isVolumeSet } from '../../../sources/volume-set.ts';
import { custodyOf } from '../custody.ts';
import type { State } from '../state.ts';
import type { Ask } from './ask.ts';
import { isWhole, type ShownItem } from './shown.ts';

const slash = 0x2f;

export const sourceReading = (ask: Ask, now: () => Promise<State>): SourceReading => ({
  async custody(reference, scope) {
    const state = await now();
    const all = custodyOf(state, reference);
    return isWhole(state, scope) ? all : all.map(withoutFindings);
  },
  async all(scope) {
    const { state } = await ask(scope);
    return state.sources
      .filter(({ id }) => id !== '')
      .map(({ id, reference, root, intake }) => ({
        id,
        reference,
        root: Buffer.from(root).toString(),
        intake,
      }));
  },
  async parsedBy(scope) {
    const { state, items } = await ask(scope);
    const counts = new Map<string, { source: number; run: number; files: number }>();
    for (const { record, place, isCurrent } of items) {
      const run = state.documents.get(record.document ?? '')?.attempts.at(-1)?.run;
      if (!isCurrent || record.listed?.kind !== 'file' || run === undefined) continue;
      const key = `${place.source} ${run}`;
      const known = counts.get(key) ?? { source: place.source, run, files: 0 };
      counts.set(key, { ...known, files: known.files + 1 });
    }
    return [...counts.values()]
      .sort((one, other) => one.source - other.source || one.run - other.run)
      .map(({ source, run, files }) => ({ source: state.sources[source - 1]?.reference ?? '', run, files }));
  },
  async isWhole(scope) {
    return isWhole(await now(), scope);
  },
  async *revisions(scope) {
    const { state, items } = await ask(scope);
    const files = items.filter(
      ({ record, place }) => record.listed?.kind === 'file' && !isVolumeSet(place.rawPath),
    );
    const ids = new Set(files.map(({ record }) => record.id));
    for (const id of ids) {
      const ofFile = files.filter(({ record }) => record.id === id);
      for (const { record, place } of ofFile.toSorted((a, b) => a.record.revision - b.record.revision)) {
        const source = state.sources[place.source - 1]?.reference ?? '';
        const { revision, run = 0, document: sha256, gone } = record;
        const { rawPath } = place;
        yield { path: `${source}/${place.path}`, source, rawPath, revision, run, sha256, gone };
      }
    }
  },
  async *files(scope) {
    const { state, items } = await ask(scope);
    for (const at of items) {
      const file = fileOf(state, at);
      if (file && !isVolumeSet(file.rawPath)) yield file;
    }
  },
  async file(item, scope) {
    const { state, items } = await ask(scope);
    for (const at of items) {
      const file = at.record.id === item ? fileOf(state, at) : undefined;
      const { root = [] } = state.sources[at.place.source - 1] ?? {};
      if (file)
        return {
          ...file,
          size: state.documents.get(file.sha256)?.size ?? 0,
          sourceRoot: Buffer.from(root).toString(),
        };
    }
    return undefined;
  },
});

/** A present file whose content was hashed. */
function fileOf(state: State, { record, place, isCurrent }: ShownItem): SourceFile | undefined {
  if (!isCurrent || record.pending || record.listed?.kind !== 'file' || record.document === undefined)
    return undefined;
  const { kind, root, reference = '' } = state.sources[place.source - 1] ?? {};
  const at = Buffer.from(root ?? []);
  return {
    source: reference,
    path: `${reference}/${place.path}`,
    root: kind === 'file' ? at.subarray(0, Math.max(1, at.lastIndexOf(slash))) : at,
    rawPath: place.rawPath,
    sha256: record.document,
  };
}
