/** Reads the text of XFA forms (Adobe XML Forms Architecture), whose pages show only a "please wait" notice. */
import { Parser } from 'htmlparser2';
import type { PdfDocument } from './open-document.ts';

/** The packets that carry what a person wrote or reads; the others configure the viewer. */
const packetNames = new Set(['template', 'datasets', 'form']);
const maxPackets = 100;
/** Bytes of one packet; a form is text and scripts, not a data set. */
const maxPacketBytes = 64 * 1024 * 1024;

function textOf(xml: string): string {
  const parts: string[] = [];
  let scripts = 0;
  const parser = new Parser(
    {
      onopentag: (name) => void (name === 'script' && (scripts += 1)),
      onclosetag: (name) => void (name === 'script' && (scripts -= 1)),
      ontext: (text) => void (scripts === 0 && text.trim() !== '' && parts.push(text.trim())),
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
    if (!packetNames.has(name)) continue;
    const text = textOf(readPacket(document, index));
    if (text !== '') yield text;
  }
}
