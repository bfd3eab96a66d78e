/** Tags that are found again: those of before stay with the attempt that they came of. */
import { bytesReference } from '../../case/blob-reference.ts';
import type { Retag } from '../../case/catalogue/retags.ts';
import { changeDocument, notFound, type State } from './state.ts';

export function retag(state: State, run: number, { listVersion, documents }: Retag): void {
  for (const { document, revision, texts } of documents) {
    const record = state.documents.get(document);
    const last = record?.attempts.at(-1);
    const found = new Map(texts.map((text) => [text.kind, text]));
    if (
      !record ||
      !last ||
      last.document.texts.length === 0 ||
      last.document.texts.some(({ kind }) => !found.has(kind))
    )
      throw notFound(`the texts of ${document}`);
    const before = { document: last.document, listVersion: last.listVersion, tagBlocks: last.tagBlocks };
    const isStale = record.revision !== record.indexed;
    changeDocument(state, document, {
      revision: Math.max(record.revision, revision) + (isStale ? 1 : 0),
      indexed: revision,
      attempts: [
        ...record.attempts.slice(0, -1),
        {
          ...last,
          listVersion,
          document: {
            ...last.document,
            texts: last.document.texts.map((text) => ({
              ...text,
              entities: [...(found.get(text.kind)?.entities ?? [])],
              personalData: [...(found.get(text.kind)?.personalData ?? [])],
            })),
          },
          tagBlocks: new Map(
            last.document.texts.map(({ handle, kind }) => [
              handle,
              (found.get(kind)?.blocks ?? []).map((block) => bytesReference(block.bytes())),
            ]),
          ),
          taggedIn: run,
          taggedBefore: [...(last.taggedBefore ?? []), { ...before, run: last.taggedIn ?? last.run }],
        },
      ],
    });
  }
}
