/** Tells OLE2 compound files apart (doc, xls, ppt, msg, …) by the names at the top of their directory. */
import type { Content } from '../contract.ts';
import { CompoundFile } from './compound-file.ts';

/** Entries looked at: the telling names are few and near the root, a hostile directory can be as long as the file. */
const maxEntries = 16_384;

/** Streams and storages that only one program writes, strongest first; compared in lower case, as MS-CFB does. */
const telling: readonly (readonly [string, string])[] = [
  ['encryptedpackage', 'ooxml-encrypted'],
  ['worddocument', 'doc'],
  ['powerpoint document', 'ppt'],
  ['pp40', 'ppt'],
  ['pp97_dualstorage', 'ppt'],
  ['workbook', 'xls'],
  ['book', 'xls'],
  ['__properties_version1.0', 'msg'],
  ['__nameid_version1.0', 'msg'],
  ['visiodocument', 'vsd'],
  ['visioinformation', 'vsd'],
  ['quill', 'pub'],
  ['props9', 'mpp'],
  ['props12', 'mpp'],
  ['props14', 'mpp'],
  ['destlist', 'jump-list'],
  ['catalog', 'thumbs-db'],
  ['starwriterdocument', 'staroffice'],
  ['starcalcdocument', 'staroffice'],
  ['stardrawdocument', 'staroffice'],
  ['stardrawdocument3', 'staroffice'],
  ['starchartdocument', 'staroffice'],
  ['starmathdocument', 'staroffice'],
  ['matost', 'works'],
  ['wksssworkbook', 'works'],
  ['spelling', 'works'],
  ['bodytext', 'hwp'],
  ['prvtext', 'hwp'],
  ['swdoccontentmgr', 'solidworks'],
  ['swxmlcontents', 'solidworks'],
  ['perfectoffice_main', 'wordperfect'],
  ['nativecontent_main', 'qpw'],
  ['contents', 'works'],
];

const installerClass = /^8[4-6]100c0000000000c000000000000046$/;
const projectClass = '3a8fb774c8c8d111be1100c04fb6faf1';

/** The format of an OLE2 compound file: `ole` when no name in it tells. */
export function identifyCompound(content: Content): string {
  const file = CompoundFile.open(content, maxEntries);
  if (!file) return 'ole';
  // Of the root's children only: an embedded workbook must not make a Word file an Excel one.
  const top = file.entries.filter(
    ({ parent, isLost }) => !isLost && parent !== undefined && parent === file.root,
  );
  const names = new Set(top.map(({ name }) => name.toLowerCase()));
  const found = telling.find(([name]) => names.has(name));
  if (found) return found[1];
  const clsid = file.root?.clsid ?? '';
  if (installerClass.test(clsid)) return 'msi';
  if (clsid === projectClass) return 'mpp';
  // A damaged tree: any name in the directory is better than none.
  const anywhere = new Set(file.entries.map(({ name }) => name.toLowerCase()));
  return names.size === 0 ? (telling.find(([name]) => anywhere.has(name))?.[1] ?? 'ole') : 'ole';
}
