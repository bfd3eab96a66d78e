/**
 * Makes pairs of copies of one mail and pairs of mails that are nearly the same, ingests them as a case, and says how many of
 * the documents that share a message hash are copies (precision), and how many of the copies share one (recall).
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmlForm, emlOf, type MadeMail, msgOf, storeItemOf } from '../fixtures/mail-copies.ts';
import { type MadeItem, makeStore } from '../fixtures/outlook-store/outlook-store.ts';
import { randomOf } from './kill.ts';
import { runWatched } from './processes.ts';
import { formatTable, percent } from './table.ts';

const bin = join(import.meta.dirname, '../../bin/evidex.js');
const minimum = 0.99;
const folderItems = 20;

const words =
  'harbour wall tide survey dredging invoice meeting Tuesday budget council über café costs plan draft £1,250 letter gate pier answer who pays for it'.split(
    ' ',
  );

type Random = () => number;

function madeMail(number: number, random: Random): MadeMail {
  const word = (): string => words[Math.floor(random() * words.length)] ?? '';
  const sentence = (): string => Array.from({ length: 5 + Math.floor(random() * 40) }, word).join(' ');
  const person = (): string => `person${Math.floor(random() * 50)}@example.org`;
  const body = Array.from({ length: 1 + Math.floor(random() * 6) }, sentence).join('.\n');
  const bytes = Buffer.from(Array.from({ length: 200 }, () => Math.floor(random() * 256)));
  return {
    from: person(),
    to: [person(), `list${number}@example.org`],
    sent: new Date(Date.UTC(2015, 0, 1) + Math.floor(random() * 1e8) * 1_000).toISOString(),
    // What a pair is known by, wherever it lies.
    subject: `Matter ${number}: ${word()} ${word()}`,
    body,
    ...(random() < 0.4 && { html: `<html><body><p>${body.replaceAll('\n', '<br>\n')}</p></body></html>` }),
    messageId: `${number}@example.org`,
    ...(random() < 0.5 && { attachments: [{ name: 'plan.bin', bytes }] }),
  };
}

interface Pair {
  readonly kind: string;
  readonly isCopy: boolean;
  readonly second: (mail: MadeMail) => { readonly name: string; readonly bytes: Buffer } | MadeItem;
}

const eml = (bytes: Buffer) => ({ name: 'b.eml', bytes });
const inForm = (kind: string, form: EmlForm): Pair => ({
  kind,
  isCopy: true,
  second: (mail) => eml(emlOf(mail, form)),
});
const changed = (kind: string, change: (mail: MadeMail) => Partial<MadeMail>): Pair => ({
  kind,
  isCopy: false,
  second: (mail) => eml(emlOf({ ...mail, ...change(mail) })),
});
const later = (iso: string, ms: number): string => new Date(Date.parse(iso) + ms).toISOString();

const copies: readonly Pair[] = [
  inForm('received copy', { way: 'Received: from a by b; Tue, 9 Apr 2019 12:50:00 +0000\n' }),
  inForm('base64', { coding: 'base64' }),
  inForm('quoted-printable', { coding: 'quoted-printable' }),
  // With a field more: short lines stay as they are, and the same bytes are no second document.
  inForm('wrapped anew', { width: 60, way: 'X-Kept: yes\n' }),
  {
    kind: 'copy of the sender, with Bcc',
    isCopy: true,
    second: (mail) => eml(emlOf({ ...mail, bcc: ['counsel@example.org'] })),
  },
  { kind: 'message file', isCopy: true, second: (mail) => ({ name: 'b.msg', bytes: msgOf(mail) }) },
  { kind: 'item of a store', isCopy: true, second: storeItemOf },
];
const nearMisses: readonly Pair[] = [
  changed('other attachment', () => ({ attachments: [{ name: 'plan.bin', bytes: Buffer.from('other') }] })),
  changed('a second later', ({ sent }) => ({ sent: later(sent, 1_000) })),
  changed('one figure changed', ({ body }) => ({ body: `${body} 7`, html: `<p>${body} 7</p>` })),
  changed('other recipient', ({ to }) => ({ to: [...to, 'other@example.org'] })),
  changed('an answer in the same second', ({ subject }) => ({ subject: `RE: ${subject}` })),
  changed('forwarded', ({ subject, sent }) => ({ subject: `FW: ${subject}`, sent: later(sent, 90_000) })),
  changed('footer of a gateway', ({ body }) => ({
    body: `${body}\nThis mail was checked.`,
    html: `<p>${body}<br>This mail was checked.</p>`,
  })),
];

/** Writes all pairs; gives the pair of each number. */
function writePairs(folder: string, count: number, seed: number): Pair[] {
  const random = randomOf(seed);
  const pairs: Pair[] = [];
  const items: MadeItem[] = [];
  for (const list of [copies, nearMisses])
    for (let at = 0; at < count; at += 1) {
      const pair = list[at % list.length];
      if (!pair) continue;
      const mail = madeMail(pairs.length, random);
      const own = join(folder, String(pairs.length).padStart(6, '0'));
      mkdirSync(own, { recursive: true });
      writeFileSync(join(own, 'a.eml'), emlOf(mail));
      const second = pair.second(mail);
      if ('bytes' in second) writeFileSync(join(own, second.name), second.bytes);
      else items.push(second);
      pairs.push(pair);
    }
  // The table of a made folder has room for some.
  const folders = Array.from({ length: Math.ceil(items.length / folderItems) }, (_, at) => ({
    name: `Inbox ${at}`,
    items: items.slice(at * folderItems, (at + 1) * folderItems),
  }));
  writeFileSync(join(folder, 'copies.pst'), makeStore({ name: 'copies', folders }));
  return pairs;
}

async function evidex(args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runWatched(process.execPath, [bin, ...args]);
  if (exitCode !== 0) throw new Error(`evidex ${args[0]}: ${stderr.slice(0, 2_000)}`);
  return stdout;
}

/** Numbers of the pairs of the mails, by message hash. */
async function readHashes(casePath: string): Promise<Map<string, number[]>> {
  const query = ['search', 'subject:matter', '--limit', '1000000', '--snippets', '0', '--json'];
  const stdout = await evidex([...query, '--case', casePath]);
  const numbers = new Map<string, number[]>();
  for (const line of stdout.split('\n').filter(Boolean)) {
    const { entry } = JSON.parse(line) as { entry?: { metadata: { subject: string; messageHash?: string } } };
    const [, number] = /Matter (\d+):/.exec(entry?.metadata.subject ?? '') ?? [];
    if (!entry || number === undefined) continue;
    const hash = entry.metadata.messageHash ?? `none of ${numbers.size}`;
    numbers.set(hash, [...(numbers.get(hash) ?? []), Number(number)]);
  }
  return numbers;
}

interface Found {
  /** Pairs of documents that share a hash. */
  readonly joined: number;
  /** Numbers of pairs whose two mails do. */
  readonly together: ReadonlySet<number>;
}

function countJoined(groups: Map<string, readonly number[]>): Found {
  let joined = 0;
  const together = new Set<number>();
  for (const numbers of groups.values()) {
    joined += (numbers.length * (numbers.length - 1)) / 2;
    for (const [at, number] of numbers.entries()) if (numbers.indexOf(number) !== at) together.add(number);
  }
  return { joined, together };
}

/** Prints what was joined, kind by kind; whether precision and recall are enough. */
export async function benchMailCopies({
  pairs: count,
  seed,
}: {
  pairs: number;
  seed: number;
}): Promise<boolean> {
  const work = mkdtempSync(join(tmpdir(), 'evidex-mail-copies-'));
  try {
    const [source, casePath] = [join(work, 'source'), join(work, 'case')];
    const pairs = writePairs(source, count, seed);
    await evidex(['ingest', source, '--case', casePath, '--reference', 'EX-1', '--no-gazetteers']);
    const { joined, together } = countJoined(await readHashes(casePath));
    const kinds = [...Map.groupBy([...pairs.entries()], ([, { kind }]) => kind)].map(([kind, of]) => [
      kind,
      of[0]?.[1].isCopy ? 'copies' : 'others',
      of.length,
      of.filter(([number]) => together.has(number)).length,
    ]);
    console.log(formatTable(['second mail', 'are', 'pairs', 'joined'], kinds));
    const right = [...together].filter((number) => pairs[number]?.isCopy).length;
    const all = pairs.filter(({ isCopy }) => isCopy).length;
    console.log(`Precision ${percent(right, joined)}, recall ${percent(right, all)}.`);
    return right / joined >= minimum && right / all >= minimum;
  } finally {
    rmSync(work, { recursive: true });
  }
}
