/** Reads files with our own extractors, members included, in a process of its own that can be killed when it hangs. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type ChildProcess, fork } from 'node:child_process';
import { memoryContent } from '../../formats/content.ts';
import type { Child, Content, Sink } from '../../formats/contract.ts';
import type { Limits } from '../../schemas/limits.ts';
import { formats } from '../../formats/registry.ts';
import { identify } from '../../formats/identify/identify.ts';

/** What our extractors made of one file. */
export interface Extracted {
  /** The id of the format, or undefined where it was not identified. */
  readonly format?: string;
  /** All texts of the file itself. */
  readonly own: string;
  /** All texts of everything below it. */
  readonly below: string;
  /** The file's metadata and the names of its members, one a line: kept and searchable, though no text. */
  readonly ownFacts: string;
  /** The same of everything below it. */
  readonly factsBelow: string;
  /** Items directly in it, those that could not be read included. */
  readonly items: number;
  /** Items below it, at any depth, that were read. */
  readonly members: number;
  /** How it ended, with the code; `crashed` and `timeout` are the process's. */
  readonly outcome: string;
  readonly milliseconds: number;
}

const limits: Limits = {
  maxHeldBytes: 256 * 1024 * 1024,
  maxExpandedBytes: 1024 * 1024 * 1024,
  maxRatio: 200,
  maxCaseRatio: 100,
  maxDepth: 12,
  maxMembers: 200_000,
};
/** Units of text kept of one file; what a bomb writes beyond it is counted out. */
const maxTextUnits = 100_000_000;

function readFileWhole(path: string): Uint8Array {
  const descriptor = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(fstatSync(descriptor).size);
    for (let at = 0; at < bytes.length;) {
      const got = readSync(descriptor, bytes, at, bytes.length - at, at);
      if (got === 0) break;
      at += got;
    }
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}

async function childBytes(child: Child): Promise<Uint8Array> {
  const opened = child.open?.() ?? new Uint8Array();
  if (opened instanceof Uint8Array) return opened;
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of opened) {
    length += part.length;
    if (length > limits.maxHeldBytes) throw new Error('a member over the limit');
    parts.push(Uint8Array.from(part));
  }
  return Buffer.concat(parts);
}

interface Reading {
  own: string[];
  below: string[];
  ownFacts: string[];
  factsBelow: string[];
  units: number;
  items: number;
  members: number;
}

/** All words of a metadata record, whatever its shape. */
function* valuesOf(value: unknown): Generator<string> {
  if (typeof value === 'string' || typeof value === 'number') yield String(value);
  else if (Array.isArray(value)) for (const one of value) yield* valuesOf(one);
  else if (typeof value === 'object' && value !== null) yield* valuesOf(Object.values(value));
}

async function readContent(content: Content, depth: number, reading: Reading): Promise<[string?, string?]> {
  const { format: id, charset } = await identify(content);
  const format = formats.find((known) => known.id === id);
  const extractor = content.size === 0 ? undefined : await format?.load?.();
  if (!extractor) return [id, 'unsupported'];
  const texts = depth === 0 ? reading.own : reading.below;
  const facts = depth === 0 ? reading.ownFacts : reading.factsBelow;
  const sink: Sink = {
    text(chunk) {
      reading.units += chunk.length;
      if (reading.units < maxTextUnits) texts.push(chunk);
    },
    anchor: () => undefined,
    drain: () => Promise.resolve(),
    metadata: (values) => void facts.push(...valuesOf(values)),
    messageBody: () => undefined,
    event: () => undefined,
    expect: () => undefined,
    expanding: () => undefined,
    warn: () => undefined,
    unaccounted: () => Promise.resolve(),
    async child(child) {
      facts.push(child.name);
      if (depth === 0) reading.items += 1;
      if (depth >= limits.maxDepth || child.ended) return;
      reading.members += 1;
      try {
        const content = memoryContent(await childBytes(child));
        await readContent(content, depth + 1, reading);
      } catch {
        // A member that can't be read fails alone.
      }
      texts.push('\n');
    },
  };
  const input = {
    content,
    format: format?.id ?? '',
    limits,
    charset,
  };
  const outcome = await extractor.extract(input, sink);
  texts.push('\n');
  return [id, 'code' in outcome ? `${outcome.status}: ${outcome.code}` : outcome.status];
}

/** Reads one file in this process. */
async function extractFile(path: string): Promise<Extracted> {
  const started = performance.now();
  const reading: Reading = {
    own: [],
    below: [],
    ownFacts: [],
    factsBelow: [],
    units: 0,
    items: 0,
    members: 0,
  };
  let format: string | undefined;
  let outcome: string | undefined;
  try {
    [format, outcome] = await readContent(memoryContent(readFileWhole(path)), 0, reading);
  } catch (error) {
    outcome = `threw: ${(error as Error).message.slice(0, 200)}`;
  }
  return {
    ...(format === undefined ? {} : { format }),
    own: reading.own.join(''),
    below: reading.below.join(''),
    ownFacts: reading.ownFacts.join('\n'),
    factsBelow: reading.factsBelow.join('\n'),
    items: reading.items,
    members: reading.members,
    outcome: outcome ?? 'unsupported',
    milliseconds: performance.now() - started,
  };
}

/** A child process that reads files one after another, replaced when it hangs or dies. */
export class ExtractProcess {
  #child: ChildProcess | undefined;
  readonly #timeoutMs: number;

  constructor(timeoutMs = 60_000) {
    this.#timeoutMs = timeoutMs;
  }

  read(path: string): Promise<Extracted> {
    const child = (this.#child ??= fork(import.meta.filename, ['--serve'], { serialization: 'advanced' }));
    return new Promise((resolve) => {
      const lost = (outcome: string) => {
        settle({
          own: '',
          below: '',
          ownFacts: '',
          factsBelow: '',
          items: 0,
          members: 0,
          outcome,
          milliseconds: 0,
        });
        this.#child = undefined;
        child.kill('SIGKILL');
      };
      const onExit = () => lost('crashed');
      const timer = setTimeout(() => lost('timeout'), this.#timeoutMs);
      const settle = (result: Extracted) => {
        clearTimeout(timer);
        child.off('exit', onExit);
        child.off('message', onMessage);
        resolve(result);
      };
      const onMessage = (message: unknown) => settle(message as Extracted);
      child.once('exit', onExit);
      child.once('message', onMessage);
      child.send(path);
    });
  }

  stop(): void {
    this.#child?.kill();
    this.#child = undefined;
  }
}

if (process.argv[2] === '--serve') {
  process.on('message', (path: string) => {
    void extractFile(path).then((result) => process.send?.(result));
  });
}
