/**
 * Says what texts hold in code: base64, base32, hex, uuencode, escapes, UTF-7, tag characters. What decodes to words is
 * hidden text marked `coded`, at the place of the code; what decodes to a known file becomes an item.
 */
import type { AnchorPlace, TextKind } from '../../schemas/anchor.ts';
import { findFile } from '../charset/file-in-text.ts';
import type { Extract, Sink } from '../contract.ts';
import { type Decoded, findEscapes, findShifted, findTags } from './escapes.ts';
import { readableText } from './readable.ts';
import { CodedRuns, findDumps, type Run } from './runs.ts';
import { UuBlocks } from './uu-blocks.ts';

/** Raised whenever the output changes for any text; a part of every extractor’s version. */
export const codedTextVersion = '1';

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
const minFileBytes = 16;

interface File {
  readonly locator: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

type Placed = AnchorPlace & { readonly at: number };

/** What is told of one text of the document. */
class Watch {
  readonly kind: TextKind;
  readonly #tell: Teller;
  readonly #runs = new CodedRuns();
  readonly #uu = new UuBlocks();
  #pending = '';
  /** Units of the text before `pending`. */
  #from = 0;
  /** Places since `pending` began, and the one before it. */
  #places: Placed[] = [];

  constructor(kind: TextKind, tell: Teller) {
    this.kind = kind;
    this.#tell = tell;
  }

  anchor(place: AnchorPlace): void {
    const at = this.#from + this.#pending.length;
    if (this.#places.at(-1)?.at === at) this.#places.pop();
    this.#places.push({ ...place, at });
  }

  text(chunk: string): void {
    this.#pending += chunk;
    if (this.#pending.length >= windowUnits) this.#look(this.#cutAt());
  }

  end(): void {
    this.#look(this.#pending.length);
    for (const run of this.#runs.end()) this.#tellRun(run);
    this.#tell.files(this.#uu.end(), this.kind);
  }

  /** Behind a line, or a blank: no escape is parted. */
  #cutAt(): number {
    const text = this.#pending;
    const least = text.length - maxTailUnits;
    const line = text.lastIndexOf('\n') + 1;
    if (line > least) return line;
    const blank = text.lastIndexOf(' ') + 1;
    return blank > least ? blank : text.length;
  }

  #look(to: number): void {
    const text = this.#pending.slice(0, to);
    for (const found of findCodes(text))
      this.#tell.text(found.text, this.kind, this.#placeOf(found.start, text));
    for (const run of this.#runs.write(text)) this.#tellRun(run);
    this.#tell.files(this.#uu.write(text, this.#from), this.kind);
    this.#from += to;
    this.#pending = this.#pending.slice(to);
    const last = this.#places.findLastIndex(({ at }) => at <= this.#from);
    if (last > 0) this.#places.splice(0, last);
  }

  #tellRun({ start, decodings }: Run): void {
    for (const bytes of decodings()) {
      const text = readableText(bytes);
      if (text !== undefined) return this.#tell.text(text, this.kind, this.#placeOf(start - this.#from, ''));
      if (bytes.length >= minFileBytes && findFile(bytes) === 0)
        return this.#tell.files([{ locator: String(start), name: '', bytes }], this.kind);
    }
  }

  /** The place of what begins so many units behind `from`; lines are counted within `text` alone. */
  #placeOf(start: number, text: string): AnchorPlace {
    const at = this.#from + start;
    const found = this.#places.findLast((place) => place.at <= at) ?? this.#places[0];
    if (!found) return {};
    const { at: began, perLine, changed: _changed, author: _author, ...place } = found;
    if (!perLine) return place;
    const lines = began >= this.#from ? countLines(text.slice(began - this.#from, start)) : 0;
    return place.row === undefined
      ? { ...place, line: (place.line ?? 1) + lines, from: true }
      : { ...place, row: place.row + lines, from: true };
  }
}

const countLines = (text: string): number => {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
};

/** Between two lines of a dump their offset stands, and the same bytes as letters. */
const maxDumpGapUnits = 60;

function* findDumpedText(text: string): Generator<Decoded> {
  let lines: Buffer[] = [];
  let [start, end] = [0, -Infinity];
  const decode = function* (): Generator<Decoded> {
    const decoded = readableText(Buffer.concat(lines));
    if (decoded !== undefined) yield { start, end, text: decoded };
  };
  for (const dump of findDumps(text)) {
    if (dump.start - end > maxDumpGapUnits) {
      yield* decode();
      lines = [];
      ({ start } = dump);
    }
    lines.push(dump.bytes);
    ({ end } = dump);
  }
  yield* decode();
}

function* findCodes(text: string): Generator<Decoded> {
  yield* findEscapes(text);
  yield* findShifted(text);
  yield* findTags(text);
  yield* findDumpedText(text);
}

/** Passes on what was found. */
class Teller {
  readonly #sink: Sink;
  readonly #known = new Set<string>();
  readonly #files: File[] = [];
  #fileBytes = 0;
  #left = 0;
  #depth = 0;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  text(text: string, kind: TextKind, place: AnchorPlace): void {
    if (this.#known.has(text)) return;
    if (this.#known.size < maxKnown && text.length <= maxTailUnits) this.#known.add(text);
    const mark = place.mark ?? 'coded';
    this.#sink.anchor({ ...place, mark }, 'hidden');
    this.#sink.text(`${text}\n`, 'hidden');
    if (this.#depth >= maxDepth) return;
    this.#depth += 1;
    const within = new Watch(kind, this);
    within.anchor(place);
    within.text(text);
    within.end();
    this.#depth -= 1;
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
        locator: `coded:${this.#depth === 0 ? '' : 'in:'}${kind}:${file.locator}`,
      });
    }
  }

  async end(): Promise<void> {
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
  }
}

/** Extracts, and says what the texts that were pushed hold in code. */
export async function extractWithCodes(
  extract: Extract,
  input: Parameters<Extract>[0],
  sink: Sink,
): ReturnType<Extract> {
  const teller = new Teller(sink);
  const watches = new Map<TextKind, Watch>();
  const watchOf = (kind: TextKind): Watch => {
    let watch = watches.get(kind);
    if (!watch) watches.set(kind, (watch = new Watch(kind, teller)));
    return watch;
  };
  const outcome = await extract(input, {
    text(chunk, kind = 'body') {
      sink.text(chunk, kind);
      watchOf(kind).text(chunk);
    },
    anchor(place, kind = 'body') {
      sink.anchor(place, kind);
      watchOf(kind).anchor(place);
    },
    drain: () => sink.drain(),
    metadata: (values) => sink.metadata(values),
    event: (event) => sink.event(event),
    expect: (members) => sink.expect(members),
    child: (child) => sink.child(child),
    unaccounted: (code, range) => sink.unaccounted(code, range),
    warn: (code, detail) => sink.warn(code, detail),
  });
  for (const watch of watches.values()) watch.end();
  await teller.end();
  return outcome;
}
