/**
 * Frames on the pipe between coordinator and parser: a JSON header and a blob of raw bytes.
 *
 * Layout: u32 header length, u32 blob length (both little-endian), header (UTF-8 JSON), blob. JSON and not V8
 * serialisation, because a parser that evidence has taken over writes these bytes: the coordinator must be
 * able to read them without trusting them.
 */

/** Stops a hostile parser from making the coordinator allocate: 64 MiB of header, 64 MiB of blob. */
const maxFramePartBytes = 64 * 1024 * 1024;

/** A header up to this size is read as it is: whatever it holds, it becomes no more than some tens of megabytes. */
const plainHeaderBytes = 1024 * 1024;
/**
 * Values of a larger header, as its commas and brackets count them. Stops a header of nothing but brackets, of which each
 * byte becomes a hundred. The anchors of a document, at most 24 MiB of them, are 1.2 million.
 */
const maxHeaderValues = 1_500_000;
const maxHeaderDepth = 32;

export interface Frame {
  readonly header: unknown;
  /** As it came. */
  readonly headerBytes: number;
  readonly blob: Uint8Array;
}

const nothing = new Uint8Array(0);

/** One frame as bytes. */
export function encodeFrame(header: object, blob: Uint8Array = nothing): Buffer {
  const json = JSON.stringify(header);
  const bytes = Buffer.byteLength(json);
  const frame = Buffer.allocUnsafe(8 + bytes + blob.length);
  frame.writeUInt32LE(bytes, 0);
  frame.writeUInt32LE(blob.length, 4);
  frame.write(json, 8);
  frame.set(blob, 8 + bytes);
  return frame;
}

/** Cuts a byte stream into frames. `push` returns the frames that the new bytes complete; it throws on a bad frame. */
/** Throws where a JSON text of this many bytes would become far more when it is read. */
function checkValues(json: Uint8Array): void {
  let values = 0;
  let depth = 0;
  let isString = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (isString) {
      if (byte === 0x5c) at += 1;
      else if (byte === 0x22) isString = false;
    } else if (byte === 0x22) isString = true;
    else if (byte === 0x2c) values += 1;
    else if (byte === 0x5b || byte === 0x7b) {
      values += 1;
      depth += 1;
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
    if (values > maxHeaderValues || depth > maxHeaderDepth)
      throw badFrame('more values than a header may have');
  }
}

const badFrame = (why: string): Error => Object.assign(new Error(why), { code: 'bad-frame' });

export class FrameReader {
  readonly #isTrusted: boolean;

  #parts: Buffer[] = [];
  #size = 0;

  /** `isTrusted`: what the coordinator writes, whose lists of names may be long. */
  constructor(isTrusted = false) {
    this.#isTrusted = isTrusted;
  }

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
      if (!this.#isTrusted && headerBytes > plainHeaderBytes) checkValues(all.subarray(8, 8 + headerBytes));
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
      throw badFrame('frame over the limit');
    }
    return 8 + headerBytes + blobBytes;
  }
}
