/** What a visit works with, and what it knows of the content that it has identified. */
import type { Verdict } from '../protocol/messages.ts';
import type { FoundItem, Hashes } from '../../schemas/findings.ts';
import type { Content, NamedReader } from '../../formats/contract.ts';
import type { Password } from '../../schemas/password.ts';
import type { Limits } from '../../schemas/limits.ts';
import type { SpoolCode } from '../../schemas/status.ts';
import type { ScreenMatcher } from '../../tagging/screen/screen-matcher.ts';
import type { TagStream } from '../../tagging/tagger.ts';
import type { Format } from '../../formats/registry.ts';
import type { Spool } from './spool.ts';
import type { RecentCosts } from './recent-costs.ts';
import type { Send } from './text-stream.ts';

export interface VisitContext {
  readonly limits: Limits;
  readonly spool: Spool;
  /** Bytes that this process may have in the spool while it does this job. */
  readonly spoolBytes: number;
  /** Of what does not fit. */
  readonly spoolCode: SpoolCode;
  readonly send: Send;
  /** Reports found items and resolves to one verdict each. `weighs`: in a content that is weighed. */
  readonly ask: (found: readonly FoundItem[], weighs?: boolean) => Promise<readonly Verdict[]>;
  /** What contents that this process has read came to. */
  readonly costs: RecentCosts;
  /** Opens the tagging of one text; absent when tagging is off. */
  readonly openTags?: () => TagStream;
  /** Finds what withholds a content; absent where nothing is screened. */
  readonly screen?: ScreenMatcher | undefined;
  readonly progress: () => void;
  /** Who reads what is for Tika; absent where none is used. */
  readonly tika?: TikaChoice;
  /** What encrypted contents are tried with. */
  readonly passwords?: readonly Password[] | undefined;
}

export interface TikaChoice {
  /** The reader; a `Code` where the content is Tika's to read but too large; undefined where it is not. */
  choose(
    format: Format | undefined,
    identified: IdentifiedContent,
  ): NamedReader | 'tika-too-large' | undefined;
  /** Who reads what the format's own reader gives up; undefined where the content is too large to be sent. */
  further(identified: IdentifiedContent): NamedReader | undefined;
}

/** An item before its content is known. */
export type UnreadItem = Omit<FoundItem, 'hashes' | 'format' | 'mediaType' | 'size'>;

/** A content that was read and identified, with what is known of the item that carries it. */
export interface IdentifiedContent {
  readonly found: FoundItem;
  readonly content: Content;
  readonly hashes: Hashes;
  readonly charset?: string;
  /** Set by the parent: it is not the format that decides who reads it. */
  readonly reader?: NamedReader;
  readonly readMilliseconds: number;
  readonly identifyMilliseconds: number;
}

/** What a member came to, for the counts of its container. */
type ChildResult = 'read' | 'skipped' | 'failed';

export interface VisitedChild {
  readonly result: ChildResult;
  /** Of its content, where it has one. */
  readonly sha256?: string;
}
