/** Reads the XMP packet of a PDF: metadata where there is no information dictionary, as PDF 2.0 prefers it, and words that stand nowhere else. */
import { Parser } from 'htmlparser2';
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
    const read = content.read(at, windowBytes + start.length);
    const window = Buffer.from(read.buffer, read.byteOffset, read.length);
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

/** What programs write there of themselves: kinds of files, ids, times, histories, conformance. */
const programs =
  /^(?:xmp|xmpMM|xmpTPg|xmpG|xmpGImg|stEvt|stRef|stMfs|stFnt|pdf|x|rdf:RDF|pdf(?:a|ua)[A-Za-z]*)(?::|$)|^dc:(?:format|date)$/;
const maxWords = 10_000;

/** What the packet says in words beside what the document says of itself (`known`, as one text). */
export function readXmpWords(content: Content, known: string): string[] {
  const packet = findPacket(content);
  if (!packet) return [];
  const words = new Set<string>();
  const open: string[] = [];
  const add = (name: string, value: string): void => {
    const said = value.trim();
    if (!programs.test(name) && /\p{L}{2}/u.test(said) && !known.includes(said) && words.size < maxWords)
      words.add(said);
  };
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        open.push(name);
        for (const [key, value] of Object.entries(attributes))
          if (!/^(?:xmlns|xml|rdf|x)(?::|$)/.test(key)) add(key, value);
      },
      onclosetag: () => void open.pop(),
      ontext: (text) => add(open.findLast((name) => !name.startsWith('rdf:')) ?? '', text),
      oncomment: (text) => add('', text),
    },
    { xmlMode: true },
  );
  parser.end(packet.toString('utf8'));
  return [...words];
}
