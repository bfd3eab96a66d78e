/**
 * Documents that the index refuses for good, such as one with a value that its mapping does not take: they end as
 * `failed` with `index-refused` and the index's reason, and the index holds of them only that they are there.
 */
import type { DocumentCommit } from '../../case/catalogue/commits.ts';
import type { IndexEntry } from '../../schemas/index-entry.ts';
import type { IndexOperation, SearchIndex } from '../../search/port.ts';
import { refusal, writeAccepted } from './accepted-write.ts';

/** The reason, by document. */
export type Refusals = ReadonlyMap<string, string>;

const maxReasonUnits = 500;

/** The document without what evidence put into it. */
const bareEntry = (entry: IndexEntry): IndexEntry => ({
  ...entry,
  status: 'failed',
  metadata: {},
  texts: [],
  entities: [],
  personalData: [],
  codes: ['index-refused'],
  dates: [],
});

/**
 * Writes a batch of documents; those that are refused are written bare. Throws with code `index-refused` where
 * something else than a document was refused, or a bare one.
 */
export async function writeDocuments(
  index: Pick<SearchIndex, 'write'>,
  operations: readonly IndexOperation[],
): Promise<Refusals> {
  const { rejected } = await index.write(operations);
  const refused = new Map<string, string>();
  const bare: IndexOperation[] = [];
  for (const { position, reason } of rejected) {
    const operation = operations[position];
    if (operation?.op !== 'entry') continue;
    refused.set(operation.entry.document, reason);
    bare.push({ op: 'entry', entry: bareEntry(operation.entry) });
  }
  // A text that is refused takes its document with it; a refusal without a document is a fault of ours.
  if (rejected.length > 0 && refused.size === 0) throw refusal(operations, rejected);
  if (bare.length > 0) await writeAccepted(index, bare);
  return refused;
}

/** What the ledger is told of the documents. */
export function withRefusals(
  documents: readonly DocumentCommit[],
  refused: Refusals,
): readonly DocumentCommit[] {
  if (refused.size === 0) return documents;
  return documents.map((commit) => {
    const reason = refused.get(commit.document.hashes.sha256)?.slice(0, maxReasonUnits);
    if (reason === undefined) return commit;
    const { warnings } = commit.document;
    return {
      ...commit,
      document: {
        ...commit.document,
        status: 'failed',
        code: 'index-refused',
        detail: reason,
        metadata: {},
        texts: [],
        warnings: [...warnings, { code: 'index-refused', detail: reason }],
      },
      events: [],
      tagBlocks: new Map(),
    };
  });
}
