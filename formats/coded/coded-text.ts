/**
 * Says what texts hold in code: base64, base32, hex, uuencode, escapes, UTF-7, tag characters. What decodes to words is
 * hidden text marked `coded`, at the place of the code; what decodes to a known file becomes an item.
 */
import type { AnchorPlace, TextKind } from '../../schemas/anchor.ts';
import type { Extract, Outcome, Sink } from '../contract.ts';
import {
  beforeLastEscape,
  findEscapes,
  findParted,
  findShifted,
  findTags,
  shiftedLettersOf,
} from './escapes.ts';
import { filesInBytes } from './files-in-bytes.ts';
import { groupsOf, minDumpedBytes } from './groups.ts';
import { findHostNames } from './host-names.ts';
import { goesOn, JoinedWords } from './joined-words.ts';
import { findNumberCodes } from './number-codes.ts';
import { Places } from './places.ts';
import { inflated, readableText } from './readable.ts';
import { CodedRuns, type Dump, findDumps, type Run } from './runs.ts';
import { type Decoded, decodeStretches } from './stretches.ts';
import { withUnits } from './units.ts';
import { UuBlocks } from './uu-blocks.ts';

/** Raised whenever the output changes for any text; a part of every extractor’s version. */
export const codedTextVersion = '12';

/** Units of a text that are looked through at once. */
const windowUnits = 64 * 1024;
/** Units at the end of a window in which the end of a line is looked for, where it is cut. */
const maxTailUnits = 4096;
/** Files of one document’s codes, and their bytes, which wait for its end; further ones are told of. */
const maxFiles = 1_000;
const maxFileBytes = 64 * 1024 * 1024;
/** Codes within codes. */
const maxDepth = 3;
/** Stretches that were said already are not said again, as far as they are kept: links to one address. */
const maxKnown = 10_000;
const maxKnownUnits = 500;
/** Decoded text that waits for the end of the document, so that it stands behind all other hidden text. */
const maxWaitingUnits = 8 * 1024 * 1024;

interface File {
  readonly locator: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What is told of one text of the document. */
class Watch {
  readonly kind: TextKind;
  readonly #tell: Teller;
  readonly #runs = new CodedRuns();
  readonly #uu = new UuBlocks();
  readonly #joined: JoinedWords;
  #pending = '';
  /** Units of the text before `pending`. */
  #from = 0;
  readonly #places = new Places();
  /** The run that goes on behind the window, with the place where it began. */
  #open: { readonly start: number; readonly place: AnchorPlace } | undefined;

  constructor(kind: TextKind, tell: Teller, readsTags = true) {
    this.kind = kind;
    this.#tell = tell;
    this.#joined = new JoinedWords(readsTags);
  }

  anchor(place: AnchorPlace): void {
    this.#places.add(place, this.#from + this.#pending.length);
  }

  /** However long the text is, no window is: what is looked for backtracks over all of it. */
  text(chunk: string): void {
    for (let at = 0; at < chunk.length; at += windowUnits) {
      this.#pending += chunk.slice(at, at + windowUnits);
      if (this.#pending.length >= windowUnits) this.#look(this.#cutAt());
    }
  }

  end(): void {
    this.#look(this.#pending.length);
    for (const run of this.#runs.end()) this.#tellRun(run, '');
    this.#tell.files(this.#uu.end(), this.kind);
  }

  /** Behind a line, or a blank, or else before an escape: none is parted. */
  #cutAt(): number {
    const text = this.#pending;
    const least = text.length - maxTailUnits;
    // A word may go on in the next line.
    for (
      let end = text.lastIndexOf('\n', text.length - 2);
      end >= least;
      end = text.lastIndexOf('\n', end - 1)
    )
      if (!goesOn(text.charCodeAt(end + 1))) return end + 1;
    const line = text.lastIndexOf('\n') + 1;
    if (line > least) return line;
    const blank = text.lastIndexOf(' ') + 1;
    return blank > least ? blank : beforeLastEscape(text);
  }

  #look(to: number): void {
    const text = this.#pending.slice(0, to);
    withUnits(text, (units) => this.#tellCodes(text, units));
    this.#tell.files(this.#uu.write(text, this.#from), this.kind);
    const { start } = this.#runs;
    if (start !== undefined && start !== this.#open?.start)
      this.#open = { start, place: this.#places.find(start - this.#from, text) };
    this.#places.leave(text);
    this.#from += to;
    this.#pending = this.#pending.slice(to);
  }

  #tellCodes(text: string, units: Uint16Array): void {
    for (const found of findCodes(text, units))
      this.#tell.text(found.text, this.kind, this.#places.find(found.start, text), this.#from + found.start);
    for (const found of this.#joined.find(text))
      this.#tell.text(found.text, this.kind, this.#places.find(found.start, text), this.#from + found.start);
    for (const run of this.#runs.write(text, units)) this.#tellRun(run, text);
  }

  #tellRun({ start, decodings }: Run, text: string): void {
    const open = this.#open?.start === start ? this.#open : undefined;
    for (const coded of decodings()) {
      const bytes = inflated(coded);
      if (bytes === 'too-large') return this.#tell.leaveStream();
      const words = readableText(bytes);
      if (words !== undefined) {
        const place = open?.place ?? this.#places.find(start - this.#from, text);
        return this.#tell.text(words, this.kind, place, start);
      }
      const files = Array.from(filesInBytes(bytes), ({ part, bytes: file }) => ({
        locator: part === '' ? String(start) : `${start}:${part}`,
        name: '',
        bytes: file,
      }));
      if (files.length > 0) return this.#tell.files(files, this.kind);
    }
  }
}

/** Between two lines of a dump their offset stands, and the same bytes as letters. */
const maxDumpGapUnits = 60;

/** The lines of a dump as one text, or each by itself where together they are none. */
function* decodeDump(lines: readonly Dump[]): Generator<Decoded> {
  const [first, last] = [lines[0], lines.at(-1)];
  if (!first || !last) return;
  const bytes = Buffer.concat(lines.map((line) => line.bytes));
  const text = bytes.length < minDumpedBytes ? undefined : readableText(bytes);
  if (text !== undefined) yield { start: first.start, end: last.end, text };
  else if (lines.length > 1) for (const line of lines) yield* decodeDump([line]);
}

function* findDumpedText(text: string, units: Uint16Array): Generator<Decoded> {
  let lines: Dump[] = [];
  for (const dump of findDumps(text, units)) {
    if (dump.start - (lines.at(-1)?.end ?? dump.start) > maxDumpGapUnits) {
      yield* decodeDump(lines);
      lines = [];
    }
    lines.push(dump);
  }
  yield* decodeDump(lines);
}

function* findCodes(text: string, units: Uint16Array): Generator<Decoded> {
  const groups = groupsOf(units);
  if (groups.hasEscapeSign) yield* findEscapes(text, units);
  if (text.includes('+')) {
    yield* findShifted(text);
    yield* decodeStretches(text, shiftedLettersOf(text));
  }
  if (text.includes('xn--') || text.includes('XN--')) yield* findHostNames(text);
  if (text.includes('\uDB40')) yield* findTags(text);
  if (text.includes('\0') || text.includes('\u2400')) yield* findParted(text);
  yield* findNumberCodes(text, groups);
  if (groups.hasDump) yield* findDumpedText(text, units);
}

/** Passes on what was found. */
class Teller {
  readonly #sink: Sink;
  readonly #known = new Set<string>();
  readonly #files: File[] = [];
  #waiting: { readonly text: string; readonly place: AnchorPlace }[] = [];
  #waitingUnits = 0;
  /** What the extractor said last of its own hidden text. */
  #hiddenPlace: AnchorPlace = {};
  #isLineOpen = false;
  #fileBytes = 0;
  #left = 0;
  #leftStreams = 0;
  /** Where the codes begin that are being looked into, from the outermost: an unlike file has an unlike locator. */
  readonly #starts: number[] = [];

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** `start`: where its code begins, in units of the text that it stands in. */
  text(text: string, kind: TextKind, place: AnchorPlace, start: number): void {
    if (this.#known.has(text)) return;
    if (this.#known.size < maxKnown && text.length <= maxKnownUnits) this.#known.add(text);
    this.#waiting.push({ text, place });
    this.#waitingUnits += text.length;
    if (this.#waitingUnits > maxWaitingUnits) this.#write();
    if (this.#starts.length >= maxDepth) return;
    this.#starts.push(start);
    try {
      const within = new Watch(kind, this);
      within.anchor(place);
      within.text(text);
      within.end();
    } finally {
      this.#starts.pop();
    }
  }

  files(found: Iterable<File>, kind: TextKind): void {
    for (const file of found) {
      const isHeld = this.#files.length < maxFiles && this.#fileBytes + file.bytes.length <= maxFileBytes;
      if (!isHeld) {
        this.#left += 1;
        continue;
      }
      this.#fileBytes += file.bytes.length;
      this.#files.push({
        ...file,
        locator: `coded:${kind}:${[...this.#starts, file.locator].join(':in:')}`,
      });
    }
  }

  /** A stream that expands beyond what is read of one. */
  leaveStream(): void {
    this.#leftStreams += 1;
  }

  /** Follows hidden text of the extractor's own. */
  hidden({ place, text }: { readonly place?: AnchorPlace; readonly text?: string }): void {
    if (place) this.#hiddenPlace = place;
    if (text !== undefined && text !== '') this.#isLineOpen = !text.endsWith('\n');
  }

  /** On lines of its own, behind the hidden text there is. */
  #write(): void {
    if (this.#waiting.length === 0) return;
    if (this.#isLineOpen) this.#sink.text('\n', 'hidden');
    for (const { text, place } of this.#waiting) {
      this.#sink.anchor({ ...place, mark: place.mark ?? 'coded' }, 'hidden');
      this.#sink.text(`${text}\n`, 'hidden');
    }
    this.#sink.anchor(this.#hiddenPlace, 'hidden');
    this.#isLineOpen = false;
    this.#waiting = [];
    this.#waitingUnits = 0;
  }

  async end(): Promise<void> {
    this.#write();
    for (const { locator, name, bytes } of this.#files)
      await this.#sink.child({
        locator,
        name,
        relation: 'embedded',
        declaredSize: bytes.length,
        open: () => bytes,
      });
    if (this.#left > 0)
      this.#sink.warn('partial-read', `${this.#left} files written in code were not opened`);
    if (this.#leftStreams > 0)
      this.#sink.warn(
        'partial-read',
        `${this.#leftStreams} streams of zlib written in code expand too far and were not read`,
      );
  }
}

/**
 * Extracts, and says what the texts that were pushed hold in code: of a reader that throws, too, what came before.
 * Throws what `extract` or the sink throws.
 */
export async function extractWithCodes(
  extract: Extract,
  input: Parameters<Extract>[0],
  sink: Sink,
): ReturnType<Extract> {
  const teller = new Teller(sink);
  const watches = new Map<TextKind, Watch>();
  const watchOf = (kind: TextKind): Watch => {
    let watch = watches.get(kind);
    if (!watch) watches.set(kind, (watch = new Watch(kind, teller, !input.format.startsWith('json'))));
    return watch;
  };
  const end = async (): Promise<void> => {
    for (const watch of watches.values()) watch.end();
    await teller.end();
  };
  const watched: Sink = {
    text(chunk, kind = 'body') {
      sink.text(chunk, kind);
      if (kind === 'hidden') teller.hidden({ text: chunk });
      watchOf(kind).text(chunk);
    },
    anchor(place, kind = 'body') {
      sink.anchor(place, kind);
      if (kind === 'hidden') teller.hidden({ place });
      watchOf(kind).anchor(place);
    },
    drain: () => sink.drain(),
    metadata: (values) => sink.metadata(values),
    messageBody: (shown) => sink.messageBody(shown),
    event: (event) => sink.event(event),
    expect: (members) => sink.expect(members),
    expanding: (bytes) => sink.expanding(bytes),
    child: (child) => sink.child(child),
    unaccounted: (code, range) => sink.unaccounted(code, range),
    warn: (code, detail) => sink.warn(code, detail),
  };
  let outcome: Outcome;
  try {
    outcome = await extract(input, watched);
  } catch (error) {
    // Why the reader ended is what counts: a limit that it met is met here again.
    await end().catch(() => undefined);
    throw error;
  }
  await end();
  return outcome;
}
