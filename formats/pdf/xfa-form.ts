/** Reads the text of XFA forms (Adobe XML Forms Architecture), whose pages show only a "please wait" notice. */
import { Parser } from 'htmlparser2';
import type { PdfDocument } from './open-document.ts';

/** The packets that carry what a person wrote or reads; the others configure the viewer. */
const packetNames: ReadonlySet<string> = new Set(['template', 'datasets', 'form']);
/** What a form is called that stands in one stream, all packets in it (ISO 32000-1, 12.7.8). */
const wholeName = '';
const maxPackets = 100;
/** Bytes of one packet; a form is text and scripts, not a data set. */
const maxPacketBytes = 64 * 1024 * 1024;

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/** The text of a packet, or of those that carry some of a whole form. */
function textOf(xml: string, isWhole: boolean): string {
  const parts: string[] = [];
  let scripts = 0;
  let packets = isWhole ? 0 : 1;
  const opens = (name: string, by: number): void => {
    if (name === 'script') scripts += by;
    if (isWhole && packetNames.has(localName(name))) packets += by;
  };
  const parser = new Parser(
    {
      onopentag: (name) => opens(name, 1),
      onclosetag: (name) => opens(name, -1),
      ontext: (text) => void (packets > 0 && scripts === 0 && text.trim() !== '' && parts.push(text.trim())),
    },
    { xmlMode: true },
  );
  parser.end(xml);
  return parts.join('\n');
}

function readPacket({ pdfium, handle }: PdfDocument, index: number): string {
  const { api, heap, withMemory } = pdfium;
  return withMemory(4, (length) => {
    if (!api.FPDF_GetXFAPacketContent(handle, index, 0, 0, length)) return '';
    const bytes = (heap.HEAP32[length >> 2] ?? 0) >>> 0;
    if (bytes === 0 || bytes > maxPacketBytes) return '';
    return withMemory(bytes, (pointer) => {
      if (!api.FPDF_GetXFAPacketContent(handle, index, pointer, bytes, length)) return '';
      const view = heap.HEAPU8.subarray(pointer, pointer + bytes);
      return Buffer.from(view.buffer, view.byteOffset, view.length).toString('utf8');
    });
  });
}

/** The text of each packet that carries some. */
export function* readXfaForm(document: PdfDocument): Generator<string> {
  const { api, readBytes } = document.pdfium;
  const count = Math.min(api.FPDF_GetXFAPacketCount(document.handle), maxPackets);
  for (let index = 0; index < count; index += 1) {
    const name = readBytes((buffer, bytes) =>
      api.FPDF_GetXFAPacketName(document.handle, index, buffer, bytes),
    );
    const isWhole = name === wholeName;
    if (!isWhole && !packetNames.has(name)) continue;
    const text = textOf(readPacket(document, index), isWhole);
    if (text !== '') yield text;
  }
}
