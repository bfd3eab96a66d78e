/** Reads NSRL's RDS v3, which is an SQLite file. */
import { openFile } from '../../sqlite/open-file.ts';
import { type HashAlgorithm, hexLengths } from '../../schemas/intake.ts';
import { codeOf, messageOf, Problem } from '../../schemas/problem.ts';
import { columnNames, type HashSink, isHex, strongest, wrongLine } from '../hash-list.ts';

/** Of a table or view `FILE` (or `METADATA`, `HASH`) has columns sha256, sha1, md5. */
export function readRds(path: string, sink: HashSink): void {
  const database = openFile(path, 'read');
  try {
    const tables = database
      .prepare(
        `SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY upper(name) <> 'FILE', name`,
      )
      .all();
    for (const { name } of tables) {
      const quoted = `"${String(name).replaceAll('"', '""')}"`;
      const found = new Map<HashAlgorithm, string>();
      for (const column of database.prepare(`PRAGMA table_info(${quoted})`).all()) {
        const algorithm = columnNames[String(column['name']).toLowerCase()];
        if (algorithm) found.set(algorithm, String(column['name']));
      }
      const algorithm = strongest(found);
      if (!algorithm) continue;
      const rows = database.prepare(`SELECT "${found.get(algorithm) ?? ''}" AS hash FROM ${quoted}`);
      let row = 0;
      for (const { hash } of rows.iterate()) {
        row++;
        const hex = String(hash).trim();
        if (!isHex(hex, hexLengths[algorithm]))
          throw wrongLine(path, row, `(row of ${String(name)}) no ${algorithm}`);
        sink.add(algorithm, Buffer.from(hex, 'hex'));
      }
      return;
    }
    throw new Problem(
      'bad-file',
      `${path}: no table with a column sha256, sha1 or md5`,
      'Name an RDS v3 database, a CSV or a list of hashes.',
    );
  } catch (error) {
    if (codeOf(error) === 'bad-file') throw error;
    throw new Problem(
      'bad-file',
      `${path}: ${messageOf(error)}`,
      'Name an RDS v3 database, a CSV or a list of hashes.',
    );
  } finally {
    database.close();
  }
}
