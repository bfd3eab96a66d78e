/** Identifies a file by its bytes and does no more with it: for a survey. */
import { closeSync } from 'node:fs';
import { identify } from '../../formats/identify/identify.ts';
import { messageOf } from '../../schemas/problem.ts';
import { fileContent } from '../../sources/file-content.ts';
import { openSourceFile } from '../../sources/raw-path.ts';
import type { ListedFile } from '../protocol/messages.ts';

/** The id of its format, or why it could not be read. Links are not followed; only what identification asks for is read. */
export async function lookAt(
  { root, path }: ListedFile,
  maxHeldBytes: number,
): Promise<{ readonly format: string } | { readonly fault: string }> {
  const opened = openSourceFile(Buffer.from(root, 'base64'), Buffer.from(path, 'base64'));
  if ('code' in opened) return { fault: opened.detail };
  try {
    const { format } = await identify(
      fileContent(opened.descriptor, Number(opened.stats.size), maxHeldBytes),
    );
    return { format };
  } catch (error) {
    return { fault: messageOf(error).slice(0, 200) };
  } finally {
    closeSync(opened.descriptor);
  }
}
