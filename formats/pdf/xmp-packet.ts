/** Reads the XMP packet of a PDF that has no information dictionary, as PDF 2.0 prefers it. */
import type { Metadata } from '../../schemas/metadata.ts';
import type { Content } from '../contract.ts';

const start = Buffer.from('<x:xmpmeta');
const end = Buffer.from('</x:xmpmeta>');
const packetStart = Buffer.from('<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>');

/** Bytes of a packet; real ones have a few thousand, padding included. */
const maxPacketBytes = 1024 * 1024;
const windowBytes = 4 * 1024 * 1024;

/** The packet stands unfiltered in the file, so that any program can find it (ISO 32000-2, 14.3.2). */
function findPacket(content: Content): Buffer | undefined {
  for (let at = 0; at < content.size; at += windowBytes) {
    const window = Buffer.from(content.read(at, windowBytes + start.length));
    const found = window.indexOf(start);
    if (found < 0) continue;
    const packet = Buffer.from(content.read(at + found, maxPacketBytes));
    const last = packet.indexOf(end);
    return last < 0 ? undefined : packet.subarray(0, last + end.length);
  }
  return undefined;
}

/** Title, authors, dates and application as the packet states them; empty without one. */
export async function readXmpPacket(content: Content): Promise<Metadata> {
  const packet = findPacket(content);
  if (!packet) return {};
  // Loaded here only: few PDFs need it, and the library takes as long to load as a PDF to read.
  const { describeTags, readTags } = await import('../image/tags.ts');
  return describeTags(readTags(Buffer.concat([packetStart, packet]))).metadata;
}
