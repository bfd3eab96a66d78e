/** Items, documents and listed entries for the tests of what is written: ids and hashes follow from their names. */
import { createHash } from 'node:crypto';
import type { CommitBatch, ItemCommit } from '../../case/catalogue/commits.ts';
import type { ListedEntry } from '../../case/catalogue/sources.ts';
import { itemId } from '../../sources/item-id.ts';
import type { DocumentMessage } from '../../pipeline/protocol/messages.ts';
import type { FoundItem } from '../../schemas/findings.ts';

const digest = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex');

export const hashesOf = (content: string): NonNullable<FoundItem['hashes']> => ({
  sha256: digest('sha256', content),
  sha1: digest('sha1', content),
  md5: digest('md5', content),
});

export const time = (seconds: number) => ({
  instant: new Date(seconds * 1000).toISOString(),
  precision: 'second' as const,
  zoneSource: 'utc' as const,
  raw: String(seconds),
});

export function fileEntry(name: string, more: Partial<ListedEntry> & { seconds?: number } = {}): ListedEntry {
  const { seconds = 1_500_000_000, ...rest } = more;
  return {
    kind: 'file',
    rawName: Buffer.from(name),
    name,
    size: 10,
    times: { modified: time(seconds), changed: time(seconds) },
    device: '1',
    inode: digest('md5', name).slice(0, 8),
    ...rest,
  };
}

export const found = (item: string, content: string, more: Partial<FoundItem> = {}): ItemCommit => ({
  found: {
    item,
    name: '',
    size: 10,
    hashes: hashesOf(content),
    format: 'text',
    mediaType: 'text/plain',
    warnings: [],
    ...more,
  },
});

export const member = (holder: string, ordinal: number, content: string): ItemCommit => {
  const { sha256 } = hashesOf(holder);
  const locator = String(ordinal);
  return found(itemId(sha256, locator), content, {
    holder: sha256,
    locator,
    ordinal,
    name: `member-${ordinal}.txt`,
    relation: 'member',
  });
};

export const ended = (
  content: string,
  more: Partial<DocumentMessage> = {},
): CommitBatch['documents'][number] => ({
  document: {
    type: 'document',
    hashes: hashesOf(content),
    size: content.length,
    format: 'text',
    mediaType: 'text/plain',
    status: 'indexed',
    metadata: {},
    warnings: [],
    texts: [],
    caseBytes: 0,
    expandedBytes: 0,
    milliseconds: { read: 0, identify: 0, extract: 0, enrich: 0 },
    ...more,
  },
  worker: 0,
  tagBlocks: new Map(),
  events: [],
});
