/** Reads the header block of a message or part: fields in order, bounded, and where the body starts. */
import type { Content } from '../contract.ts';
import { FieldReader, type HeaderField } from './field-reader.ts';

export interface HeaderBlock {
  readonly fields: readonly HeaderField[];
  /** Lines that are neither a field nor the fold of one, as text; those behind a subject are part of it. */
  readonly strays: readonly string[];
  /** Whether there was any such line. */
  readonly isBroken: boolean;
  /** Bytes from the start of the content to the first byte of the body. */
  readonly bodyStart: number;
  /** Fields were left out because the block was over its limits. */
  readonly cut: boolean;
}

/** Header bytes kept of one part; the rest of a larger block is passed over. Stops the header bomb. */
const maxBlockBytes = 1024 * 1024;
/** Bytes read first: nearly every block fits. */
const firstReadBytes = 16 * 1024;

const lf = 0x0a;
const cr = 0x0d;

/** The first byte after the first blank line at or after `start`, or `end`. */
function afterBlankLine(content: Content, start: number, end: number): number {
  const windowBytes = 1024 * 1024;
  for (let at = start; at < end;) {
    const bytes = content.read(at, Math.min(windowBytes, end - at));
    for (let found = bytes.indexOf(lf); found !== -1; found = bytes.indexOf(lf, found + 1)) {
      if (bytes[found + 1] === lf) return at + found + 2;
      if (bytes[found + 1] === cr && bytes[found + 2] === lf) return at + found + 3;
    }
    if (at + bytes.length >= end || bytes.length <= 3) break;
    at += bytes.length - 3;
  }
  return end;
}

/**
 * The header block of `content` from `start`, reading no further than `end`. `stops` says whether a line
 * beginning with `--` is a boundary of an enclosing part, which ends the block too.
 */
export function readHeaderBlock(
  content: Content,
  start: number,
  end: number,
  stops: (line: Uint8Array) => boolean = () => false,
): HeaderBlock {
  for (let length = firstReadBytes; ; length *= 8) {
    const wanted = Math.min(length, maxBlockBytes, end - start);
    const bytes = content.read(start, wanted);
    const all = bytes.length >= end - start;
    const parsed = new FieldReader(bytes).read(stops, all);
    const { fields, strays, isBroken, cut } = parsed;
    if ((parsed.closed && parsed.length < bytes.length) || all) {
      return { fields, strays, isBroken, bodyStart: start + parsed.length, cut };
    }
    if (length >= maxBlockBytes) {
      return {
        fields,
        strays,
        isBroken,
        bodyStart: afterBlankLine(content, start + bytes.length - 3, end),
        cut: true,
      };
    }
  }
}
