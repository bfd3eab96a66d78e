/** Visits one file as a parser does, with its rights left to it so that a debugger can be there: prints what a parser would tell the coordinator. `node test/debug/parse-file.ts FILE` */
import { closeSync, lstatSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, resolve } from 'node:path';
import { Spool } from '../../pipeline/parser/spool.ts';
import { visitFiles } from '../../pipeline/parser/visit-files.ts';
import { openNameless } from '../../pipeline/sandbox/spool-file.ts';
import { itemId } from '../../sources/item-id.ts';
import { contextOver, ParserLine } from '../pipeline/parser/parser-line.ts';

const path = resolve(process.argv[2] ?? '');
const name = basename(path);
const { dev, ino, size } = lstatSync(path, { bigint: true });
const line = new ParserLine();
const descriptor = openNameless(tmpdir());
try {
  const job = {
    item: itemId('root', name),
    root: Buffer.from(dirname(path)).toString('base64'),
    path: Buffer.from(name).toString('base64'),
    size: Number(size),
    device: String(dev),
    inode: String(ino),
  };
  await visitFiles([job], contextOver(line, { spool: new Spool(descriptor) }));
} finally {
  closeSync(descriptor);
}
for (const { message, blob } of line.received)
  process.stdout.write(`${message.type}: ${blob.length > 0 ? blob.toString() : JSON.stringify(message)}\n`);
