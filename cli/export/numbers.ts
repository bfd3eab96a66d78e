/** Numbers as they are written (Bates numbers), and where the files that go by them lie in an export. */
import { z } from 'zod';
import { formats } from '../../formats/registry.ts';

/**
 * Ends with a letter or sign: behind a digit nobody could tell where the number begins. In capitals alone, since some file
 * systems tell no case apart.
 */
export const numberPrefix = z.string().regex(/^[A-Z](?:[A-Z0-9_-]{0,18}[A-Z_-])?$/u, {
  error: 'a prefix of 1 to 20 capital letters, digits, - and _, not ending with a digit',
});

const digits = 8;
/** Files of one folder; more are slow to show. */
const perFolder = 1_000;

export const numberOf = (prefix: string, number: number): string =>
  `${prefix}${String(number).padStart(digits, '0')}`;

/** What another machine may run at a double click goes without its extension. */
const run: ReadonlySet<string> = new Set(['app', 'bat', 'chm', 'cmd', 'com', 'cpl', 'dll', 'exe', 'hta', 'inf', 'jar', 'js', 'lnk', 'msi', 'pif', 'ps1', 'reg', 'scr', 'sh', 'swf', 'url', 'vbs', 'wsf']); // prettier-ignore

const extensions: ReadonlyMap<string, string> = new Map(
  formats.flatMap(({ id, extensions: [first] }) =>
    first !== undefined && /^[a-z0-9]{1,8}$/u.test(first) && !run.has(first) ? [[id, first]] : [],
  ),
);

/** By what the content is, never by its name: a name is the evidence's. */
export const extensionOf = (format: string | undefined): string => extensions.get(format ?? '') ?? 'bin';

const folderOf = (kind: string, number: number): string =>
  `${kind}/${String(Math.floor((number - 1) / perFolder)).padStart(5, '0')}`;

/** Below the folder of the export, `/` between parts. */
export const nativePath = (prefix: string, number: number, format: string | undefined): string =>
  `${folderOf('natives', number)}/${numberOf(prefix, number)}.${extensionOf(format)}`;

export const textPath = (prefix: string, number: number): string =>
  `${folderOf('texts', number)}/${numberOf(prefix, number)}.txt`;
