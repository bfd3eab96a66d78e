/** Reads the tables of a Windows cabinet ([MS-CAB]): its folders of compressed blocks, and its files. */
import { bufferAt } from '../content.ts';
import type { Content } from '../contract.ts';
import type { Time } from '../../schemas/time.ts';
import { dosTime } from '../time/archive-time.ts';

export interface CabFolder {
  /** Where its blocks begin. */
  readonly start: number;
  readonly blocks: number;
  /** 0 stored, 1 MSZIP, 2 Quantum, 3 LZX; with the window of the last two in the upper bits. */
  readonly method: number;
}

export interface CabFile {
  /** Where its entry begins. */
  readonly place: number;
  readonly name: Buffer;
  readonly isUtf8: boolean;
  readonly bytes: number;
  /** Among the bytes of its folder. */
  readonly offset: number;
  /** Number of its folder; undefined where it lies in more cabinets than this. */
  readonly folder: number | undefined;
  readonly time: Time | undefined;
}

export interface Cabinet {
  readonly folders: readonly CabFolder[];
  readonly files: readonly CabFile[];
  /** Files that it says it has. */
  readonly stated: number;
  /** Bytes beside each block that are another program's. */
  readonly blockReserve: number;
  /** As it states it. */
  readonly bytes: number;
  /** The cabinets of one set before and behind this one; '' where there are none. */
  readonly previous: string;
  readonly next: string;
}

const headerBytes = 36;
const maxNameBytes = 256;
const flags = { previous: 1, next: 2, reserve: 4 } as const;
const utf8Attribute = 0x80;
/** From here on numbers of folders say that a file goes over the end of the cabinet. */
const firstContinued = 0xfffd;

/** The bytes up to the next zero. */
function textAt(content: Content, at: number): Buffer | undefined {
  const bytes = bufferAt(content, at, maxNameBytes + 1);
  const nul = bytes.indexOf(0);
  return nul === -1 ? undefined : bytes.subarray(0, nul);
}

function readFiles(content: Content, start: number, most: number): CabFile[] {
  const files: CabFile[] = [];
  for (let at = start; files.length < most;) {
    const bytes = bufferAt(content, at, 16);
    const name = textAt(content, at + 16);
    if (bytes.length < 16 || name === undefined) break;
    const folder = bytes.readUInt16LE(8);
    files.push({
      place: at,
      name: Buffer.from(name),
      isUtf8: (bytes.readUInt16LE(14) & utf8Attribute) !== 0,
      bytes: bytes.readUInt32LE(0),
      offset: bytes.readUInt32LE(4),
      folder: folder >= firstContinued ? undefined : folder,
      time: dosTime(bytes.readUInt16LE(10), bytes.readUInt16LE(12)),
    });
    at += 17 + name.length;
  }
  return files;
}

/** Two names each, of a cabinet and of the disk that it was on. */
function readNeighbours(
  content: Content,
  start: number,
  bits: number,
): { previous: string; next: string; end: number } {
  const found = { previous: '', next: '', end: start };
  for (const which of ['previous', 'next'] as const) {
    if ((bits & flags[which]) === 0) continue;
    const cabinet = textAt(content, found.end);
    const disk = cabinet && textAt(content, found.end + cabinet.length + 1);
    if (!cabinet || !disk) break;
    found[which] = cabinet.toString('latin1');
    found.end += cabinet.length + disk.length + 2;
  }
  return found;
}

/** The tables of the cabinet, with at most `maxFiles` files; undefined where its header is cut off. */
export function readCabinet(content: Content, maxFiles: number): Cabinet | undefined {
  const header = bufferAt(content, 0, headerBytes + 4);
  if (header.length < headerBytes) return undefined;
  const bits = header.readUInt16LE(30);
  const hasReserve = (bits & flags.reserve) !== 0 && header.length === headerBytes + 4;
  const [headReserve, folderReserve, blockReserve] = hasReserve
    ? [header.readUInt16LE(36) + 4, header[38] ?? 0, header[39] ?? 0]
    : [0, 0, 0];
  const { previous, next, end } = readNeighbours(content, headerBytes + headReserve, bits);
  const step = 8 + folderReserve;
  const table = bufferAt(content, end, header.readUInt16LE(26) * step);
  const folders = Array.from({ length: Math.floor(table.length / step) }, (_, index) => ({
    start: table.readUInt32LE(index * step),
    blocks: table.readUInt16LE(index * step + 4),
    method: table.readUInt16LE(index * step + 6),
  }));
  const stated = header.readUInt16LE(28);
  const files = readFiles(content, header.readUInt32LE(16), Math.min(stated, maxFiles));
  return { folders, files, stated, blockReserve, bytes: header.readUInt32LE(8), previous, next };
}
