/** Identifies a file by its bytes and does no more with it: for a survey. */
import { closeSync } from 'node:fs';
import type { Content } from '../../formats/contract.ts';
import { identify } from '../../formats/identify/identify.ts';
import { messageOf } from '../../schemas/problem.ts';
import { fileContent } from '../../sources/file-content.ts';
import { openListedFile } from '../../sources/raw-path.ts';
import type { ListedFile } from '../protocol/messages.ts';
import type { VisitContext } from './visit-context.ts';

/** The id of its format, or why it could not be read. Links are not followed; only what identification asks for is read. */
export async function lookAt(
  file: ListedFile,
  { limits: { maxHeldBytes }, spool }: Pick<VisitContext, 'limits' | 'spool'>,
): Promise<{ readonly format: string } | { readonly fault: string }> {
  if (file.spooled !== undefined) {
    const region = spool.adopt(file.spooled, file.size);
    return identified(region.content(maxHeldBytes)).finally(() => region.release());
  }
  const opened = openListedFile(Buffer.from(file.root, 'base64'), Buffer.from(file.path, 'base64'), file);
  if ('code' in opened) return { fault: opened.detail };
  const { descriptor, stats } = opened;
  return identified(fileContent(descriptor, Number(stats.size), maxHeldBytes)).finally(() =>
    closeSync(descriptor),
  );
}

async function identified(
  content: Content,
): Promise<{ readonly format: string } | { readonly fault: string }> {
  try {
    const { format } = await identify(content);
    return { format };
  } catch (error) {
    return { fault: messageOf(error).slice(0, 200) };
  }
}
