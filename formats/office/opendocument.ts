/**
 * Extracts OpenDocument texts, spreadsheets, presentations, drawings, formulas and charts with their templates, and the
 * documents of OpenOffice.org 1, which came before them.
 */
import type { Extract, Sink } from '../contract.ts';
import { PasswordTries } from '../passwords.ts';
import { giveChildren } from './embedded.ts';
import { LinkList } from './link-list.ts';
import { readOdfMeta } from './odf-meta.ts';
import { OdfText } from './odf-text.ts';
import { isOutcome, openOdf } from './open-package.ts';
import { bytesOf } from './package.ts';
import type { PartReader } from './part-reader.ts';
import { isShut, openSeals, readSeals } from './sealed-odf.ts';
import type { XmlHandler } from './xml.ts';

export const version = '16';

/** Settings, signatures and caches of the package itself. */
const isOwnPart = (name: string): boolean => /^(?:META-INF|Configurations2)\/|^layout-cache$/i.test(name);

const moduleHandler = (sink: Sink): XmlHandler => ({
  open: () => true,
  close: (name) => name === 'module' && sink.text('\n', 'hidden'),
  text: (data) => sink.text(data, 'hidden'),
});

/** Basic modules are XML parts: `Basic/LIBRARY/MODULE.xml` beside the lists `script-lb.xml`. */
async function readMacros(reader: PartReader, sink: Sink): Promise<void> {
  const modules = reader.package.parts.filter(
    ({ name }) => /^Basic\/[^/]+\/[^/]+\.xml$/i.test(name) && !/\/(?:script|dialog)-lb\.xml$/i.test(name),
  );
  const scripts = reader.package.parts.filter(({ name }) => /^Scripts\/.*[^/]$/i.test(name));
  if (modules.length + scripts.length > 0) sink.warn('active-content', 'Basic modules or scripts');
  for (const { name } of modules) await reader.parse(name, moduleHandler(sink), 'aside');
}

async function readText(reader: PartReader, format: string, sink: Sink): Promise<void> {
  const links = new LinkList(sink);
  const content = new OdfText(sink, links, { kind: 'body', format, anchored: true });
  await reader.parse('content.xml', content);
  content.finish();
  if (format === 'ods') sink.metadata({ sheets: content.sheets });
  if (format === 'odp') sink.metadata({ slides: content.slides });
  if (format === 'odg') sink.metadata({ pages: content.slides });
  if (reader.package.find('styles.xml'))
    await reader.parse(
      'styles.xml',
      new OdfText(sink, links, { kind: 'headers', format, anchored: false }),
      'aside',
    );
  for (const { name } of reader.package.parts)
    if (/\/content\.xml$/i.test(name)) {
      sink.anchor({ part: name.slice(0, 200) });
      await reader.parse(name, new OdfText(sink, links, { kind: 'body', format, anchored: false }), 'aside');
    }
}

/** What a document of OpenOffice.org 1 is, by the type that it declares. */
const kindsOfSun: readonly (readonly [RegExp, string])[] = [
  [/\.calc/, 'ods'],
  [/\.impress/, 'odp'],
  [/\.draw/, 'odg'],
];
/** A media type is short; stops one of megabytes. */
const maxTypeBytes = 1000;

async function kindOf({ package: parts }: PartReader, format: string): Promise<string> {
  const part = format === 'sxw' ? parts.find('mimetype') : undefined;
  if (!part || bytesOf(part) > maxTypeBytes) return format;
  let type = '';
  try {
    for await (const chunk of parts.read(part)) type += Buffer.from(chunk).toString('latin1');
  } catch {
    // What it is called then stays unknown, and its text is read as that of a letter.
    return format;
  }
  return kindsOfSun.find(([pattern]) => pattern.test(type))?.[1] ?? format;
}

export const extract: Extract = async (input, given) => {
  const opened = await openOdf(input, given);
  if (isOutcome(opened)) return opened;
  const { reader, sink } = opened;
  const seals = await readSeals(reader);
  const tries = new PasswordTries(input, sink);
  const word = seals.size === 0 ? undefined : await openSeals(reader.package, seals, tries, input.limits.maxHeldBytes); // prettier-ignore
  const meta = reader.package.find('meta.xml');
  if (word !== undefined || !meta || !seals.has(meta)) await readOdfMeta(reader, input.format, sink);
  if (word === undefined && isShut(seals))
    return {
      status: 'encrypted',
      code: 'password-required',
      detail: `an encrypted document${tries.refused}`,
    };
  await readText(reader, await kindOf(reader, input.format), sink);
  await readMacros(reader, sink);
  await giveChildren(reader.package, sink, { own: isOwnPart });
  return reader.outcome();
};
