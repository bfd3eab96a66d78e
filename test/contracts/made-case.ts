/** A small case for the contract of reading, written through the catalogue port alone. */
import { randomUUID } from 'node:crypto';
import { bytesReference, jsonReference } from '../../case/blob-reference.ts';
import type { Catalogue } from '../../case/catalogue.ts';
import type { DocumentCommit, ItemCommit } from '../../case/catalogue/commits.ts';
import { claimUnit } from '../../case/catalogue/runs.ts';
import type { ListedEntry, SourceRow } from '../../case/catalogue/sources.ts';
import { packTagBlock, type TagBlock } from '../../case/tag-block.ts';
import type { DocumentEvent, FoundItem } from '../../schemas/findings.ts';
import { itemId } from '../../sources/item-id.ts';
import { ended, fileEntry, found, hashesOf, time } from './made-commits.ts';

export const sha = (content: string): string => hashesOf(content).sha256;
export const sourceId = (reference: string): string => itemId('evidex source', reference);
/** The id of a file or folder, by its path below a source. */
export const idAt = (reference: string, path: string): string =>
  path.split('/').reduce((above, name) => itemId(above, Buffer.from(name)), sourceId(reference));
export const heldId = (holder: string, ordinal: number): string => itemId(sha(holder), String(ordinal));

const held = (
  holder: string,
  ordinal: number,
  content: string,
  relation: FoundItem['relation'],
): ItemCommit =>
  found(heldId(holder, ordinal), content, {
    holder: sha(holder),
    locator: String(ordinal),
    ordinal,
    name: `${content}.x`,
    relation,
  });

const inLetter = [
  held('letter', 0, 'brochure', 'attachment'),
  held('letter', 1, 'pack', 'attachment'),
  held('pack', 0, 'advice', 'member'),
];

const text = (content: string): DocumentCommit['document']['texts'][number] => ({
  handle: content,
  kind: 'body',
  id: sha(`text of ${content}`),
  units: 40,
  anchors: [{ at: 0, page: 1 }],
  entities: [{ entity: 'Acme', kind: 'other', count: 1 }],
  personalData: [{ kind: 'email', count: 1 }],
});

const tags: TagBlock = {
  mentions: [
    {
      start: 0,
      end: 4,
      surface: 'Acme',
      entity: 'Acme',
      kind: 'other',
      method: 'watchlist',
      confidence: 0.9,
      signal: 'name',
    },
  ],
  personalData: [{ start: 5, end: 20, kind: 'email' }],
};

const sent: DocumentEvent = { time: time(1_400_000_000), kind: 'sent', message: 'Advice' };
/** Without a zone: the intake of its source says which. */
const taken: DocumentEvent = {
  time: { local: '2015-07-01T12:00:00', precision: 'second', zoneSource: 'none', raw: '2015-07-01 12:00' },
  kind: 'taken',
  message: 'Pier',
};

const parsed = (content: string, events: DocumentEvent[] = [], more = {}): DocumentCommit => ({
  ...ended(content, { texts: [text(content)], extractor: 'text/1', ...more }),
  listVersion: 'list',
  tagBlocks: new Map([[content, [bytesReference(packTagBlock(Buffer.from(JSON.stringify(tags))))]]]),
  events: [jsonReference(events)],
});

const documents: Readonly<Record<string, DocumentCommit>> = {
  letter: parsed('letter', [sent], {
    format: 'eml',
    metadata: { subject: 'Advice', messageHash: '1-ab', messageIdHash: 'cd' },
    completeness: 'complete',
    members: { expected: 2, emitted: 2, skipped: 0, failed: 0 },
  }),
  brochure: parsed('brochure', [], { warnings: [{ code: 'charset-guessed', detail: 'latin1' }] }),
  pack: ended('pack', {
    format: 'zip',
    status: 'container',
    completeness: 'complete',
    members: { expected: 1, emitted: 1, skipped: 0, failed: 0 },
  }),
  advice: ended('advice', { status: 'failed', code: 'corrupt', extractor: 'text/1' }),
  memo: parsed('memo', [taken]),
};

const listed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'EX-1': { 'mail/letter.eml': 'letter', 'share/brochure.txt': 'brochure', 'share/copy.eml': 'letter' },
  'EX-2': { 'memo.txt': 'memo' },
};

export interface MadeCase {
  /** The other order of all that a run may do in any order. */
  readonly turned?: boolean;
  /** Paths of files that the sources do not have. */
  readonly without?: readonly string[];
}

/** One run over two sources, to its end. */
export async function makeCase(catalogue: Catalogue, made: MadeCase = {}): Promise<void> {
  const inOrder = <T>(values: readonly T[]): T[] => (made.turned ? values.toReversed() : [...values]);
  const lease = await catalogue.beginRun(randomUUID(), 'ingest', { tika: { version: '1' } });
  const found: ItemCommit[] = [];
  for (const [reference, files] of Object.entries(listed)) {
    const source = await catalogue.registerSource(claimUnit(lease), {
      id: sourceId(reference),
      reference,
      kind: 'folder',
      root: Buffer.from(`/evidence/${reference}`),
      intake: { reference, custodian: `of ${reference}`, timeZone: 'Europe/London' },
    });
    const paths = Object.keys(files).filter((path) => !made.without?.includes(path));
    await catalogue.beginListing(claimUnit(lease), source);
    await listAll(source, paths, (id, entries) =>
      catalogue.listFolder(claimUnit(lease), source, id, inOrder(entries)).then(() => undefined),
    );
    await catalogue.endListing(claimUnit(lease), source);
    for (const path of paths) found.push(foundAt(reference, path, files[path] ?? ''));
  }
  await catalogue.commit(claimUnit(lease), { items: inOrder(found), documents: [] });
  const carried = new Set(found.map(({ found: { hashes } }) => hashes?.sha256));
  const inside = carried.has(sha('letter')) ? inLetter : [];
  for (const {
    found: { hashes },
  } of inside)
    carried.add(hashes?.sha256);
  await catalogue.commit(claimUnit(lease), {
    items: inside,
    documents: inOrder(
      Object.values(documents).filter(({ document }) => carried.has(document.hashes.sha256)),
    ),
  });
  await catalogue.settle(claimUnit(lease));
  await catalogue.endRun(claimUnit(lease), 'complete', { totals: { items: 7 } });
}

const foundAt = (reference: string, path: string, content: string): ItemCommit => {
  const item = found(idAt(reference, path), content);
  return content === 'memo' ? { ...item, notable: 'wanted' } : item;
};

/** Each folder on the way to the paths, with what lies in it. */
async function listAll(
  source: SourceRow,
  paths: readonly string[],
  list: (folder: string, entries: ListedEntry[]) => Promise<void>,
): Promise<void> {
  const folders = new Set(['mail', 'share'].filter(() => source.reference === 'EX-1'));
  const top = paths.filter((path) => !path.includes('/'));
  await list(source.id, [
    ...[...folders].map((name) => fileEntry(name, { kind: 'folder', size: undefined, times: {} })),
    ...top.map((name) => fileEntry(name)),
  ]);
  for (const folder of folders) {
    const names = paths.filter((path) => path.startsWith(`${folder}/`));
    await list(
      idAt(source.reference, folder),
      names.map((path) => fileEntry(path.slice(folder.length + 1))),
    );
  }
}
