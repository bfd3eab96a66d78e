/** A register that somebody else wrote, from its file. */
import { readFileSync, statSync } from 'node:fs';
import { countryCode } from '../../tagging/lists/country-codes.ts';
import { jsonRegister } from '../../tagging/lists/json-register.ts';
import { importRegister, type ImportedRegister } from '../../tagging/lists/register.ts';
import { tableRegister } from '../../tagging/lists/table-register.ts';
import type { EntityKind } from '../../schemas/mention.ts';
import { codeOf, messageOf, Problem } from '../../schemas/problem.ts';

/** Registers of a country have some megabytes; it is held in memory as text and as rows. */
const maxRegisterBytes = 128 * 1024 * 1024;

export interface RegisterOptions {
  readonly kind?: EntityKind | undefined;
  readonly country?: string | undefined;
  /** Label of an encoding (WHATWG); told from the bytes where absent. */
  readonly charset?: string | undefined;
}

export interface ReadRegister extends ImportedRegister {
  /** As which encoding it was read. */
  readonly charset: string;
}

/** By its mark, as UTF-8 where the bytes are, else as Windows writes it in western Europe. */
function decodeRegister(bytes: Buffer, charset: string | undefined): { text: string; charset: string } {
  const [first, second] = bytes;
  const decoded = (label: string, fatal: boolean) => ({
    text: new TextDecoder(label, { fatal }).decode(bytes),
    charset: label,
  });
  try {
    if (charset !== undefined) return decoded(charset, true);
    if (first === 0xff && second === 0xfe) return decoded('utf-16le', true);
    if (first === 0xfe && second === 0xff) return decoded('utf-16be', true);
  } catch {
    throw new Problem(
      'bad-file',
      `the file is not in ${charset ?? 'the UTF-16 that it begins with'}, or that is no name of an encoding`,
      'Name the encoding with --charset, as browsers do: utf-8, windows-1252, iso-8859-2, utf-16le …',
    );
  }
  try {
    return decoded('utf-8', true);
  } catch {
    return decoded('windows-1252', false);
  }
}

/** Throws `bad-file` with what is expected. */
export function readRegister(path: string, { kind, country, charset }: RegisterOptions): ReadRegister {
  const bytes = bytesOf(path);
  const { text, charset: used } = decodeRegister(bytes, charset);
  const content = text.replace(/^\uFEFF/, '');
  try {
    const register = /^\s*[[{]/.test(content) ? jsonRegister(content) : tableRegister(content);
    if (register !== undefined)
      return { ...importRegister(register, { countryOf: countryCode, kind, country }), charset: used };
  } catch (error) {
    throw new Problem('bad-file', `${path} is no table: ${messageOf(error).slice(0, 200)}`, expected);
  }
  throw new Problem('bad-file', `${path} is of no form that is known here`, expected);
}

const expected =
  'Expected is a table with a heading (a column called name, company, organisation, party …), FollowTheMoney as lines of JSON, or the JSON of Disconnect or trackerdb: docs/files.md, Registers.';

function bytesOf(path: string): Buffer {
  try {
    if (statSync(path).size > maxRegisterBytes)
      throw new Problem(
        'bad-file',
        `${path} is larger than 128 MiB`,
        'Split it: a watchlist is a list of names.',
      );
    return readFileSync(path);
  } catch (error) {
    if (codeOf(error) === 'bad-file') throw error;
    throw new Problem('bad-file', `${path} cannot be read: ${messageOf(error)}`, 'Check the path.');
  }
}
