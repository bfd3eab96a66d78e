/**
 * Offers to Tika what the reader of its format had to give up. What that one read is kept; of Tika's answer is taken what
 * goes beyond it, so that nobody reads less of a damaged file with Tika than without.
 */
import type { TextKind } from '../../schemas/anchor.ts';
import type { Metadata } from '../../schemas/metadata.ts';
import type { Code } from '../../schemas/status.ts';
import type { Child, ExtractInput, NamedReader, Outcome } from '../../formats/contract.ts';
import { ForwardingSink } from '../../formats/forwarding-sink.ts';
import type { Format } from '../../formats/registry.ts';

/** Why a reader gave up that another program may not have. Limits are ours for whoever reads, and a password opens for neither. */
const handedOver: ReadonlySet<Code> = new Set([
  'corrupt',
  'truncated',
  'partial-read',
  'parser-error',
  'no-extractor',
  'too-large',
]);

/** Texts hold for any reader what they hold for ours; of archives and mailboxes ours counts what is in them. */
export const isHandedOver = (format: Format | undefined, outcome: Outcome): boolean =>
  format?.role === 'extractor' &&
  format.isText !== true &&
  (outcome.status === 'failed' || outcome.status === 'unsupported') &&
  handedOver.has(outcome.code);

/** Remembers how much came of a content, and what is known of it. */
export class MeasuredSink extends ForwardingSink {
  /** Units of text that are not blank. */
  units = 0;
  children = 0;
  readonly #known = new Set<string>();

  override text(chunk: string, kind?: TextKind): void {
    this.units += chunk.replace(/\s+/g, '').length;
    super.text(chunk, kind);
  }

  override child(child: Child): Promise<void> {
    this.children += 1;
    return super.child(child);
  }

  override metadata(values: Metadata): void {
    for (const [key, value] of Object.entries(values)) if (value !== undefined) this.#known.add(key);
    for (const key of Object.keys(values.other ?? {})) this.#known.add(`other.${key}`);
    super.metadata(values);
  }

  /** Those that were not pushed. */
  without({ other, ...values }: Metadata): Metadata {
    const fresh = Object.entries(values).filter(([key]) => !this.#known.has(key));
    const freshOther = Object.entries(other ?? {}).filter(([key]) => !this.#known.has(`other.${key}`));
    return {
      ...Object.fromEntries(fresh),
      ...(freshOther.length > 0 ? { other: Object.fromEntries(freshOther) } : {}),
    };
  }
}

/** Takes of a second reader what the first did not have. Its text is held until it is known whether it is more. */
class SecondSink extends ForwardingSink {
  readonly #first: MeasuredSink;
  readonly #held: string[] = [];
  #units = 0;
  /** What the first had when it ended. */
  readonly #firstUnits: number;
  readonly #hadChildren: boolean;
  #children = 0;
  #isDecided = false;

  constructor(first: MeasuredSink) {
    super(first);
    this.#first = first;
    this.#firstUnits = first.units;
    this.#hadChildren = first.children > 0;
  }

  /** Whether anything of it was taken. */
  get isMore(): boolean {
    return this.#isDecided && (this.#isLonger || this.#children > 0);
  }

  get #isLonger(): boolean {
    return this.#units > this.#firstUnits;
  }

  /** Held as long as it may be less than what the first has, and no longer: an answer may be larger than memory. */
  override text(chunk: string): void {
    this.#held.push(chunk);
    this.#units += chunk.replace(/\s+/g, '').length;
    if (this.#isLonger) this.#write();
  }

  override metadata(values: Metadata): void {
    super.metadata(this.#first.without(values));
  }

  /** All text of an answer comes before what is embedded. */
  override async child(child: Child): Promise<void> {
    this.decide();
    // The same files twice would be counted twice: those of our own reader have their places in the file.
    if (this.#hadChildren) return;
    this.#children += 1;
    await super.child(child);
  }

  /** It has no more text: what is held is less than what there is. */
  decide(): void {
    this.#isDecided = true;
    this.#held.length = 0;
  }

  #write(): void {
    // Where both have text the second stands behind the first, and says whose it is.
    if (!this.#isDecided && this.#firstUnits > 0) super.anchor({ part: 'as Tika reads it' });
    this.#isDecided = true;
    for (const chunk of this.#held.splice(0)) super.text(chunk);
  }
}

/** Who read it, and how it ended. */
export interface HandedOver {
  readonly outcome: Outcome;
  readonly by: string;
}

/**
 * Reads by `second` what `first` gave up with `outcome`; `sink` is the one that the first pushed into. Where the second
 * has no more, the outcome stays the first one's.
 */
export async function handOver(
  outcome: Exclude<Outcome, { readonly status: 'extracted' }>,
  [first, second]: readonly [first: NamedReader, second: NamedReader],
  input: ExtractInput,
  sink: MeasuredSink,
): Promise<HandedOver> {
  const further = new SecondSink(sink);
  const answered = await second.extract(input, further);
  const by = `${first.name} then ${second.name}`;
  if (answered.status === 'extracted' || answered.status === 'failed') further.decide();
  if (further.isMore) {
    sink.warn(outcome.code, `${first.name}: ${outcome.detail ?? outcome.status}`);
    return { outcome: { status: 'extracted', completeness: 'partial' }, by };
  }
  return { outcome: answered.status === 'encrypted' && sink.units === 0 ? answered : outcome, by };
}
