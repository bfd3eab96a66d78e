/** Reads Unix archives (ar, and Debian packages, which are such): names of GNU and BSD. The table of long names is no member. */
import type { Content, Extract, ExtractInput } from '../contract.ts';
import { unixTime } from '../time/archive-time.ts';
import { type ListedMember, giveMembers } from './listed-members.ts';

export const version = '1';

const magicBytes = 8;
const headerBytes = 60;
/** Names are read up to this size; stops one that claims to be all of the file. */
const maxNameBytes = 4096;
/** A table of names is held up to this size. */
const maxTableBytes = 16 * 1024 * 1024;

interface Header {
  readonly start: number;
  readonly name: string;
  readonly bytes: number;
  readonly seconds: number | undefined;
}

function readHeader(content: Content, start: number): Header | undefined {
  const bytes = Buffer.from(content.read(start, headerBytes));
  if (bytes.length < headerBytes || bytes.toString('latin1', 58) !== '`\n') return undefined;
  const size = bytes.toString('latin1', 48, 58).trim();
  const time = bytes.toString('latin1', 16, 28).trim();
  if (!/^\d+$/u.test(size)) return undefined;
  return {
    start,
    name: bytes.toString('latin1', 0, 16).trimEnd(),
    bytes: Number(size),
    seconds: /^\d+$/u.test(time) ? Number(time) : undefined,
  };
}

/** The name in the table of GNU at `offset`, ended by a slash and a line feed. */
function longName(table: Buffer, offset: number): Buffer {
  const end = table.indexOf('\n', offset);
  const name = table.subarray(offset, Math.min(end < 0 ? table.length : end, offset + maxNameBytes));
  return name.at(-1) === 0x2f ? name.subarray(0, -1) : name;
}

function readMember(content: Content, header: Header, table: Buffer): ListedMember {
  const { start, name, bytes, seconds } = header;
  const time = seconds === undefined ? undefined : unixTime(seconds, String(seconds));
  const member = {
    start,
    dataStart: start + headerBytes,
    bytes,
    times: time ? { modified: time } : {},
    isDirectory: false,
  };
  const bsd = /^#1\/(\d{1,4})$/u.exec(name);
  const nameBytes = Math.min(Number(bsd?.[1] ?? 0), bytes, maxNameBytes);
  if (bsd) {
    const named = Buffer.from(content.read(member.dataStart, nameBytes));
    const nul = named.indexOf(0);
    return {
      ...member,
      dataStart: member.dataStart + nameBytes,
      bytes: bytes - nameBytes,
      name: nul < 0 ? named : named.subarray(0, nul),
    };
  }
  const gnu = /^\/(\d+)$/u.exec(name);
  if (gnu) return { ...member, name: longName(table, Number(gnu[1])) };
  return { ...member, name: Buffer.from(name.length > 1 ? name.replace(/\/$/u, '') : name, 'latin1') };
}

export const extract: Extract = async (input: ExtractInput, sink) => {
  const { content, limits } = input;
  const members: ListedMember[] = [];
  let table: Buffer | undefined;
  let at = magicBytes;
  let hasHeader = true;
  while (at < content.size && hasHeader && members.length <= limits.maxMembers) {
    const header = readHeader(content, at);
    hasHeader = header !== undefined;
    if (!header) break;
    const dataStart = at + headerBytes;
    // A second table would be a place to hide something in: it is a member.
    if (header.name === '//' && !table)
      table = Buffer.from(content.read(dataStart, Math.min(header.bytes, maxTableBytes)));
    else members.push(readMember(content, header, table ?? Buffer.alloc(0)));
    // Data is padded to an even place.
    at = dataStart + header.bytes + (header.bytes & 1);
  }
  const isLimited = members.length > limits.maxMembers;
  return giveMembers(input, sink, {
    members: members.slice(0, limits.maxMembers),
    end: Math.min(at, content.size),
    isWhole: hasHeader && at <= content.size + 1,
    isLimited,
  });
};
