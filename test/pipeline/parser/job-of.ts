/** The job for a file as the listing saw it. */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { JobItem } from '../../../pipeline/protocol/messages.ts';
import { itemId } from '../../../sources/item-id.ts';

export function jobOf(root: string, name: string): JobItem {
  const { dev, ino, size } = lstatSync(join(root, name), { bigint: true });
  return {
    item: itemId('root', name),
    root: Buffer.from(root).toString('base64'),
    path: Buffer.from(name).toString('base64'),
    size: Number(size),
    device: String(dev),
    inode: String(ino),
  };
}
