/** Reads cpio in its four forms (new without and with checksum, portable, binary of both orders; cpio(5)), by offset. */
import type { Content, Extract, ExtractInput } from '../contract.ts';
import { unixTime } from '../time/archive-time.ts';
import { type ListedMember, giveMembers } from './listed-members.ts';
import { decodeTarget, maxTargetBytes, targetDetail } from './link-target.ts';

export const version = '1';

/** Longer names are an attack on memory: cpio itself takes paths. */
const maxNameBytes = 65_536;
const endMark = 'TRAILER!!!';

interface Header {
  readonly mode: number;
  readonly links: number;
  readonly seconds: number;
  readonly nameBytes: number;
  readonly bytes: number;
  readonly sum?: number | undefined;
  readonly headerBytes: number;
  /** Name and data end at multiples of this. */
  readonly step: number;
}

const newFields = (bytes: Buffer): number[] =>
  Array.from({ length: 13 }, (_, index) => parseHex(bytes.toString('latin1', 6 + index * 8, 14 + index * 8)));
const parseHex = (digits: string): number => (/^[0-9a-f]{8}$/iu.test(digits) ? parseInt(digits, 16) : NaN);
const parseOctal = (digits: string): number => (/^[0-7]+$/u.test(digits) ? parseInt(digits, 8) : NaN);

function parseNew(bytes: Buffer, hasSum: boolean): Header {
  const [, mode = NaN, , , links = NaN, seconds = NaN, size = NaN, , , , , nameBytes = NaN, sum] =
    newFields(bytes);
  const isFile = (mode & 0o170000) === 0o100000;
  return {
    mode,
    links,
    seconds,
    nameBytes,
    bytes: size,
    headerBytes: 110,
    step: 4,
    sum: hasSum && isFile ? sum : undefined,
  };
}

function parsePortable(bytes: Buffer): Header {
  const field = (from: number, to: number): number => parseOctal(bytes.toString('latin1', from, to));
  return {
    mode: field(18, 24),
    links: field(36, 42),
    seconds: field(48, 59),
    nameBytes: field(59, 65),
    bytes: field(65, 76),
    headerBytes: 76,
    step: 1,
  };
}

function parseBinary(bytes: Buffer, isLittle: boolean): Header {
  const u16 = (index: number): number =>
    isLittle ? bytes.readUInt16LE(index * 2) : bytes.readUInt16BE(index * 2);
  // Numbers of 32 bits have their upper half first in both orders.
  const u32 = (index: number): number => u16(index) * 65_536 + u16(index + 1);
  const size = { nameBytes: u16(10), bytes: u32(11), headerBytes: 26, step: 2 };
  return { mode: u16(3), links: u16(6), seconds: u32(8), ...size };
}

function parseHeader(content: Content, at: number): Header | undefined {
  const bytes = Buffer.from(content.read(at, 110));
  const magic = bytes.toString('latin1', 0, 6);
  let header: Header | undefined;
  if (magic === '070701' || magic === '070702') {
    if (bytes.length === 110) header = parseNew(bytes, magic === '070702');
  } else if (magic === '070707') header = bytes.length >= 76 ? parsePortable(bytes) : undefined;
  else if (bytes.length >= 26 && [0x71c7, 0xc771].includes(bytes.readUInt16LE(0)))
    header = parseBinary(bytes, bytes.readUInt16LE(0) === 0x71c7);
  if (!header || !(header.nameBytes > 0) || header.nameBytes > maxNameBytes || Number.isNaN(header.mode))
    return undefined;
  return Number.isNaN(header.bytes) ? undefined : header;
}

const padded = (at: number, step: number): number => Math.ceil(at / step) * step;

type Ended = ListedMember['ended'];

function endMember(content: Content, { mode, links, bytes, step }: Header, dataStart: number): Ended {
  const type = mode & 0o170000;
  if (type === 0o120000 && bytes <= maxTargetBytes) {
    const target = decodeTarget(content.read(dataStart, bytes));
    if (target !== undefined) return { status: 'skipped', code: 'link', detail: targetDetail(target) };
  }
  if (bytes > 0) return undefined;
  // The new form keeps the data of hard links with the last of them.
  if (type === 0o100000 && step === 4 && links > 1)
    return { status: 'skipped', code: 'link', detail: 'a hard link' };
  return type === 0o100000 || type === 0 ? undefined : { status: 'skipped', code: 'not-a-file' };
}

export const extract: Extract = async (input: ExtractInput, sink) => {
  const { content, limits } = input;
  const members: ListedMember[] = [];
  let [at, isEnd] = [0, false];
  while (!isEnd && members.length <= limits.maxMembers) {
    const header = parseHeader(content, at);
    if (!header) break;
    const { headerBytes, nameBytes, bytes, step, seconds } = header;
    const name = Buffer.from(content.read(at + headerBytes, nameBytes)).subarray(0, -1);
    // Padding counts from the member's own start: archives that were joined need not lie at multiples.
    const dataStart = at + padded(headerBytes + nameBytes, step);
    isEnd = name.toString('latin1') === endMark && bytes === 0;
    const time = Number.isNaN(seconds) ? undefined : unixTime(seconds, String(seconds));
    if (!isEnd)
      members.push({
        start: at,
        dataStart,
        bytes,
        name,
        sum: header.sum,
        times: time ? { modified: time } : {},
        isDirectory: (header.mode & 0o170000) === 0o040000 && bytes === 0,
        ended: endMember(content, header, dataStart),
      });
    at = dataStart + padded(bytes, step);
  }
  const isLimited = members.length > limits.maxMembers;
  const end = Math.min(at, content.size);
  return giveMembers(input, sink, {
    members: members.slice(0, limits.maxMembers),
    end,
    isWhole: isEnd,
    isLimited,
  });
};
