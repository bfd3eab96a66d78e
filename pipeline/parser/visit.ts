/**
 * The visit of items inside a parser process: read, identify, digest, ask the coordinator, extract; members are
 * visited as their container yields them, so each byte of the source is read once.
 */
import type { Verdict } from '../protocol/messages.ts';
import type { Cost, FoundItem, Hashes } from '../../schemas/findings.ts';
import type { Code } from '../../schemas/status.ts';
import type { Child, Content } from '../../formats/contract.ts';
import { formats } from '../../formats/registry.ts';
import { identify } from '../../formats/identify/identify.ts';
import { itemId } from '../../sources/item-id.ts';
import { costOfItem } from '../protocol/case-cost.ts';
import { Account, noCost } from './account.ts';
import { digestBytes } from './digest.ts';
import { DocumentSink } from './document-sink.ts';
import { readContent } from './read-content.ts';
import { type Budget, type Held, hold, ledgerCodeOf } from './hold.ts';
import { MemberBatch } from './member-batch.ts';
import type { IdentifiedContent, UnreadItem, VisitContext, VisitedChild } from './visit-context.ts';
import { messageOf } from '../../schemas/problem.ts';

const byId = new Map(formats.map((format) => [format.id, format]));

/** Identifies a content by nothing but its bytes: two names of one content must not race for its format. */
export async function identifyContent(
  item: UnreadItem,
  content: Content,
  hashes: Hashes,
  readMilliseconds: number,
): Promise<IdentifiedContent> {
  const started = performance.now();
  const { format, mediaType, charset } = await identify(content);
  return {
    found: { ...item, size: content.size, hashes, format, mediaType },
    content,
    hashes,
    charset,
    readMilliseconds,
    identifyMilliseconds: performance.now() - started,
  };
}

/** Where the parent knows what it is and who reads it. */
function takeAsStated(
  item: UnreadItem,
  { content, hashes }: Held,
  { reader, readMilliseconds }: { reader: NonNullable<Child['reader']>; readMilliseconds: number },
): IdentifiedContent {
  const { format, mediaType } = reader;
  const found = { ...item, size: content.size, hashes, format, mediaType };
  return { found, content, hashes, reader, readMilliseconds, identifyMilliseconds: 0 };
}

/** Where a content is visited. */
export interface Place {
  readonly depth: number;
  readonly budget: Budget;
  /** In a content that is weighed: nothing is told. */
  readonly silent: boolean;
  /** In a content that killed too many parsers: what it holds is named and not opened. */
  readonly listing?: boolean;
}

/** What a content comes to; `cutInFile`: less than it would in another file (`Account.isCutInFile`). */
type VisitedCost = Cost & { readonly cutInFile?: boolean };

/**
 * Carries out a verdict: extracts the content, visits its members, and sends the document's outcome. Resolves to what it
 * comes to, with all that lies in it.
 */
export async function carryOut(
  identified: IdentifiedContent,
  verdict: Verdict,
  place: Place,
  context: VisitContext,
): Promise<VisitedCost> {
  const { sha256 } = identified.hashes;
  if (verdict.give) giveBytes(identified, context);
  if (verdict.say === 'leave') return verdict.cost ?? noCost;
  const known = verdict.say === 'weigh' ? context.costs.get(sha256) : undefined;
  const visited: VisitedCost = known ?? (await readIdentified(identified, verdict, place, context));
  const { cutInFile = false, ...cost } = visited;
  // What is passed through, only listed, or cut for what lies beside it comes to less than the content does, where it is weighed.
  if ((verdict.say === 'parse' && !cutInFile) || verdict.say === 'weigh') context.costs.set(sha256, cost);
  if (verdict.say === 'weigh') context.send({ type: 'weighed', document: sha256 });
  return visited;
}

/** Sends the bytes of an item, for whoever needs it as it was in what holds it. */
function giveBytes({ found: { item }, content }: IdentifiedContent, { send }: VisitContext): void {
  for (const piece of content.slices()) send({ type: 'bytes', item }, piece);
  send({ type: 'given', item });
}

async function readIdentified(
  identified: IdentifiedContent,
  verdict: Verdict,
  place: Place,
  context: VisitContext,
): Promise<VisitedCost> {
  const format = byId.get(identified.found.format ?? '');
  const isFile = identified.found.holder === undefined;
  const isWeighed = verdict.say === 'weigh' || place.silent;
  const isTold = !isWeighed && verdict.say !== 'pass';
  const room = isTold ? place.budget.room : undefined;
  const account = new Account(identified.content, context.limits, { isFile, room }, context.progress);
  const listing = verdict.say === 'condemned';
  const inside = { depth: place.depth + 1, budget: place.budget, silent: isWeighed, listing };
  const members = new MemberBatch(
    (found) => context.ask(found, isWeighed),
    async (member, answer) => {
      const cost = await carryOut(member, answer, inside, context);
      account.add(cost);
      if (cost.cutInFile) account.tellCutInside();
    },
  );
  const sink = new DocumentSink(
    identified,
    context,
    { budget: place.budget, account, silent: !isTold, listing },
    (child, ordinal) =>
      visitChild(
        child,
        childItem(child, ordinal, identified.hashes.sha256),
        inside,
        account,
        members,
        context,
      ),
    format?.role === 'container' ? 'member' : 'embedded',
  );
  if (listing) {
    if (verdict.list) {
      await readContent(format, identified, sink, context);
      await members.flush();
    }
    sink.finish(
      { status: 'failed', code: verdict.code ?? 'parser-crash', completeness: 'partial' },
      format,
      undefined,
    );
    return { ...account.cost, cutInFile: account.isCutInFile };
  }
  const started = performance.now();
  const { outcome, by } = await readContent(format, identified, sink, context);
  await members.flush();
  sink.finish(outcome, format, by, performance.now() - started);
  return { ...account.cost, cutInFile: account.isCutInFile };
}

const maxLocatorUnits = 4096;

/** A locator as a message takes it: a longer one keeps its start and the hash of the whole, so that the id can be checked. */
function boundedLocator(locator: string): string {
  if (locator.length <= maxLocatorUnits) return locator;
  const digest = digestBytes(Buffer.from(locator)).sha256;
  return `${locator.slice(0, maxLocatorUnits - digest.length - 1)}#${digest}`;
}

function childItem(child: Child, ordinal: number, holder: string): UnreadItem {
  const locator = boundedLocator(child.locator);
  return {
    item: itemId(holder, locator),
    holder,
    locator,
    ordinal,
    name: child.name.slice(0, 65_536),
    rawName: child.rawName && Buffer.from(child.rawName.subarray(0, 65_536)).toString('base64'),
    relation: child.relation,
    times: child.times,
    warnings: [],
  };
}

/** A size that an archive states may be no number that a message can carry. */
const countOf = (stated: number | undefined): number | undefined =>
  Number.isSafeInteger(stated) && Number(stated) >= 0 ? stated : undefined;

type Ended = NonNullable<FoundItem['ended']>;

function endedOf(status: Ended['status'], code: Code, detail?: string): Ended {
  return { status, code, detail: detail?.slice(0, 500) };
}

async function visitChild(
  child: Child,
  item: UnreadItem,
  { depth, budget, listing }: Place,
  account: Account,
  members: MemberBatch,
  context: VisitContext,
): Promise<VisitedChild> {
  const unread = (ended: Ended): FoundItem => ({ ...item, size: countOf(child.declaredSize), ended });
  const end = async (ended: Ended): Promise<VisitedChild> => {
    const found = unread(ended);
    account.charge(costOfItem(found));
    await members.addEnded(found);
    // What lies elsewhere is no part of its message that could not be read.
    const isLeft = ended.status === 'skipped' || ended.code === 'not-held';
    return { result: isLeft ? 'skipped' : 'failed' };
  };
  if (!account.opensMembers) {
    const left = unread(endedOf('failed', 'over-budget', 'not opened'));
    if (account.leaveMember(costOfItem(left))) await members.addEnded(left);
    return { result: 'failed' };
  }
  if (child.ended) return end(endedOf(child.ended.status, child.ended.code, child.ended.detail));
  if (listing)
    return end(endedOf('failed', 'crash-limit', 'not read: what holds it killed too many parsers'));
  if (depth > context.limits.maxDepth) return end(endedOf('failed', 'depth-limit', `nesting level ${depth}`));
  if (!child.open) return end(endedOf('failed', 'corrupt', 'the container gives no content'));
  const started = performance.now();
  let held: Held;
  try {
    held = await hold(child.open, context.spool, budget, account, context.limits.maxHeldBytes);
  } catch (error) {
    return end(endedOf('failed', ledgerCodeOf(error, 'corrupt'), messageOf(error)));
  }
  const { broken, content, hashes } = held;
  if (broken && content.size === 0) {
    held.release();
    return end(endedOf('failed', broken.code, broken.detail));
  }
  const warnings = broken ? [{ code: broken.code, detail: broken.detail }] : [];
  const readMilliseconds = performance.now() - started;
  const identified = child.reader
    ? takeAsStated({ ...item, warnings }, held, { reader: child.reader, readMilliseconds })
    : await identifyContent({ ...item, warnings }, content, hashes, readMilliseconds);
  account.charge(costOfItem(identified.found));
  await members.add(identified, held);
  return { result: broken ? 'failed' : 'read', sha256: hashes.sha256 };
}
