/** Tells whether what stands at the root of a source is still what was listed: a share that went away leaves a folder. */
import { lstatSync } from 'node:fs';
import { Problem } from '../schemas/problem.ts';
import { showRaw } from './raw-path.ts';

/** The root of a source as it was when its listing began. */
export interface SourceIdentity {
  readonly root: Buffer;
  readonly device: bigint;
  readonly inode: bigint;
}

/** Undefined where nothing can be seen at the path. */
export function identityOf(root: Buffer): SourceIdentity | undefined {
  try {
    const { dev, ino } = lstatSync(root, { bigint: true });
    return { root, device: dev, inode: ino };
  } catch {
    return undefined;
  }
}

/**
 * Throws `source-missing` where the root is not there any more, or another folder or file system stands in its place (an
 * unmounted share): what could not be found since then says nothing about the evidence.
 */
export function checkIdentity(known: SourceIdentity | undefined): void {
  if (known === undefined) return;
  const now = identityOf(known.root);
  if (now === undefined) throw sourceAway(known.root, 'nothing can be seen there');
  if (now.device !== known.device || now.inode !== known.inode)
    throw sourceAway(known.root, 'another folder stands there now');
}

const sourceAway = (root: Buffer, why: string): Problem =>
  new Problem(
    'source-missing',
    `the source ${showRaw(root)} went away while it was read: ${why}`,
    'Make it available again and run the same command: what was read is kept, the rest is read then.',
  );
