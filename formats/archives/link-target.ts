/** What a link in an archive points at: shown with its item, and text of the archive, since a path may say as much as a name. */
import type { Sink } from '../contract.ts';
import { decodeUtf8 } from './member-name.ts';

/** Longer ones are no paths, but data of a file. */
export const maxTargetBytes = 4096;

/** The target as text; undefined where the bytes are none. */
export function decodeTarget(bytes: Uint8Array): string | undefined {
  const target = decodeUtf8(bytes);
  return target === undefined || /[\0\r\n]/u.test(target) ? undefined : target;
}

export const targetDetail = (target: string): string => `-> ${target}`.slice(0, 500);

/** Writes what a link says, with its name as the part, among the archive’s comments. */
export function noteTarget(sink: Sink, name: string, detail: string | undefined): void {
  if (!detail) return;
  sink.anchor({ part: name.slice(0, 200) }, 'comments');
  sink.text(`${detail}\n`, 'comments');
}
