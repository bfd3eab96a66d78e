/**
 * The renderer: a process without rights that shows one content and ends. It is started before it is needed, so that
 * what takes long (Node, PDFium) is there when a page is asked for; the content comes to it in the open file of
 * descriptor 4, the request on standard input, and the answer goes out on descriptor 3.
 */
import { writeSync } from 'node:fs';
import { limits } from '../../config/limits.ts';
import { renderContent } from '../../formats/rendering/render.ts';
import { warmUp } from '../../formats/rendering/warm-up.ts';
import { codeOf } from '../../schemas/problem.ts';
import { renderRequest } from '../../schemas/rendering.ts';
import { fileContent } from '../../sources/file-content.ts';
import { encodeFrame, FrameReader } from '../protocol/framing.ts';

const output = 3;
const contentFile = 4;

function send(header: object, blob?: Uint8Array): void {
  const frame = encodeFrame(header, blob);
  for (let at = 0; at < frame.length;) {
    try {
      at += writeSync(output, frame, at);
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

async function main(): Promise<void> {
  await warmUp();
  send({ ready: true });
  const reader = new FrameReader(true);
  for await (const bytes of process.stdin as AsyncIterable<Buffer>)
    for (const { header } of reader.push(bytes)) {
      const request = renderRequest.parse(header);
      const content = fileContent(contentFile, request.size, limits.maxHeldBytes);
      const { rendered, bytes: picture } = await renderContent(request, content, limits);
      send(rendered, picture);
      process.exit(0);
    }
  process.exit(0);
}

function stop(error: unknown): void {
  process.stderr.write(`${String((error as Error).stack ?? error)}\n`);
  process.exit(70);
}

process.on('uncaughtException', stop);
process.on('unhandledRejection', stop);
main().catch(stop);
