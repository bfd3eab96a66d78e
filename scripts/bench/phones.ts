/**
 * Compares `tagging/personal-data/phone.ts` with libphonenumber-js, which is no part of the project, on labelled
 * passages, on texts without phones, and on an example of each country:
 * `node scripts/bench/phones.ts --library FOLDER/node_modules/libphonenumber-js --truth pii.jsonl --presidio
 * synth_dev.json --no-phones FOLDER --speed FILE`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { loadGazetteers } from '../../config/gazetteers/load.ts';
import { cues, hasCue } from '../../tagging/personal-data/cues.ts';
import { findPersonalData } from '../../tagging/personal-data/personal-data.ts';
import { createTagger, tagText } from '../../tagging/tagger.ts';

interface Span {
  readonly start: number;
  readonly end: number;
}
interface Passage {
  readonly text: string;
  readonly phones: readonly Span[];
}
interface LibraryMatch {
  readonly startsAt: number;
  readonly endsAt: number;
}
/** What is used of the library. */
interface Library {
  findPhoneNumbersInText(
    text: string,
    options: { defaultCountry?: string | undefined; leniency?: string; v2: true },
  ): LibraryMatch[];
  getCountries(): string[];
  getExampleNumber(
    country: string,
    examples: object,
  ): { formatInternational(): string; formatNational(): string };
}
type Finder = (text: string) => readonly Span[];

const { values: given } = parseArgs({
  options: {
    library: { type: 'string' },
    truth: { type: 'string' },
    presidio: { type: 'string' },
    'no-phones': { type: 'string' },
    speed: { type: 'string' },
  },
});
const { library: folder, truth, presidio, speed, 'no-phones': noPhones } = given;
if (!folder || !truth || !presidio || !speed || !noPhones) throw new Error('all five options are needed');

const beforeLoading = process.memoryUsage().rss;
const started = performance.now();
const library = (await import(pathToFileURL(join(folder, 'max/index.js')).href)) as Library;
const loadMs = performance.now() - started;
const loadedMiB = (process.memoryUsage().rss - beforeLoading) / 2 ** 20;
const examples = JSON.parse(readFileSync(join(folder, 'examples.mobile.json'), 'utf8')) as object;

const linesOf = (path: string): string[] => readFileSync(path, 'utf8').split('\n').filter(Boolean);

function passagesOfTruth(path: string): Passage[] {
  return linesOf(path).map((line) => {
    const row = JSON.parse(line) as { text: string; spans: (Span & { kind: string })[] };
    return { text: row.text, phones: row.spans.filter(({ kind }) => kind === 'phone') };
  });
}

function passagesOfPresidio(path: string): Passage[] {
  const rows = JSON.parse(readFileSync(path, 'utf8')) as {
    full_text: string;
    spans: { entity_type: string; start_position: number; end_position: number }[];
  }[];
  return rows.map(({ full_text: text, spans }) => ({
    text,
    phones: spans
      .filter(({ entity_type: type }) => type === 'PHONE_NUMBER')
      .map(({ start_position: start, end_position: end }) => ({ start, end })),
  }));
}

/** The inputs of all specifications in a folder. */
function inputsIn(path: string): Passage[] {
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.json'),
  );
  const inputs = files.flatMap((name) => {
    const cases = JSON.parse(readFileSync(join(path, name), 'utf8').replace(/^\uFEFF/u, '')) as {
      Input?: string;
    }[];
    return cases.flatMap(({ Input: input }) => input ?? []);
  });
  return [...new Set(inputs)].map((text) => ({ text, phones: [] }));
}

const overlaps = (one: Span, other: Span): boolean => one.start < other.end && other.start < one.end;

/** All other kinds are found first, so that a card or a health number is not held against the library. */
function withLibrary(countries: readonly (string | undefined)[], leniency: string): Finder {
  return (text) => {
    const others = findPersonalData(text, 0, text.length).filter(({ kind }) => kind !== 'phone');
    const found: Span[] = [];
    for (const defaultCountry of countries)
      for (const { startsAt: start, endsAt: end } of library.findPhoneNumbersInText(text, {
        defaultCountry,
        leniency,
        v2: true,
      })) {
        const span = { start, end };
        if (![...others, ...found].some((other) => overlaps(span, other))) found.push(span);
      }
    return found;
  };
}

/** What the library takes for possible, where a plus or our words near it say that it is a phone. */
function withOurCues(finder: Finder): Finder {
  return (text) =>
    finder(text).filter(({ start, end }) => {
      if (text.slice(Math.max(0, start - 1), start + 2).includes('+')) return true;
      return hasCue(text, start, end, cues.phone) && !hasCue(text, start, end, cues.notPhone);
    });
}

const countries = ['GB', 'US', 'IN', 'DE', 'FR', 'ES', 'BR', 'AU', 'IT', 'NL'];
const finders: Readonly<Record<string, Finder>> = {
  'phone.ts': (text) => findPersonalData(text, 0, text.length).filter(({ kind }) => kind === 'phone'),
  'library, no country, valid': withLibrary([undefined], 'VALID'),
  'library, GB, valid': withLibrary(['GB'], 'VALID'),
  'library, 10 countries, valid': withLibrary(countries, 'VALID'),
  'library, GB, possible': withLibrary(['GB'], 'POSSIBLE'),
  'library, 10 countries, possible': withLibrary(countries, 'POSSIBLE'),
  'library, 10 countries, possible, our cues': withOurCues(withLibrary(countries, 'POSSIBLE')),
  'library, 10 countries, valid, our cues': withOurCues(withLibrary(countries, 'VALID')),
};

function score(passages: readonly Passage[], finder: Finder): string {
  let right = 0;
  let found = 0;
  let wanted = 0;
  for (const { text, phones } of passages) {
    const spans = finder(text);
    found += spans.length;
    wanted += phones.length;
    right += phones.filter((phone) => spans.some((span) => overlaps(span, phone))).length;
  }
  return `${right} of ${wanted} found, ${found - right} false`;
}

/** An example of each country, as people write it and as an address book keeps it. */
function worldPassages(): Record<string, Passage[]> {
  const numbers = library.getCountries().map((country) => library.getExampleNumber(country, examples));
  const passages = (write: (number: (typeof numbers)[number]) => string): Passage[] =>
    numbers.map((number) => {
      const written = write(number);
      return { text: `Tel. ${written}, after six.`, phones: [{ start: 5, end: 5 + written.length }] };
    });
  return {
    'examples, international': passages((number) => number.formatInternational()),
    'examples, national, behind "Tel."': passages((number) => number.formatNational()),
  };
}

const sets: Record<string, Passage[]> = {
  'pii.jsonl': passagesOfTruth(truth),
  presidio: passagesOfPresidio(presidio),
  'texts without phones': inputsIn(noPhones),
  ...worldPassages(),
};
for (const [set, passages] of Object.entries(sets))
  for (const [name, finder] of Object.entries(finders))
    console.log(`${set} (${passages.length}) | ${name} | ${score(passages, finder)}`);

const text = readFileSync(speed, 'utf8');
const blocks = Array.from({ length: Math.ceil(text.length / 65_536) }, (_, at) =>
  text.slice(at * 65_536, (at + 1) * 65_536),
);
const tagger = createTagger(loadGazetteers());
const timed: Readonly<Record<string, (block: string) => unknown>> = {
  ...finders,
  'all tagging': (block) => tagText(tagger, block),
};
for (const [name, finder] of Object.entries(timed)) {
  for (const block of blocks.slice(0, 20)) finder(block);
  const before = process.cpuUsage();
  for (const block of blocks) finder(block);
  const { user, system } = process.cpuUsage(before);
  console.log(
    `speed | ${name} | ${((user + system) / 1000).toFixed(0)} ms for ${(text.length / 1e6).toFixed(1)} M units`,
  );
}
console.log(`loading: ${loadMs.toFixed(0)} ms, ${loadedMiB.toFixed(1)} MiB`);
