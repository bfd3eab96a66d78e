/**
 * Frames on the pipe between coordinator and parser: a JSON header and a blob of raw bytes.
 *
 * Layout: u32 header length, u32 blob length (both little-endian), header (UTF-8 JSON), blob. JSON and not V8
 * serialisation, because a parser that evidence has taken over writes these bytes: the coordinator must be
 * able to read them without trusting them.
 */

/** Stops a hostile parser from making the coordinator allocate: 64 MiB of header, 64 MiB of blob. */
const maxFramePartBytes = 64 * 1024 * 1024;

export interface Frame {
  readonly header: unknown;
  /** As it came. */
  readonly headerBytes: number;
  readonly blob: Uint8Array;
}

const nothing = new Uint8Array(0);

/** One frame as bytes. */
export function encodeFrame(header: object, blob: Uint8Array = nothing): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const frame = Buffer.allocUnsafe(8 + json.length + blob.length);
  frame.writeUInt32LE(json.length, 0);
  frame.writeUInt32LE(blob.length, 4);
  json.copy(frame, 8);
  frame.set(blob, 8 + json.length);
  return frame;
}

/** Cuts a byte stream into frames. `push` returns the frames that the new bytes complete; it throws on a bad frame. */
export class FrameReader {
  #parts: Buffer[] = [];
  #size = 0;

  push(bytes: Buffer): Frame[] {
    this.#parts.push(bytes);
    this.#size += bytes.length;
    const frames: Frame[] = [];
    for (;;) {
      const need = this.#needed();
      if (this.#size < need) return frames;
      const all = this.#parts.length === 1 ? (this.#parts[0] ?? Buffer.alloc(0)) : Buffer.concat(this.#parts);
      const headerBytes = all.readUInt32LE(0);
      if (this.#size < 8 + headerBytes + all.readUInt32LE(4)) {
        this.#parts = [all];
        return frames;
      }
      const end = 8 + headerBytes + all.readUInt32LE(4);
      frames.push({
        header: JSON.parse(all.toString('utf8', 8, 8 + headerBytes)) as unknown,
        headerBytes,
        blob: all.subarray(8 + headerBytes, end),
      });
      this.#parts = end < all.length ? [all.subarray(end)] : [];
      this.#size = all.length - end;
    }
  }

  /** Bytes needed before it is worth joining the parts: joining at every push would be quadratic. */
  #needed(): number {
    if (this.#size < 8) return 8;
    const first = this.#parts[0];
    if (!first || first.length < 8) {
      this.#parts = [Buffer.concat(this.#parts)];
      return this.#needed();
    }
    const headerBytes = first.readUInt32LE(0);
    const blobBytes = first.readUInt32LE(4);
    if (headerBytes > maxFramePartBytes || blobBytes > maxFramePartBytes) {
      throw Object.assign(new Error('frame over the limit'), { code: 'bad-frame' });
    }
    return 8 + headerBytes + blobBytes;
  }
}
