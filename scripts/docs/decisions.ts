/** `docs/decisions/README.md`: the list of decisions, from their first lines. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedFrom } from './markdown.ts';

/** The number may be followed by a point or a colon. */
const titleOf = (text: string): string => (text.split('\n')[0] ?? '').replace(/^#\s*\d+[.:]?\s*/, '');

export function generatedDecisions(folder: string): string {
  const names = readdirSync(folder).filter((name) => /^\d{4}-.*\.md$/.test(name));
  const lines = names
    .sort()
    .map((name) => `- [${name.slice(0, 4)}](${name}) ${titleOf(readFileSync(join(folder, name), 'utf8'))}`);
  return `${generatedFrom('the decisions themselves')}
# Decisions

What is costly to change, and why it is as it is: the context, what was measured and how, what was decided, what follows from it. A decision is not edited when it is overturned: a new one says so and links back. Numbers are given out in tens by area and never used twice: 0001 the data model, 0010 PDF, RTF and images, 0020 office files, 0030 text and identification, 0040 archives, 0050 mail and benchmarks, 0060 search, 0070 tags, 0080 command line and case, 0090 samples and documents, 0100 what was measured over the corpora, 0101 to 0109 what people do with a case in the browser, 0110 other programs that read for us, 0112 stores of mail; from 0113 on in the order in which they were begun.

${lines.join('\n')}
`;
}
