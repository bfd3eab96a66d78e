/** Tells OLE2 compound files apart (doc, xls, ppt, msg, …) by the names at the top of their directory ([MS-CFB]). */
import type { Content } from '../contract.ts';

// Directory sectors read at most: a hostile chain can be as long as the file.
const maxDirectorySectors = 512;
const endOfChain = 0xfffffffa;
const none = 0xffffffff;

interface Node {
  readonly name: string;
  readonly left: number;
  readonly right: number;
  readonly child: number;
  readonly clsid: string;
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The directory's entries in file order, as far as its chain can be followed (MS-CFB 2.3, 2.6). */
function readDirectory(content: Content): Node[] {
  const header = content.read(0, 512);
  if (header.length < 512) return [];
  const head = view(header);
  const sectorBytes = head.getUint16(30, true) === 12 ? 4096 : 512;
  const sector = (number: number): Uint8Array => content.read((number + 1) * sectorBytes, sectorBytes);
  const perFat = sectorBytes / 4;
  const next = (number: number): number => {
    const index = Math.floor(number / perFat);
    // Beyond the header's 109 FAT sectors (7 MB of file) sectors are taken as consecutive: right for what writers
    // produce, and only a name is at stake.
    if (index >= 109) return number + 1;
    const fat = sector(head.getUint32(76 + index * 4, true));
    const at = (number % perFat) * 4;
    return at + 4 <= fat.length ? view(fat).getUint32(at, true) : none;
  };
  const nodes: Node[] = [];
  let number = head.getUint32(48, true);
  for (let i = 0; i < maxDirectorySectors && number < endOfChain; i++, number = next(number)) {
    const bytes = sector(number);
    for (let at = 0; at + 128 <= bytes.length; at += 128) nodes.push(readNode(bytes.subarray(at, at + 128)));
    if (bytes.length < sectorBytes) break;
  }
  return nodes;
}

function readNode(bytes: Uint8Array): Node {
  const data = view(bytes);
  const length = Math.max(0, Math.min(64, data.getUint16(64, true)) - 2);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    name: buffer.toString('utf16le', 0, length),
    left: data.getUint32(68, true),
    right: data.getUint32(72, true),
    child: data.getUint32(76, true),
    clsid: buffer.toString('hex', 80, 96),
  };
}

/** Names of the root's children only: an embedded workbook must not make a Word file an Excel one. */
function topNames(nodes: readonly Node[]): Set<string> {
  const names = new Set<string>();
  const visited = new Set<number>();
  const todo = [nodes[0]?.child ?? none];
  while (todo.length > 0) {
    const index = todo.pop() ?? none;
    const node = nodes[index];
    if (!node || visited.has(index)) continue;
    visited.add(index);
    names.add(node.name.toLowerCase());
    todo.push(node.left, node.right);
  }
  return names;
}

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
  const nodes = readDirectory(content);
  const names = topNames(nodes);
  const found = telling.find(([name]) => names.has(name));
  if (found) return found[1];
  const clsid = nodes[0]?.clsid ?? '';
  if (installerClass.test(clsid)) return 'msi';
  if (clsid === projectClass) return 'mpp';
  // A damaged tree: any name in the directory is better than none.
  const anywhere = new Set(nodes.map((node) => node.name.toLowerCase()));
  return names.size === 0 ? (telling.find(([name]) => anywhere.has(name))?.[1] ?? 'ole') : 'ole';
}
