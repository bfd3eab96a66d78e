/** Makes the decoder of a charset: the platform’s, our own of what shifts, or iconv’s. */
import { iconvLabel, loadIconv } from './charset-label.ts';
import { decodeEbcdic, ebcdicLabel } from './ebcdic.ts';
import { ShiftDecoder, shiftLabel } from './shift-decoder.ts';

export interface Decoder {
  write(bytes: Uint8Array): string;
  end(): string;
}

/** `charset` is a label as `normaliseCharset` gives it. */
export function makeDecoder(charset: string): Decoder {
  if (shiftLabel(charset) !== undefined) return new ShiftDecoder(charset);
  if (ebcdicLabel(charset) !== undefined)
    return { write: (bytes) => decodeEbcdic(bytes, charset), end: () => '' };
  if (iconvLabel.test(charset) && charset !== 'ibm866') {
    const decoder = loadIconv().getDecoder(charset, { stripBOM: false });
    return { write: (bytes) => decoder.write(Buffer.from(bytes)), end: () => decoder.end() ?? '' };
  }
  // The mark is skipped by its offset: a U+FEFF further on is text.
  const decoder = new TextDecoder(charset, { ignoreBOM: true });
  return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
}
