/** Runs one extractor over bytes in memory and collects what it pushes: for the formats' tests and measurements. */
import type { Anchor, AnchorPlace, TextKind } from '../schemas/anchor.ts';
import { AnchorFinder } from '../schemas/find-anchor.ts';
import { AnchorPacker, maxAnchorBytes } from '../pipeline/parser/anchor-packer.ts';
import type { Metadata } from '../schemas/metadata.ts';
import type { Code } from '../schemas/status.ts';
import { type Child, type Content, LimitError, type Outcome, type Sink } from '../formats/contract.ts';
import { extractWithCodes } from '../formats/coded/coded-text.ts';
import type { Limits } from '../schemas/limits.ts';
import { UnaccountedBytes } from '../formats/identify/unaccounted.ts';
import { formats } from '../formats/registry.ts';

export const testLimits: Limits = {
  maxHeldBytes: 256 * 1024 * 1024,
  maxExpandedBytes: 1024 * 1024 * 1024,
  maxRatio: 200,
  maxCaseRatio: 100,
  maxDepth: 16,
  maxMembers: 1_000_000,
};

export interface Collected {
  readonly outcome: Outcome;
  readonly texts: Partial<Record<TextKind, string>>;
  /** As they were pushed. */
  readonly anchors: Partial<Record<TextKind, (AnchorPlace & { readonly at: number })[]>>;
  /** As they are kept. */
  readonly packed: Partial<Record<TextKind, Anchor[]>>;
  readonly metadata: Metadata;
  readonly children: readonly (Child & { readonly bytes?: Uint8Array; readonly error?: string })[];
  readonly events: readonly Parameters<Sink['event']>[0][];
  readonly warnings: readonly { code: Code; detail?: string }[];
  readonly expected?: number;
}

/** Bytes held in memory as the contract's content. */
export const contentOf = (bytes: Uint8Array, limits: Limits = testLimits): Content => ({
  size: bytes.length,
  read: (offset, length) => bytes.subarray(offset, offset + length),
  whole() {
    if (bytes.length > limits.maxHeldBytes) throw new LimitError('too-large', `${bytes.length} bytes`);
    return bytes;
  },
  *slices(start = 0, end = bytes.length) {
    for (let at = start; at < end; at += 65_536) yield bytes.subarray(at, Math.min(at + 65_536, end));
  },
});

const readChild = async (child: Child): Promise<{ bytes?: Uint8Array; error?: string }> => {
  if (!child.open) return {};
  try {
    const opened = child.open();
    if (opened instanceof Uint8Array) return { bytes: opened };
    const parts: Uint8Array[] = [];
    for await (const part of opened) parts.push(Uint8Array.from(part));
    return { bytes: Buffer.concat(parts) };
  } catch (error) {
    return { error: (error as Error).message };
  }
};

/** Runs the registered extractor of `format`; children are read whole and not descended into. */
export async function runExtractor(
  bytes: Uint8Array,
  options: {
    format: string;
    charset?: string;
    limits?: Partial<Limits>;
    /** Of one list, named `list`. */
    passwords?: readonly string[];
  },
): Promise<Collected> {
  const limits = { ...testLimits, ...options.limits };
  const texts: Partial<Record<TextKind, string>> = {};
  const anchors: Partial<Record<TextKind, (AnchorPlace & { readonly at: number })[]>> = {};
  const packers = new Map<TextKind, AnchorPacker>();
  const allowance = { bytes: maxAnchorBytes };
  const packerOf = (kind: TextKind): AnchorPacker => {
    const packer = packers.get(kind) ?? new AnchorPacker(allowance);
    packers.set(kind, packer);
    return packer;
  };
  let metadata: Metadata = {};
  const children: (Child & { bytes?: Uint8Array; error?: string })[] = [];
  const events: Parameters<Sink['event']>[0][] = [];
  const warnings: { code: Code; detail?: string }[] = [];
  let expected: number | undefined;
  const content = contentOf(bytes, limits);
  const sink: Sink = {
    text(chunk, kind = 'body') {
      packerOf(kind).text(chunk, (texts[kind] ?? '').length);
      texts[kind] = (texts[kind] ?? '') + chunk;
    },
    anchor(anchor, kind = 'body') {
      const at = (texts[kind] ?? '').length;
      packerOf(kind).add(anchor, at);
      (anchors[kind] ??= []).push({ ...anchor, at });
    },
    drain: () => Promise.resolve(),
    metadata(values) {
      const other = { ...metadata.other, ...values.other };
      metadata = { ...metadata, ...values, ...(Object.keys(other).length > 0 ? { other } : {}) };
    },
    messageBody: () => undefined,
    event: (event) => void events.push(event),
    expanding: () => undefined,
    expect(members) {
      expected = members;
    },
    async child(child) {
      children.push({ ...child, ...(await readChild(child)) });
    },
    unaccounted: (code, range) => unaccounted.take(code, range),
    warn: (code, detail) => void warnings.push(detail === undefined ? { code } : { code, detail }),
  };
  const unaccounted = new UnaccountedBytes(content, 'embedded', sink);
  const module = await formats.find((format) => format.id === options.format)?.load?.();
  if (!module) throw new Error(`no extractor is registered for ${options.format}`);
  const input = {
    content,
    format: options.format,
    limits,
    passwords: (options.passwords ?? []).map((word, at) => ({ word, list: 'list', entry: at + 1 })),
  };
  const outcome = await extractWithCodes(
    module.extract,
    options.charset === undefined ? input : { ...input, charset: options.charset },
    sink,
  );
  unaccounted.warn();
  return {
    outcome,
    texts,
    anchors,
    packed: Object.fromEntries(
      [...packers].map(([kind, packer]) => [kind, packer.end((texts[kind] ?? '').length)]),
    ),
    metadata,
    children,
    events,
    warnings,
    ...(expected === undefined ? {} : { expected }),
  };
}

/** Where those words stand, as a hit on them is cited; they are looked for from an offset on. */
export function placeOf(
  { texts, packed }: Collected,
  words: string,
  kind: TextKind = 'body',
  from = 0,
): Anchor {
  const at = texts[kind]?.indexOf(words, from) ?? -1;
  if (at < 0) throw new Error(`the text does not have ${words}`);
  const { at: _, ...place } = new AnchorFinder(packed[kind] ?? []).at(at) ?? { at };
  return place as Anchor;
}
