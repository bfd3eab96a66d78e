/** What `evidex timeline --written` has beside the events: dates of the stored texts, and what was not found of them said. */
import type { CaseFolder } from '../../case/case-folder.ts';
import type { Config } from '../../schemas/config.ts';
import type { Output } from '../frame/output.ts';
import { formatCount } from '../frame/quantities.ts';
import { openIndexToRead } from '../open/open-index.ts';
import { everySecond } from './every-second.ts';
import { findWritten, type WrittenFound, type WrittenReading } from './written-dates.ts';
import { writtenGaps } from './written-words.ts';

interface WrittenAsked extends Omit<WrittenReading, 'index' | 'progress'> {
  readonly caseFolder: CaseFolder;
  readonly config: Config;
  readonly out: Output;
}

/** Throws what opening the index throws: without it no date of a text is known. */
export async function giveWritten({
  caseFolder,
  config,
  out,
  ...asked
}: WrittenAsked): Promise<WrittenFound> {
  const index = await openIndexToRead(caseFolder, config);
  try {
    const progress = everySecond(
      out,
      (documents: number) => `${formatCount(documents)} documents read for dates`,
    );
    const found = await findWritten({ ...asked, index, progress });
    for (const words of writtenGaps(found)) out.note(words);
    return found;
  } finally {
    await index.close();
  }
}
