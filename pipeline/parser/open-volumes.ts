/** Opens the volumes of a set as they are needed: those that were listed, and no others. */
import { closeSync, fstatSync } from 'node:fs';
import type { Content } from '../../formats/contract.ts';
import type { Code } from '../../schemas/status.ts';
import { fileContent } from '../../sources/file-content.ts';
import { joinedContent } from '../../sources/joined-content.ts';
import { openListedFile } from '../../sources/raw-path.ts';
import type { JobItem, Volume } from '../protocol/messages.ts';

const fault = (code: Code, message: string): Error => Object.assign(new Error(message), { code });

function openVolume(
  root: Buffer,
  { path = '', size, device = '', inode = '' }: Volume,
): ReturnType<typeof fileContent> {
  const rawPath = Buffer.from(path, 'base64');
  const opened = openListedFile(root, rawPath, { device, inode });
  if ('code' in opened) throw fault(opened.code, opened.detail);
  const { descriptor, stats } = opened;
  if (Number(stats.size) === size) return fileContent(descriptor, size, size);
  closeSync(descriptor);
  throw fault('changed-while-reading', 'the size of a volume changed');
}

export interface JoinedVolumes {
  readonly content: Content & { close(): void };
  /** Throws with a code of the ledger where a volume changed since it was first opened. */
  readonly check: () => void;
}

/** Throws with a code of the ledger while it is read, where a volume cannot be opened or is not what was listed. */
export function joinVolumes(
  { root, volumes = [] }: Pick<JobItem, 'root' | 'volumes'>,
  maxHeldBytes: number,
): JoinedVolumes {
  const folder = Buffer.from(root, 'base64');
  const changes = new Map<number, string>();
  const printOf = (at: number, volume: Volume): string => {
    const opened = openListedFile(folder, Buffer.from(volume.path ?? '', 'base64'), {
      device: volume.device ?? '',
      inode: volume.inode ?? '',
    });
    if ('code' in opened) throw fault(opened.code, opened.detail);
    const { size, mtimeNs } = fstatSync(opened.descriptor, { bigint: true });
    closeSync(opened.descriptor);
    return `${at} ${size} ${mtimeNs}`;
  };
  for (const [at, volume] of volumes.entries())
    if (volume.path !== undefined) changes.set(at, printOf(at, volume));
  const content = joinedContent(
    volumes.map((volume) => ({
      size: volume.size,
      ...(volume.path === undefined ? {} : { open: () => openVolume(folder, volume) }),
    })),
    maxHeldBytes,
  );
  return {
    content,
    check() {
      for (const [at, print] of changes) {
        const volume = volumes[at];
        if (volume && printOf(at, volume) !== print)
          throw fault('changed-while-reading', 'size or modification time of a volume changed');
      }
    },
  };
}
