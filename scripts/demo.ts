/** The demo: a sample case from evidence to answers, each step with the command that a user would type. `npm run demo`. */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { styleText } from 'node:util';

const root = join(import.meta.dirname, '..');
export const caseFolder = 'demo-case';

interface Step {
  readonly says: string;
  readonly words: readonly string[];
}

/** File times are left out of the timeline: git gives every file the time of the clone. */
export const steps: readonly Step[] = [
  {
    says: 'Take in the evidence. It comes with its intake record and a manifest of hashes, which must match first.',
    words: ['ingest', 'samples/share', '--intake', 'samples/intake.json', '--case', caseFolder],
  },
  {
    says: 'Search. Both words, anywhere in a document: in comments, struck text and hidden sheets as well.',
    words: ['search', 'consent AND list', '--limit', '3', '--case', caseFolder],
  },
  {
    says: 'Who is named, and whose personal data is held? The tags come from lists with their sources.',
    words: ['entities', caseFolder],
  },
  {
    says: 'Where is one of them named? Every mention cites its place.',
    words: [
      'mentions',
      '--entity',
      "Information Commissioner's Office",
      '--limit',
      '3',
      '--case',
      caseFolder,
    ],
  },
  {
    says: 'What happened when: mail, documents, photographs.',
    words: ['timeline', '--kind', 'sent', '--kind', 'created', '--kind', 'taken', '--case', caseFolder],
  },
  {
    says: 'Was anything missed? Every item has ended in one status, and the sums agree with the folder.',
    words: ['report', caseFolder],
  },
  {
    says: 'What happened to one file? This one is called a picture and is none.',
    words: ['explain', 'Clients/Saltmarsh Residents Alliance/Photos/IMG_0413.jpg', '--case', caseFolder],
  },
];

const next = [
  ['search', '"bought list"~3 NOT type:pdf', '--case', caseFolder],
  ['search', 'has:personal-data', '--facet', 'personal-data', '--facet', 'type', '--case', caseFolder],
  ['show', 'Mail/2019-04-09 RE Consent for the list.eml', '--case', caseFolder],
  ['timeline', '--query', 'pinebrook', '--kind', 'sent', '--list', '--case', caseFolder],
  ['report', caseFolder, '--exceptions'],
  ['verify', '--index', '--case', caseFolder],
  ['audit', '--case', caseFolder],
];

/** A word as a POSIX shell takes it. */
export const quote = (word: string): string =>
  /^[\w./:=-]+$/.test(word) ? word : word.includes("'") ? `"${word}"` : `'${word}'`;

const commandOf = (words: readonly string[]): string => `npx evidex ${words.map(quote).join(' ')}`;

/** Runs the command line with this Node; resolves to its exit code. */
function run(words: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [join(root, 'bin', 'evidex.js'), ...words], {
    cwd: root,
    stdio: 'inherit',
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 130));
  });
}

async function main(): Promise<number> {
  // Only what the demo itself made: the folder is this project's own and git-ignored.
  rmSync(join(root, caseFolder), { recursive: true, force: true });
  console.log('The seized share of Quillmere Strategy, an invented consultancy. Nobody in it exists.');
  for (const { says, words } of steps) {
    console.log(`\n${says}\n${styleText('bold', `$ ${commandOf(words)}`)}`);
    const code = await run(words);
    if (code !== 0) {
      if (code !== 130) console.error(`The demo stopped: this command ended with exit code ${code}.`);
      return code;
    }
  }
  console.log(
    `\nThe case is in ./${caseFolder}; the demo starts anew when it runs again. What to try next:\n`,
  );
  for (const words of next) console.log(`  ${commandOf(words)}`);
  console.log('\nYour own evidence:\n');
  console.log('  npx evidex survey FOLDER');
  console.log('  npx evidex ingest FOLDER --custodian NAME --case CASE');
  console.log('\nThe same case in a browser; it prints the address to open:\n');
  console.log(`  ${commandOf(['serve', caseFolder])}`);
  return 0;
}

if (import.meta.main) process.exitCode = await main();
