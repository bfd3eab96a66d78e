/** The SHA-256 of a file beside the evidence: the version of a list, the name of what was received. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** In hex; the file is read once, as a stream. Throws the system's errors. */
export async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const slice of createReadStream(path, { highWaterMark: 1024 * 1024 }))
    hash.update(slice as Buffer);
  return hash.digest('hex');
}
