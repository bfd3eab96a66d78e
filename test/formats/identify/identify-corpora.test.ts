/** Identification against real files whose folder or extension is their true type. Left out where the corpora are missing. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { identify } from '../../../formats/identify/identify.ts';
import { contentOf } from '../../run-extractor.ts';

const corpora = process.env['EVIDEX_CORPORA'] ?? resolve(import.meta.dirname, '../../../../shared/corpora');
const present = existsSync(corpora);
if (!present) process.stderr.write('identify-corpora: left out, no corpora found (set EVIDEX_CORPORA)\n');

const files = (folder: string): string[] =>
  present && existsSync(join(corpora, folder))
    ? readdirSync(join(corpora, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [];

/** Folder or extension → our identifier, where it is not the same word; everything else readable is `text`. */
const trueTypes: Readonly<Record<string, string>> = {
  outlook: 'msg',
  pythonbytecode: 'pyc',
  mht: 'eml',
  svg: 'xml',
  txt: 'text',
  jpg: 'jpeg',
  aif: 'aiff',
  mpg: 'mpeg',
  mp2: 'mp3',
  key: 'iwork',
  m4p: 'm4a',
  f4p: 'mp4',
  gz: 'gzip',
  bz2: 'bzip2',
  sav: 'spss',
  potm: 'pptx',
  nef: 'tiff',
  dat: 'registry-hive',
  cfb: 'doc',
  vcf: 'vcard',
};
const texts = new Set(
  `asm batch c css dockerfile handlebars ignorefile ini javascript jinja latex makefile pem python ruby rust smali srt
   swift toml twig typescript yaml yara zig vtt reg unicorn`.split(/\s+/),
);
const truth = (label: string): string => trueTypes[label] ?? (texts.has(label) ? 'text' : label);

const labelled = [
  ...files('magika').map((path) => [basename(dirname(path)), path] as const),
  ...files('file-type').flatMap((path) => {
    const label = extname(path).slice(1).toLowerCase();
    return label === '' ? [] : [[label, path] as const];
  }),
];

(present ? describe : describe.skip)('true types of the corpora', () => {
  test.each(labelled.length > 0 ? labelled : [['none', '']])('%s: %s', async (label, path) => {
    if (path === '') return;
    const found = await identify(contentOf(readFileSync(path)));
    // Between these only the name decides, and it was withheld.
    const close = new Set(['text', 'markdown', 'log', 'csv', 'tsv']);
    // Among the keys in lines of base64 are some of OpenPGP.
    if (label === 'pem') close.add('pgp');
    const expected = truth(label);
    if (close.has(expected)) expect([...close]).toContain(found.format);
    else expect(found.format).toBe(expected);
  });
});
