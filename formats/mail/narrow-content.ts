/** Shows mail that was saved as UTF-16 or UTF-32 as the bytes it was before: its grammar is one of ASCII. */
import { decodeText } from '../charset/charset.ts';
import { memoryContent } from '../content.ts';
import type { Content } from '../contract.ts';

/** `charset`: what identification found. Throws `LimitError('too-large')` for more than may be held. */
export function narrowContent(content: Content, charset: string | undefined): Content {
  if (!/^utf-?(?:16|32)/.test(charset ?? '')) return content;
  const decoded = decodeText(memoryContent(content.whole()), charset);
  return memoryContent(Buffer.from([...decoded.chunks()].join('')));
}
