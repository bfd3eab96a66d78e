/** Finds the current form of each part of a presentation: the chain of its edits and what each moved ([MS-PPT] 2.1.2). */
import { recordAt, recordsIn, types } from './slide-records.ts';

const directoryEntryBytes = 4;
const encryptedToken = 0xf3d1c4df;

export interface SlideDirectory {
  /** Where each part begins in the stream, by its number. */
  readonly places: ReadonlyMap<number, number>;
  /** The number of the document itself; undefined where no edit says it. */
  readonly document: number | undefined;
  readonly isEncrypted: boolean;
  /** The number of the part that says how, the latest that an edit states. */
  readonly session: number | undefined;
  /** Edits whose directory is not there. */
  readonly damaged: number;
}

/** A later edit comes first, so that what it moved counts. */
function takePlaces(stream: Buffer, at: number, places: Map<number, number>): boolean {
  const record = recordAt(stream, at);
  if (record?.type !== types.directory) return false;
  for (let next = record.from; next + directoryEntryBytes <= record.to;) {
    const head = stream.readUInt32LE(next);
    const [first, count] = [head & 0xfffff, head >>> 20];
    next += directoryEntryBytes;
    for (let index = 0; index < count && next + directoryEntryBytes <= record.to; index += 1) {
      if (!places.has(first + index)) places.set(first + index, stream.readUInt32LE(next));
      next += directoryEntryBytes;
    }
  }
  return !record.isCut;
}

/** Where the last edit lies that the stream itself has: the stream that says so may be lost. */
function lastEdit(stream: Buffer): number {
  let found = 0;
  for (const { type, start } of recordsIn(stream, 0, stream.length))
    if (type === types.userEdit) found = start;
  return found;
}

/** `user` is the stream that says where the last edit lies. */
export function readDirectory(stream: Buffer, user: Buffer): SlideDirectory {
  const places = new Map<number, number>();
  let document: number | undefined;
  let session: number | undefined;
  let isEncrypted = user.length >= 16 && user.readUInt32LE(12) === encryptedToken;
  let damaged = 0;
  const seen = new Set<number>();
  let at = user.length >= 20 ? user.readUInt32LE(16) : 0;
  if (recordAt(stream, at)?.type !== types.userEdit) {
    at = lastEdit(stream);
    damaged += 1;
  }
  // Each edit once: the chain may lead back into itself.
  while (!seen.has(at)) {
    seen.add(at);
    const edit = recordAt(stream, at);
    if (edit?.type !== types.userEdit || edit.to - edit.from < 20) {
      damaged += 1;
      break;
    }
    const stated = edit.to - edit.from >= 32 ? stream.readUInt32LE(edit.from + 28) : 0;
    if (stated !== 0) {
      isEncrypted = true;
      session ??= stated;
    }
    document ??= stream.readUInt32LE(edit.from + 16);
    if (!takePlaces(stream, stream.readUInt32LE(edit.from + 12), places)) damaged += 1;
    at = stream.readUInt32LE(edit.from + 8);
    if (at === 0) break;
  }
  return { places, document, isEncrypted, session, damaged };
}
