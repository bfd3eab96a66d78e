/**
 * Reads ZIP (APPNOTE 6.3.10) as a container. Of directories those that hold nothing are children. Locators: the index in the directory, or
 * `@` and the offset of the local header where the member was found without it.
 */
import { MemberNames } from '../archives/member-names.ts';
import type { Extract, Outcome } from '../contract.ts';
import { PasswordTries } from '../passwords.ts';
import { openSealed } from './unsealed-member.ts';
import { emptyFolder } from '../archives/held-folders.ts';
import { decodeTarget, maxTargetBytes, noteTarget, targetDetail } from '../archives/link-target.ts';
import { guessNameCharset } from '../archives/member-name.ts';
import { readName, readTimes } from './zip-extras.ts';
import { isDirectory } from './zip-plan.ts';
import { handOverGaps, pushArchiveComment, pushMemberNotes, type Rest } from './zip-rest.ts';
import { type Refusal, type ZipMember, ZipReader } from './zip-reader.ts';

export const version = '9';

/** Unix file types (`stat.h`) as the mode states them. */
const fileType = { mask: 0o170000, regular: 0o100000, link: 0o120000 };
const drainEvery = 256;

/** The target of a link; undefined where the data is none: then it is a file's, whatever the mode says. */
function linkTarget({ entry, open }: ZipMember): string | undefined {
  if (entry.compressedBytes > maxTargetBytes || entry.bytes > maxTargetBytes) return undefined;
  const bytes = open();
  return bytes instanceof Uint8Array ? decodeTarget(bytes) : undefined;
}

/** Why this member's content is not opened, or undefined. What has data is opened whatever its mode says that it is. */
function endMember(member: ZipMember): Refusal | undefined {
  const type = member.entry.mode & fileType.mask;
  if (member.refusal || type === 0 || type === fileType.regular) return member.refusal;
  if (type === fileType.link) {
    const target = linkTarget(member);
    return target === undefined
      ? undefined
      : { status: 'skipped', code: 'link', detail: targetDetail(target) };
  }
  return member.entry.bytes > 0 ? undefined : { status: 'skipped', code: 'not-a-file' };
}

async function emit(
  found: ZipMember,
  names: MemberNames,
  { sink, tries, unseal }: Rest & Unsealing,
): Promise<void> {
  const opened = await unseal(found);
  const member = opened ? { ...found, refusal: undefined, open: opened } : found;
  const refused = member.refusal?.status === 'encrypted' ? tries.refused : '';
  const { entry, disagreement, local, open } = member;
  if (disagreement) sink.warn('corrupt', `member ${entry.locator}: ${disagreement}`);
  const ended = isDirectory(entry) ? emptyFolder : endMember(member);
  const shut = ended && refused !== '' ? { ...ended, detail: `encrypted${refused}` } : ended;
  const name = names.take(readName(entry));
  if (ended?.code === 'link') noteTarget(sink, name.name, ended.detail);
  await sink.child({
    locator: entry.locator,
    ...name,
    relation: 'member',
    declaredSize: entry.bytes,
    times: readTimes(entry, local?.entry.extra),
    ...(shut ? { ended: shut } : { open }),
  });
}

interface Unsealing {
  readonly tries: PasswordTries;
  /** The content of a member that is sealed, where a word opens it. */
  readonly unseal: (member: ZipMember) => Promise<ZipMember['open'] | undefined>;
}

/** Directories that hold nothing, once all members are known; of the others what they say beside their name. */
async function emitFolders(zip: ZipReader, names: MemberNames, rest: Rest & Unsealing): Promise<void> {
  let [count, empty] = [0, 0];
  for (const { entry, holds } of zip.folders()) {
    const member = zip.locate(entry);
    if (!holds && !entry.locator.startsWith('@')) empty += 1;
    if (!holds) await emit(member, names, rest);
    pushMemberNotes(rest, member);
    if (++count % drainEvery === 0) await rest.sink.drain();
  }
  const { end, stated, directories } = zip.plan;
  if (end && empty > 0) rest.sink.expect(Math.max(0, stated - directories) + empty);
}

export const extract: Extract = async ({ content, limits, passwords }, sink): Promise<Outcome> => {
  const zip = new ZipReader(content, limits);
  const { plan } = zip;
  const names = new MemberNames(sink, plan.nameSample);
  if (plan.end) sink.expect(Math.max(0, plan.stated - plan.directories));
  const charset = guessNameCharset(plan.nameSample.bytes());
  const tries = new PasswordTries({ passwords }, sink);
  const rest: Rest & Unsealing = {
    content,
    zip,
    sink,
    charset,
    relation: 'member',
    tries,
    unseal: (member) => openSealed(content, member, limits, tries),
  };
  pushArchiveComment(rest);
  let count = 0;
  for (const entry of zip.entries()) {
    if (entry) {
      const member = zip.locate(entry);
      zip.account(member);
      await emit(member, names, rest);
      pushMemberNotes(rest, member);
    }
    if (!entry || ++count % drainEvery === 0) await sink.drain();
  }
  await emitFolders(zip, names, rest);
  if (!zip.cut) await handOverGaps(rest);
  if (zip.cut) sink.warn('member-limit', plan.end && `${plan.stated} members stated`);
  const { damage } = zip;
  if (damage && zip.found === 0)
    return { status: 'failed', ...damage, code: 'corrupt', completeness: 'partial' };
  if (damage) sink.warn(damage.code, damage.detail);
  return { status: 'extracted', completeness: plan.complete ? 'complete' : 'partial' };
};
