/**
 * Finds the messages of a mailbox that Google Vault wrote, by the lines between them: `From NAME@xxx DATE`, where NAME is
 * what the metadata of the export calls the file. Nothing else of a message is looked at.
 */
import { close, read } from 'node:fs';
import { promisify } from 'node:util';
import { openSourceFile } from '../sources/raw-path.ts';

const readInto = promisify(read);
const closeFile = promisify(close);
const sliceBytes = 1024 * 1024;
/** The longest line between messages that is looked at. */
const maxLineBytes = 1_000;
/** Two line ends. */
const keptBytes = 4;

const separator = /^From ([^\s@]{1,500})@xxx (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) /u;

export interface MailboxMessage {
  readonly name: string;
  /** Byte at which its line begins: what the item of the message is known by in its mailbox. */
  readonly at: number;
}

/** Whether the line before `at` is empty, or there is none. */
const followsBlank = (bytes: Buffer, at: number): boolean =>
  at === 0 || /(?:^|\n)\r?\n$/u.test(bytes.toString('latin1', Math.max(0, at - keptBytes), at));

/** In their order; none of a file that cannot be read. */
export async function* mailboxMessages(
  root: Buffer,
  rawPath: Uint8Array,
  signal?: AbortSignal,
): AsyncGenerator<MailboxMessage> {
  const opened = openSourceFile(root, rawPath);
  if ('code' in opened) return;
  const slice = Buffer.allocUnsafe(sliceBytes);
  let held: Buffer = Buffer.alloc(0);
  let start = 0;
  let last = -1;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await readInto(opened.descriptor, slice, 0, sliceBytes, start + held.length);
      const bytes = Buffer.concat([held, slice.subarray(0, bytesRead)]);
      // A line that the end of the slice cuts is looked at with the next one.
      const end = bytesRead === 0 ? bytes.length : bytes.length - maxLineBytes;
      let at = bytes.indexOf('From ');
      for (; at >= 0 && at < end; at = bytes.indexOf('From ', at + 1)) {
        // What was kept of the slice before has been looked at with it.
        if (start + at <= last || (start > 0 && at < keptBytes) || !followsBlank(bytes, at)) continue;
        last = start + at;
        const name = separator.exec(bytes.toString('latin1', at, at + maxLineBytes))?.[1];
        if (name !== undefined) yield { name, at: start + at };
      }
      if (bytesRead === 0) return;
      // With what tells that the line before is empty.
      const kept = Math.max(0, end - keptBytes);
      held = bytes.subarray(kept);
      start += kept;
    }
  } catch {
    // What cannot be read is not there, and each row that names it says so.
    signal?.throwIfAborted();
  } finally {
    await closeFile(opened.descriptor);
  }
}
