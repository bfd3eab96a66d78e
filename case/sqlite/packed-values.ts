/** Gives what a SQLite file holds compressed, so that it can be searched byte by byte. */
import { zstdDecompressSync } from 'node:zlib';
import { maxUnpackedBytes } from '../../schemas/limits.ts';
import { isPackedByDictionary, unpackByDictionary } from '../../sqlite/entry-dictionary.ts';
import { openFile } from '../../sqlite/open-file.ts';
import type { PackedValue } from '../stores.ts';

/** First bytes of a frame (RFC 8878, 3.1.1). */
const magic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
const isFrame = (value: Uint8Array): boolean => magic.equals(value.subarray(0, magic.length));

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Of all tables, those included that the full-text search keeps for itself. */
export function* packedValues(path: string): Generator<PackedValue> {
  const database = openFile(path, 'read', 10_000);
  try {
    const tables = database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")
      .all();
    for (const { name } of tables) {
      const rows = database.prepare(`SELECT * FROM ${quoted(String(name))}`);
      rows.setReadBigInts(true);
      for (const row of rows.iterate())
        for (const value of Object.values(row))
          if (value instanceof Uint8Array && (isFrame(value) || isPackedByDictionary(value)))
            yield unpacked(path, value);
    }
  } finally {
    database.close();
  }
}

function unpacked(file: string, value: Uint8Array): PackedValue {
  try {
    return {
      file,
      bytes: isFrame(value)
        ? zstdDecompressSync(value, { maxOutputLength: maxUnpackedBytes })
        : unpackByDictionary(value, maxUnpackedBytes),
    };
  } catch {
    return { file };
  }
}
