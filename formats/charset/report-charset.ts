/** Puts what decoding found out into a document's metadata and warnings. */
import type { DecodedText } from './charset.ts';
import type { Sink } from '../contract.ts';

/** Call once `chunks` has ended: only then are charset and damage known. */
export function reportCharset(decoded: DecodedText, sink: Sink): void {
  sink.metadata({ charset: decoded.charset });
  if (decoded.guessed) sink.warn('charset-guessed', decoded.charset);
  const replaced = decoded.replaced();
  if (replaced > 0) sink.warn('charset-damaged', `${replaced} replaced in ${decoded.charset}`);
}
