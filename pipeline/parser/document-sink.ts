/** The sink of one document: gathers what its extractor pushes, and sends the outcome. */
import type { AnchorPlace, TextKind } from '../../schemas/anchor.ts';
import type { Metadata } from '../../schemas/metadata.ts';
import { textChunkUnits } from '../../schemas/text-chunk.ts';
import { costOfDocument, costOfEvents, costOfTags, costOfText } from '../protocol/case-cost.ts';
import type { DocumentMessage, FromParser } from '../protocol/messages.ts';
import type { DocumentEvent, TextResult } from '../../schemas/findings.ts';
import type { Code, Warning } from '../../schemas/status.ts';
import {
  type ByteRange,
  type Child,
  LimitError,
  type Outcome,
  type Sink,
  type UnaccountedCode,
} from '../../formats/contract.ts';
import { UnaccountedBytes } from '../../formats/identify/unaccounted.ts';
import type { Format } from '../../formats/registry.ts';
import { BoundedMetadata } from './bounded-metadata.ts';
import { DocumentLanguages } from '../../tagging/language/document-languages.ts';
import { DocumentScreen } from './document-screen.ts';
import { EventTimes } from './event-times.ts';
import { type AnchorAllowance, maxAnchorBytes } from './anchor-packer.ts';
import type { Account } from './account.ts';
import type { Budget } from './hold.ts';
import { type DocumentFacts, factsOf } from '../../tagging/document-facts.ts';
import { chargeText, TextStream } from './text-stream.ts';
import { messageHashes } from './message-hash.ts';
import type { IdentifiedContent, VisitContext, VisitedChild } from './visit-context.ts';

/** Distinct warning codes are few; of each the first detail is kept and the rest counted. */
const maxDetail = 500;
/** As the schema of an anchor allows. */
const maxSheetUnits = 500;
const maxPartUnits = 200;
const maxChangedUnits = 40;
const eventsPerMessage = 1_000;
/** Attachments whose hashes go into a message’s: 640 kB. A message with more has no hash. */
const maxHashedAttachments = 10_000;

function boundedDetail(detail: string | undefined): string | undefined {
  return detail === undefined || detail === '' ? undefined : detail.slice(0, maxDetail).toWellFormed();
}

const detailOf = (outcome: Outcome): string | undefined =>
  outcome.status === 'extracted' ? undefined : outcome.detail;

const boundedName = (name: string | undefined, maxUnits: number): string | undefined =>
  name === undefined || (name.length <= maxUnits && name.isWellFormed())
    ? name
    : name.slice(0, maxUnits).toWellFormed();

/** What the document is read under. `silent`: nothing of it is told, only what it comes to is found out. */
export interface SinkPlace {
  readonly budget: Budget;
  readonly account: Account;
  readonly silent: boolean;
  /** What it holds is named, and nothing else taken of it. */
  readonly listing: boolean;
}

export class DocumentSink implements Sink {
  readonly #identified: IdentifiedContent;
  readonly #context: VisitContext;
  readonly #place: SinkPlace;
  readonly #account: Account;
  readonly #visitChild: (child: Child, ordinal: number) => Promise<VisitedChild>;
  readonly #texts = new Map<TextKind, TextStream>();
  readonly #warnings = new Map<Code, Warning>();
  readonly #members = { emitted: 0, skipped: 0, failed: 0 };
  #expected: number | undefined;
  #message: { readonly body: readonly string[] | undefined } | undefined;
  readonly #attachments: string[] = [];
  #hasUnread = false;
  readonly #metadata: BoundedMetadata;
  #facts: { readonly of: Metadata; readonly facts: DocumentFacts } | undefined;
  readonly #anchorAllowance: AnchorAllowance = { bytes: maxAnchorBytes };
  readonly #screen: DocumentScreen;
  readonly #languages = new DocumentLanguages();
  #sheet: string | undefined;
  #events: DocumentEvent[] = [];
  readonly #eventTimes = new EventTimes();
  readonly #unaccounted: UnaccountedBytes;

  constructor(
    identified: IdentifiedContent,
    context: VisitContext,
    place: SinkPlace,
    visitChild: (child: Child, ordinal: number) => Promise<VisitedChild>,
    unaccountedAs: Child['relation'] = 'embedded',
  ) {
    this.#identified = identified;
    this.#context = context;
    this.#place = place;
    this.#account = place.account;
    this.#screen = new DocumentScreen(context.screen);
    this.#metadata = new BoundedMetadata(place.account.maxMetadataUnits);
    this.#visitChild = visitChild;
    this.#unaccounted = new UnaccountedBytes(identified.content, unaccountedAs, this);
  }

  text(chunk: string, kind: TextKind = 'body'): void {
    if (chunk.length === 0 || this.#place.listing) return;
    // A chunk at a time: one value may be more than all that is left.
    for (let at = 0; at < chunk.length; at += textChunkUnits) {
      if (!this.#account.admit(chunk.length - at)) return;
      const part = chunk.length <= textChunkUnits ? chunk : chunk.slice(at, at + textChunkUnits);
      chargeText(this.#place.budget, part.length);
      this.#stream(kind).push(part);
      this.#screen.text(kind, part);
      this.#languages.text(kind, part);
    }
  }

  anchor(place: AnchorPlace, kind: TextKind = 'body'): void {
    if (this.#place.listing) return;
    const names = {
      sheet: boundedName(place.sheet, maxSheetUnits),
      part: boundedName(place.part, maxPartUnits),
      author: boundedName(place.author, maxPartUnits),
      changed: boundedName(place.changed, maxChangedUnits),
    };
    const isBounded =
      names.sheet === place.sheet &&
      names.part === place.part &&
      names.author === place.author &&
      names.changed === place.changed;
    if (place.author !== undefined) this.#screen.words(names.author);
    if (names.sheet !== undefined && names.sheet !== this.#sheet)
      this.#screen.words((this.#sheet = names.sheet));
    // There is one for each cell: a copy only where it must be.
    this.#stream(kind).anchor(isBounded ? place : { ...place, ...names });
  }

  #stream(kind: TextKind): TextStream {
    let stream = this.#texts.get(kind);
    if (!stream) {
      const handle = `${this.#identified.hashes.sha256}:${kind}`;
      const tags = this.#context.openTags?.();
      stream = new TextStream(handle, kind, (message, blob) => this.#send(message, blob), tags, {
        factsNow: () => this.#factsNow(),
        anchorAllowance: this.#anchorAllowance,
      });
      this.#texts.set(kind, stream);
    }
    return stream;
  }

  /** The texts of a document ask for the same ones. */
  #factsNow(): DocumentFacts {
    const { values } = this.#metadata;
    if (this.#facts?.of !== values) this.#facts = { of: values, facts: factsOf(values) };
    return this.#facts.facts;
  }

  /** Charges what goes, and lets it go where anything is told. */
  #send(message: FromParser, blob?: Uint8Array): void {
    const { type } = message;
    const bytes = blob?.length ?? 0;
    if (blob && type === 'text') this.#account.chargeText(costOfText(bytes), { type, blob });
    else if (blob && type === 'tags') this.#account.chargeText(costOfTags(bytes), { type, blob });
    else if (blob && type === 'events') this.#account.chargeText(costOfEvents(bytes), { type, blob });
    if (!this.#place.silent) this.#context.send(message, blob);
  }

  drain(): Promise<void> {
    this.#context.progress();
    return Promise.resolve();
  }

  metadata(values: Metadata): void {
    if (this.#place.listing) return;
    this.#metadata.add(values);
    this.#screen.values(values);
  }

  event(event: Parameters<Sink['event']>[0]): void {
    if (this.#place.listing) return;
    if (!this.#account.admit(event.message.length)) return;
    this.#screen.words(event.message);
    this.#eventTimes.add(event.time, event.until);
    this.#events.push({
      time: event.time,
      kind: event.kind.slice(0, 100),
      message: event.message.slice(0, 10_000).toWellFormed(),
    });
    if (this.#events.length >= eventsPerMessage) this.#sendEvents();
  }

  #sendEvents(): void {
    if (this.#events.length === 0) return;
    this.#send(
      { type: 'events', document: this.#identified.hashes.sha256 },
      Buffer.from(JSON.stringify(this.#events)),
    );
    this.#events = [];
  }

  expect(members: number): void {
    // What a hostile header makes of its number may be none, which no message can carry.
    if (Number.isNaN(members)) return;
    this.#expected = Math.max(0, Math.min(Math.trunc(members), Number.MAX_SAFE_INTEGER));
  }

  expanding(bytes: number): void {
    this.#account.expand(bytes);
  }

  async child(child: Child): Promise<void> {
    if (this.#members.emitted >= this.#context.limits.maxMembers) {
      throw new LimitError('member-limit', `more than ${this.#context.limits.maxMembers} members`);
    }
    const ordinal = this.#members.emitted++;
    const { result, sha256 } = await this.#visitChild(child, ordinal);
    // What lies elsewhere makes no other message of one: its address stands in the body.
    if (child.relation !== 'member' && child.ended?.code !== 'not-held')
      this.#attach(result === 'read' ? sha256 : undefined);
    if (result !== 'read') this.#members[result] += 1;
    if (result === 'failed') this.warn('member-failed', child.name.slice(0, 200));
    // A member that is cut has a content like any other, which says nothing of it: what holds it was not read whole.
    if (result === 'failed' && sha256 !== undefined) this.warn('partial-read', child.name.slice(0, 200));
    this.#context.progress();
  }

  /** Keeps what the hash of a message takes of an attachment. */
  #attach(sha256: string | undefined): void {
    if (sha256 === undefined || this.#attachments.length >= maxHashedAttachments) this.#hasUnread = true;
    else this.#attachments.push(sha256);
  }

  messageBody(shown: readonly string[] | undefined): void {
    if (!this.#place.listing) this.#message = { body: shown };
  }

  /** With the languages of its texts, and the hashes of the message, where it is one. */
  #metadataInAll(): Metadata {
    const { list } = this.#eventTimes;
    if (list) this.#metadata.add({ eventTimes: list });
    const languages = this.#languages.finish();
    const values = languages
      ? { ...this.#metadata.values, languages: [...languages] }
      : this.#metadata.values;
    if (!this.#message) return values;
    const attachments = this.#hasUnread ? undefined : this.#attachments;
    return { ...values, ...messageHashes(values, { body: this.#message.body, attachments }) };
  }

  unaccounted(code: UnaccountedCode, range: ByteRange): Promise<void> {
    return this.#unaccounted.take(code, range);
  }

  warn(code: Code, detail?: string): void {
    const known = this.#warnings.get(code);
    if (known) known.count = (known.count ?? 1) + 1;
    else this.#warnings.set(code, { code, detail: boundedDetail(detail) });
  }

  /** Sends texts' ends, events and the document. `extractMilliseconds` includes the visits of members. */
  finish(
    stated: Outcome,
    format: Format | undefined,
    extractor: string | undefined,
    extractMilliseconds = 0,
  ): void {
    const { found, hashes, content, readMilliseconds, identifyMilliseconds } = this.#identified;
    this.#unaccounted.warn();
    const metadata = this.#metadataInAll();
    const texts = this.#sealTexts();
    if (this.#metadata.cut !== undefined) this.warn('text-cut', this.#metadata.cut);
    this.#sendEvents();
    const outcome = this.#withinBudget(stated);
    const warnings = [...this.#warnings.values()];
    this.#account.charge(costOfDocument({ metadata, texts, detail: detailOf(outcome), warnings }));
    const enrich = [...this.#texts.values()].reduce((sum, text) => sum + text.enrichMilliseconds, 0);
    // What another program opened for us has no role in the registry.
    const isContainer =
      format?.role === 'container' || (format?.role === undefined && this.#members.emitted > 0);
    const extracted = texts.length > 0 ? 'indexed' : isContainer ? 'container' : 'empty';
    const hasMembers = this.#members.emitted > 0 || this.#expected !== undefined || isContainer;
    const completeness =
      outcome.status === 'extracted' || outcome.status === 'failed' ? outcome.completeness : undefined;
    // An extractor that came to its end without a word of what it left out has given all that its format names.
    const isWhole =
      completeness === undefined && outcome.status === 'extracted' && this.#members.failed === 0;
    const message: DocumentMessage = {
      type: 'document',
      hashes,
      size: content.size,
      format: found.format ?? 'unknown',
      mediaType: found.mediaType ?? 'application/octet-stream',
      status: outcome.status === 'extracted' ? extracted : outcome.status,
      code: outcome.status === 'extracted' ? undefined : outcome.code,
      detail: boundedDetail(detailOf(outcome)),
      metadata,
      warnings,
      texts,
      extractor,
      members: hasMembers ? { ...this.#members, expected: this.#expected } : undefined,
      completeness: hasMembers ? (isWhole ? 'complete' : completeness) : undefined,
      ...this.#account.cost,
      cutInFile: this.#account.isCutInFile || undefined,
      screened: this.#screen.finish(),
      milliseconds: {
        read: readMilliseconds,
        identify: identifyMilliseconds,
        extract: Math.max(0, extractMilliseconds - enrich),
        enrich,
      },
    };
    if (!this.#place.silent) this.#context.send(message);
  }

  /** Says what was left out because more would have come of the content than may. */
  #withinBudget(outcome: Outcome): Outcome {
    const detail = this.#account.leftOut;
    if (detail === undefined) return outcome;
    if (this.#account.isCut)
      return { status: 'failed', code: 'over-budget', detail, completeness: 'partial' };
    this.warn('over-budget', detail);
    return outcome.status === 'extracted' || outcome.status === 'failed'
      ? { ...outcome, completeness: 'partial' }
      : outcome;
  }

  /** A text of nothing but white space is no text: its chunks are never sealed, and the index drops them. */
  #sealTexts(): TextResult[] {
    return [...this.#texts.values()].filter((text) => !text.blank).map((text) => text.seal());
  }
}
