/** Extracts Rich Text Format (RTF 1.9.1): text by stream, metadata, embedded files. */
import type { Extract, ExtractInput, Sink } from '../contract.ts';
import { type EmbeddedFile, readEmbeddedObject } from './embedded-object.ts';
import { gatherInformation } from './information.ts';
import { Interpreter } from './interpret.ts';
import type { Embedded } from './receiver.ts';
import { scanTokens } from './scan-tokens.ts';
import { withBoxes } from './box-output.ts';
import { collectText } from './text-output.ts';

export const version = '13';

async function pushEmbedded({ offset, data, pictureType }: Embedded, sink: Sink): Promise<void> {
  const isPicture = pictureType !== undefined;
  const file: EmbeddedFile | undefined = isPicture ? { name: '', bytes: data } : readEmbeddedObject(data);
  if (!file) {
    sink.warn('member-failed', `object at byte ${offset} is no embedded OLE object`);
    return;
  }
  await sink.child({
    locator: `${isPicture ? 'picture' : 'object'}:${offset}`,
    name: file.name,
    relation: 'embedded',
    declaredType: pictureType,
    declaredSize: file.bytes.length,
    open: () => file.bytes,
  });
}

interface Reading {
  readonly interpreter: Interpreter;
  readonly queue: Embedded[];
  children: number;
}

async function passOn(reading: Reading, { limits }: ExtractInput, sink: Sink): Promise<void> {
  for (const embedded of reading.queue.splice(0)) {
    reading.children += 1;
    if (reading.children <= limits.maxMembers) await pushEmbedded(embedded, sink);
    else if (reading.children === limits.maxMembers + 1) sink.warn('member-limit', 'embedded files');
  }
  await sink.drain();
}

export const extract: Extract = async (input, sink) => {
  const output = withBoxes(collectText(sink));
  const information = gatherInformation();
  const warned = new Set<string>();
  const queue: Embedded[] = [];
  const interpreter = new Interpreter({
    output,
    information,
    maxDataBytes: input.limits.maxHeldBytes,
    embedded: (found) => void queue.push(found),
    warn(code, detail) {
      // Once each: a file can hold any number of linked fields.
      if (!warned.has(code + detail)) sink.warn(code, detail);
      warned.add(code + detail);
    },
  });
  const reading: Reading = { interpreter, queue, children: 0 };
  const scanner = scanTokens(interpreter);
  for (const slice of input.content.slices()) {
    if (interpreter.isComplete) break;
    scanner.push(slice);
    output.flush();
    await passOn(reading, input, sink);
  }
  interpreter.finish();
  output.endLine('headers');
  for (const said of information.words()) output.write(`${said}\n`, 'headers');
  output.flush(true);
  sink.metadata(information.toMetadata());
  await passOn(reading, input, sink);
  if (!interpreter.isRtf) return { status: 'failed', code: 'corrupt', detail: 'no \\rtf group' };
  const { size } = input.content;
  if (interpreter.isComplete) await sink.unaccounted('trailing-data', { start: interpreter.end, end: size });
  else sink.warn('truncated', 'groups are still open at the end');
  return { status: 'extracted' };
};
