/**
 * Reads files of CMS (S/MIME, PKCS #7: p7m, p7s, p7b): what is signed is read, its signers are named, and of what is
 * encrypted for whom. A message in it is read as one, any other file becomes a child.
 */
import { constants, inflateSync } from 'node:zlib';
import type { Limits } from '../../schemas/limits.ts';
import { assertExpansion } from '../archives/expansion-limit.ts';
import { memoryContent } from '../content.ts';
import { type Content, type Extract, LimitError, type Outcome, type Sink } from '../contract.ts';
import { type Cms, readCms } from '../sealed/cms.ts';
import { readMessage } from './eml.ts';
import { LayeredSink } from './layered-sink.ts';
import { isEntity, joinRanges } from './signed-part.ts';
import { pushRecipients, pushSigners } from './signers.ts';

export const version = '4';

/** An armoured one is held: they are written by hand tools, some MiB at most. */
const maxArmouredBytes = 32 * 1024 * 1024;
const armour = /^-----BEGIN [^\n]{1,60}-----\r?\n([A-Za-z0-9+/=\s]*)/;

/** The content without its armour (RFC 7468), where it has one. */
function withoutArmour(content: Content): Content {
  if (Buffer.from(content.read(0, 11)).toString('latin1') !== '-----BEGIN ') return content;
  if (content.size > maxArmouredBytes) throw new LimitError('too-large', `${content.size} bytes of armour`);
  const [, coded = ''] = armour.exec(Buffer.from(content.whole()).toString('latin1')) ?? [];
  return memoryContent(Buffer.from(coded, 'base64'));
}

function inflate(packed: Content, limits: Limits): Content {
  const bytes = packed.whole();
  try {
    const inflated = inflateSync(bytes, {
      maxOutputLength: limits.maxHeldBytes,
      finishFlush: constants.Z_SYNC_FLUSH,
    });
    assertExpansion(inflated.length, bytes.length, limits);
    return memoryContent(inflated);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE')
      throw new LimitError('too-large', `compressed, over ${limits.maxHeldBytes} bytes`);
    throw error;
  }
}

async function readInner(inner: Content, cms: Cms, sink: Sink): Promise<Outcome> {
  if (isEntity(inner)) return readMessage(inner, new LayeredSink(sink, 'signed/'), 0, cms);
  pushSigners([cms], sink);
  sink.expect(1);
  await sink.child({
    locator: 'content',
    name: '',
    relation: 'embedded',
    declaredSize: inner.size,
    open: () => inner.slices(),
  });
  return { status: 'extracted' };
}

async function readHeld(cms: Cms, content: Content, limits: Limits, sink: Sink): Promise<Outcome> {
  if (cms.kind === 'encrypted')
    return { status: 'encrypted', code: 'password-required', detail: pushRecipients(cms, sink) };
  if (cms.kind === 'other' && !cms.inner)
    return { status: 'unsupported', code: 'no-extractor', detail: `content of CMS of type ${cms.type}` };
  if (!cms.inner) {
    pushSigners([cms], sink);
    return { status: 'extracted' };
  }
  const inner = joinRanges(content, cms.inner, limits.maxHeldBytes);
  if (cms.kind !== 'compressed') return readInner(inner, cms, sink);
  const inflated = inflate(inner, limits);
  sink.expanding(inflated.size);
  return readInner(inflated, cms, sink);
}

export const extract: Extract = async ({ content: given, limits }, sink) => {
  const content = withoutArmour(given);
  const cms = readCms(content);
  if (!cms) return { status: 'failed', code: 'corrupt', detail: 'no content of CMS' };
  const { damage, end } = cms;
  const outcome = await readHeld(cms, content, limits, sink);
  if (content === given && !damage && end < content.size)
    await sink.unaccounted('trailing-data', { start: end, end: content.size });
  if (!damage) return outcome;
  sink.warn(damage.code, damage.detail);
  return outcome.status === 'extracted' ? { ...outcome, completeness: 'partial' } : outcome;
};
