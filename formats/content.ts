/** Contents made of bytes in memory, and of a part of another one; what is read as a buffer. */
import { type Content, sliceBytes } from './contract.ts';

/** Bytes in memory. */
export function memoryContent(bytes: Uint8Array): Content {
  return {
    size: bytes.length,
    read: (offset, length) => bytes.subarray(offset, offset + length),
    whole: () => bytes,
    slices: (start = 0, end = bytes.length) =>
      end - start > sliceBytes
        ? slicesOf(bytes, start, end)
        : start < end
          ? [bytes.subarray(start, end)]
          : [],
  };
}

function* slicesOf(bytes: Uint8Array, start: number, end: number): Generator<Uint8Array> {
  for (let at = start; at < end; at += sliceBytes) yield bytes.subarray(at, Math.min(at + sliceBytes, end));
}

/** The bytes from `start` to `end` of a content, as one of its own. */
export function sliceContent(content: Content, start: number, end: number): Content {
  const size = Math.max(0, Math.min(end, content.size) - start);
  return {
    size,
    read: (offset, length) => content.read(start + offset, Math.max(0, Math.min(length, size - offset))),
    // The limit of what may be held is the whole content's affair.
    whole: () => (size === content.size ? content.whole() : content.read(start, size)),
    slices: (from = 0, to = size) => content.slices(start + from, start + Math.min(to, size)),
  };
}

/** Up to `length` bytes from `offset`, as a buffer over the same memory. */
export const bufferAt = (content: Content, offset: number, length: number): Buffer => {
  const bytes = content.read(offset, length);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
};
