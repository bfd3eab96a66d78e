/** What was tagged in the documents of the ledger in memory. */
import type { EntityCount, PersonalDataCount, Surest, TagReading } from '../../../case/ledger/tags.ts';
import { unpackTagBlock } from '../../../case/tag-block.ts';
import type { IndexEntry } from '../../../schemas/index-entry.ts';
import type { Ask } from './ask.ts';
import { byText, inOrderOf, mostFirst } from './order.ts';
import type { ShownDocument } from './shown.ts';

/** Counts with the same key become one. */
function summed<T extends { readonly count: number }>(
  counts: readonly T[],
  keyOf: (count: T) => string,
): T[] {
  const sums = new Map<string, T>();
  for (const one of counts) {
    const before = sums.get(keyOf(one));
    sums.set(keyOf(one), before ? { ...before, count: before.count + one.count } : one);
  }
  return [...sums.values()];
}

const lastTexts = ({ record }: ShownDocument) => record.attempts.at(-1)?.document.texts ?? [];

export const entitiesOf = (document: ShownDocument): IndexEntry['entities'] =>
  summed(
    lastTexts(document).flatMap(({ entities }) => entities),
    ({ entity, kind }) => JSON.stringify([entity, kind]),
  );

export const personalDataOf = (document: ShownDocument): IndexEntry['personalData'] =>
  summed(
    lastTexts(document).flatMap(({ personalData }) => personalData),
    ({ kind }) => kind,
  );

function countEntities(documents: readonly ShownDocument[]): EntityCount[] {
  const counts = new Map<string, EntityCount>();
  for (const { entity, kind, count } of documents.flatMap(entitiesOf)) {
    const key = JSON.stringify([entity, kind]);
    const before = counts.get(key) ?? { documents: 0, mentions: 0 };
    counts.set(key, { entity, kind, documents: before.documents + 1, mentions: before.mentions + count });
  }
  return [...counts.values()];
}

function countPersonalData(documents: readonly ShownDocument[]): PersonalDataCount[] {
  const counts = new Map<string, PersonalDataCount>();
  for (const { kind, count } of documents.flatMap(personalDataOf)) {
    const before = counts.get(kind) ?? { documents: 0, values: 0 };
    counts.set(kind, { kind, documents: before.documents + 1, values: before.values + count });
  }
  return [...counts.values()];
}

/** Of all of them: whoever looks at fewer may say so. */
function surestOf(documents: readonly ShownDocument[], entity: string): Surest {
  const byKind: Record<string, number> = {};
  for (const document of documents)
    for (const { handle } of lastTexts(document))
      for (const block of document.record.attempts.at(-1)?.tagBlocks.get(handle) ?? [])
        for (const one of unpackTagBlock(block.bytes()).mentions)
          if (one.entity === entity) byKind[one.kind] = Math.max(byKind[one.kind] ?? 0, one.confidence);
  return { confidence: Math.max(0, ...Object.values(byKind)), byKind, isWhole: true };
}

export const tagReading = (ask: Ask): TagReading => ({
  surest: async (entity, _, scope) => surestOf([...(await ask(scope)).documents.values()], entity),
  async entities(scope) {
    const { documents } = await ask(scope);
    return countEntities([...documents.values()]).sort(
      inOrderOf(
        mostFirst((count) => count.documents),
        mostFirst(({ mentions }) => mentions),
        byText(({ entity }) => entity),
        byText(({ kind }) => kind),
      ),
    );
  },
  async documentsNaming(entities, kind, scope) {
    const isNamed = (one: { readonly entity: string; readonly kind: string }): boolean =>
      one.kind === kind && entities.includes(one.entity);
    return [...(await ask(scope)).documents.values()].filter((document) => entitiesOf(document).some(isNamed))
      .length;
  },
  async personalData(scope) {
    const { documents } = await ask(scope);
    return countPersonalData([...documents.values()]).sort(
      inOrderOf(
        mostFirst((count) => count.documents),
        byText(({ kind }) => kind),
      ),
    );
  },
  async *texts(of, scope) {
    const { documents, state } = await ask(scope);
    for (const document of documents.values()) {
      if (of.sha256 !== undefined && of.sha256 !== document.sha256) continue;
      if (of.documents && !of.documents.has(document.sha256)) continue;
      if (of.entities && !entitiesOf(document).some(({ entity }) => of.entities?.includes(entity))) continue;
      if (of.isNaming && entitiesOf(document).length === 0) continue;
      const last = document.record.attempts.at(-1);
      for (const { handle, id, kind, anchors } of lastTexts(document)) {
        for (const block of last?.tagBlocks.get(handle) ?? []) {
          yield {
            document: document.sha256,
            place: {
              source: state.sources[document.first.place.source - 1]?.reference ?? '',
              path: document.first.place.path,
            },
            textId: id,
            kind,
            run: last?.taggedIn ?? last?.run ?? 0,
            listVersion: last?.listVersion ?? '',
            extractor: last?.document.extractor ?? '',
            anchors,
            ...unpackTagBlock(block.bytes()),
          };
        }
      }
    }
  },
});
