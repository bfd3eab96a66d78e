/** Extracts workbooks of Excel 2 to 2003 (xls, xlt; [MS-XLS]): cells as shown, comments, headers, objects, what is hidden. */
import type { Extract } from '../contract.ts';
import { PasswordTries } from '../passwords.ts';
import { OfficeFile, outcomeOf } from './office-file.ts';
import { openWorkbook } from './sealed-workbook.ts';
import { Workbook } from './workbook.ts';

export const version = '4';

/** Files of Excel 2 to 4 are nothing but their records. */
const isBare = (head: Buffer): boolean => head[0] === 9 && [0, 2, 4, 8].includes(head[1] ?? 1);

/** Where the caches of pivot tables lie. */
const cacheStorage = '_SX_DB_CUR';

async function readCaches(office: OfficeFile, workbook: Workbook, isOpen: boolean): Promise<void> {
  const storage = office
    .inside(office.file.root)
    .find(({ kind, name }) => kind === 'storage' && name.toUpperCase() === cacheStorage);
  const caches = storage ? office.inside(storage).filter(({ kind }) => kind === 'stream') : [];
  if (caches.length > 0 && !isOpen) office.warn('partial-read', 'caches of pivot tables are encrypted');
  else
    for (const { name } of caches) {
      await workbook.takeCache(office.read(cacheStorage, name) ?? Buffer.alloc(0));
      await office.sink.drain();
    }
}

export const extract: Extract = async (input, given) => {
  const { content, limits } = input;
  const maxUnits = Math.floor(limits.maxHeldBytes / 4);
  const head = Buffer.from(content.read(0, 4));
  if (isBare(head)) {
    const bytes = content.whole();
    const stream = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const workbook = new Workbook(stream, given, maxUnits, (code, detail) => given.warn(code, detail));
    return (await workbook.read()) ?? { status: 'extracted' };
  }
  const office = OfficeFile.open(input, given);
  const stream = office?.read('Workbook') ?? office?.read('Book');
  if (!office || !stream)
    return { status: 'failed', code: office?.damage?.code ?? 'corrupt', detail: 'no stream of sheets' };
  office.readProperties();
  office.nameMacros();
  const properties = office.takeText();
  const tries = new PasswordTries(input, office.sink);
  const plain = await openWorkbook(stream, tries);
  const workbook = new Workbook(plain, office.sink, maxUnits, (code, detail) => office.warn(code, detail));
  const ended = await workbook.read();
  if (ended?.status === 'encrypted') return { ...ended, detail: `${ended.detail ?? ''}${tries.refused}` };
  if (ended) return ended;
  await readCaches(office, workbook, plain === stream);
  const top = office.inside(office.file.root);
  await office.giveStorages(top.filter(({ name, kind }) => kind === 'storage' && /^(?:MBD|LNK)/i.test(name)));
  return outcomeOf(office, properties);
};
