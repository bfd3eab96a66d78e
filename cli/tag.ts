/** `evidex tag`: names and personal data in texts from stdin, without a case. */
import { z } from 'zod';
import { loadGazetteers } from '../config/gazetteers/load.ts';
import { createTagger, tagText, type Tagger } from '../tagging/tagger.ts';
import { messageOf, Problem } from '../schemas/problem.ts';
import { safeJson } from './frame/escape.ts';
import { defineVerb } from './frame/verb.ts';
import { loadWatchlists } from './run/watchlists.ts';

/** One text is held at a time; the longest line that is taken. */
const maxLineBytes = 256 * 1024 * 1024;

const passage = z.object({ id: z.union([z.string(), z.number()]), text: z.string() });

const lineFeed = 0x0a;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

interface Line {
  readonly number: number;
  readonly bytes: Buffer;
}

/** Lines of a stream of bytes. Throws `bad-file` for one over the limit, before it fills the memory. */
async function* readLines(input: AsyncIterable<Buffer | string>): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let held = 0;
  let number = 1;
  for await (const read of input) {
    let slice: Buffer = typeof read === 'string' ? Buffer.from(read) : read;
    for (let feed; (feed = slice.indexOf(lineFeed)) >= 0; slice = slice.subarray(feed + 1)) {
      parts.push(slice.subarray(0, feed));
      yield { number: number++, bytes: Buffer.concat(parts) };
      parts = [];
      held = 0;
    }
    held += slice.length;
    if (held > maxLineBytes) {
      throw new Problem(
        'bad-file',
        `stdin, line ${number}: longer than 256 MiB`,
        'Split the text into several lines.',
      );
    }
    parts.push(slice);
  }
  if (held > 0) yield { number, bytes: Buffer.concat(parts) };
}

const wrong = ({ number }: Line, says: string): Problem =>
  new Problem(
    'bad-file',
    `stdin, line ${number}: ${says}`,
    'Each line is a JSON object with "id" and "text", in UTF-8. The lines before it have been tagged.',
  );

function readPassage(line: Line): z.infer<typeof passage> {
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(line.bytes));
  } catch (error) {
    throw wrong(line, `no JSON: ${messageOf(error)}`);
  }
  const checked = passage.safeParse(value);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  throw wrong(line, `${issue?.path.join('.') || 'the line'}: ${issue?.message ?? 'wrong'}`);
}

const isBlank = (bytes: Buffer): boolean => bytes.length < 1024 && bytes.toString('latin1').trim() === '';

function makeTagger(gazetteers: boolean, watchlists: readonly string[]): Tagger {
  const { entities } = loadWatchlists(watchlists);
  return createTagger([
    ...(gazetteers ? loadGazetteers() : []),
    ...(entities.length > 0 ? [{ id: 'watchlist', method: 'watchlist' as const, entities }] : []),
  ]);
}

export const verb = defineVerb({
  details:
    'Reads JSON Lines {id, text} from stdin and writes {id, mentions, personalData} for each, in order, with and without --json. Offsets are UTF-16 units: text.slice(start, end).',
  options: z.strictObject({
    watchlist: z
      .array(z.string().min(1))
      .default([])
      .describe('names to tag, CSV or JSON')
      .meta({ placeholder: 'FILE' }),
  }),
  settings: ['gazetteers', 'personalData'],
  access: 'none',
  output: 'list',
  examples: [
    ['evidex tag < passages.jsonl > tags.jsonl', 'tag texts'],
    [`echo '{"id":1,"text":"Facebook paid."}' | evidex tag`, 'tag one text'],
  ],
  async run({ options, config, stdin, out, signal }) {
    const tagger = makeTagger(config.gazetteers, options.watchlist);
    let count = 0;
    for await (const line of readLines(stdin as AsyncIterable<Buffer | string>)) {
      if (signal.aborted) break;
      if (isBlank(line.bytes)) continue;
      const { id, text } = readPassage(line);
      const { mentions, personalData } = tagText(tagger, text);
      const tagged = { id, mentions, personalData: config.personalData ? personalData : [] };
      await out.row(tagged, () => safeJson(tagged));
      count++;
    }
    if (count === 0 && !signal.aborted)
      out.note('No text came on stdin: each line is a JSON object with "id" and "text".');
    return { resultCount: count };
  },
});
