/** Extracts books of one XML file (FictionBook 2): description, sections, notes, pictures; in any character set. */
import type { Code } from '../../schemas/status.ts';
import { decodeText } from '../charset/charset.ts';
import { leadingText, pushFileBehind } from '../charset/file-in-text.ts';
import { reportCharset } from '../charset/report-charset.ts';
import { withoutZeros } from '../charset/text-without-zeros.ts';
import type { Content, Extract, Sink } from '../contract.ts';
import { parseXml } from '../office/xml.ts';
import { declaredXmlCharset, extract as extractXml } from '../web/xml.ts';
import { BookText } from './fb2-text.ts';

export const version = '3';

/** As UTF-8: what the declaration says of the bytes before is no longer so. */
async function* asUtf8(chunks: Iterable<string>): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for (const chunk of chunks) {
    const text = withoutZeros(chunk);
    yield Buffer.from(isFirst ? text.replace(/^\s{0,100}<\?xml[^>]{0,400}\?>/, '') : text);
    isFirst = false;
  }
}

const endsWell = (content: Content): boolean =>
  /<\/(?:[\w.-]{1,60}:)?FictionBook\s*>\s*(?:<!--[\s\S]*-->\s*)?$/.test(
    withoutZeros(Buffer.from(content.read(Math.max(0, content.size - 1000), 1000)).toString('latin1')),
  );

export const extract: Extract = async (input, sink) => {
  const leading = leadingText(input.content, input.charset);
  const decoded = decodeText(leading.content, input.charset ?? declaredXmlCharset(input.content));
  const book = new BookText(sink);
  let files = 0;
  const drain = async (): Promise<void> => {
    for (const { name, mediaType, bytes } of book.takeFiles()) {
      files += 1;
      await sink.child({
        locator: `binary:${files}`,
        name: name.slice(0, 1000),
        relation: 'embedded',
        ...(mediaType === '' ? {} : { declaredType: mediaType.slice(0, 200) }),
        declaredSize: bytes.length,
        open: () => bytes,
      });
    }
    await sink.drain();
  };
  let failure: { code: Code; detail: string } | undefined;
  try {
    await parseXml(asUtf8(decoded.chunks()), book, drain);
  } catch (error) {
    const { code = 'corrupt', message } = error as { code?: Code; message: string };
    failure = { code, detail: message.slice(0, 500) };
  }
  book.end();
  await drain();
  pushDescription(book, sink);
  reportCharset(decoded, sink);
  // Declared entities, say: the reader of any XML knows what to do with them.
  if (failure && !book.hasBody) return extractXml(input, sink);
  if (failure) sink.warn(failure.code, failure.detail);
  if (book.lost > 0) sink.warn('member-failed', `${book.lost} files are too large to be held`);
  if (leading.fileAt() === undefined && !endsWell(input.content))
    sink.warn('truncated', 'the book ends before its last element does');
  await pushFileBehind(input.content, leading, sink);
  return { status: 'extracted' };
};

function pushDescription({ description }: BookText, sink: Sink): void {
  sink.metadata(description.metadata);
  if (description.lines.length === 0) return;
  sink.anchor({ part: 'description' }, 'headers');
  sink.text(`${description.lines.join('\n')}\n`, 'headers');
}
