/** Names of the folders that hold what was deleted, as mail programs, file managers and forensic tools write them. */
import type { DeletionKind } from '../schemas/deletion.ts';

/**
 * Of trash folders: of file managers, then of mail programs by language, as their interfaces name them. Compared without
 * case and accents. No name that folders of another purpose commonly have, such as `bin` of Unix.
 */
const trash = `
$recycle.bin; recycler; recycled; trash; .trash; .trashes; trash can; trashcan; wastebasket
deleted; deleted items; deleted messages; deleted mail; deleted objects; deleted emails
gelöschte elemente; gelöschte objekte; gelöschte nachrichten; gelöscht; papierkorb
éléments supprimés; messages supprimés; corbeille; elementos eliminados; mensajes eliminados; papelera; papelera de reciclaje
posta eliminata; elementi eliminati; messaggi eliminati; cestino; verwijderde items; verwijderde berichten; prullenbak; prullenmand
itens excluídos; itens eliminados; mensagens excluídas; lixeira; lixo; elementy usunięte; usunięte; kosz
удаленные; удалённые; удаленные элементы; удаленные сообщения; корзина; видалені; видалені елементи; кошик
borttagna objekt; borttaget; papperskorgen; slettede elementer; slettet post; slettet; papirkurv; papirkurven; papirkorg
poistetut; poistetut viestit; roskakori; kustutatud; prügikast; dzēstie; miskaste; šiukšlinė; šiukšliadėžė
odstraněná pošta; odstraněné; koš; odstránená pošta; kôš; törölt elemek; kuka; lomtár; elemente șterse; coș de gunoi; gunoi
изтрити; изтрити елементи; кошче; smeće; obrisano; izbrisano; κάδος; κάδος απορριμμάτων; διαγραμμένα; απορρίμματα
silinmiş öğeler; silinenler; çöp kutusu; çöp; פריטים שנמחקו; אשפה; العناصر المحذوفة; سلة المهملات; المهملات
हटाए गए आइटम; ट्रैश; ถังขยะ; รายการที่ถูกลบ; thùng rác; mục đã xóa; sampah; item terhapus
削除済みアイテム; 削除済み; ゴミ箱; ごみ箱; 已删除邮件; 已删除项目; 已删除; 废纸篓; 回收站; 垃圾箱; 刪除的郵件; 已刪除的郵件; 垃圾桶; 資源回收筒; 지운 편지함; 휴지통; 삭제된 항목
`;

/** What mailboxes of Exchange keep behind the trash: https://learn.microsoft.com/exchange/security-and-compliance/recoverable-items-folder */
const recoverable = 'recoverable items; recoverableitems';
/** Where tools put what no folder names any more: The Sleuth Kit, fsck, chkdsk. */
const orphaned = '$orphanfiles; lost+found';

const keysOf = (names: string): string[] => names.split(/[;\n]/u).map(keyOf).filter(Boolean);

/** Has no accents and is normal as it stands. */
const plain = /^[ -~]*$/;

/** Without case and accents. */
function keyOf(name: string): string {
  const bare = plain.test(name) ? name : name.normalize('NFKD').replaceAll(/\p{M}/gu, '');
  return bare.toLowerCase().trim();
}

const kinds = new Map<string, DeletionKind>([
  ...keysOf(trash).map((key) => [key, 'trash'] as const),
  ...keysOf(recoverable).map((key) => [key, 'recoverable'] as const),
  ...keysOf(orphaned).map((key) => [key, 'orphaned'] as const),
]);

/** Desktops of Unix have a trash for each user of a disk (`.Trash-1000`); chkdsk numbers its folders (`found.000`). */
const numbered: readonly (readonly [RegExp, DeletionKind])[] = [
  [/^\.trash-\d{1,10}$/u, 'trash'],
  [/^found\.\d{3}$/u, 'orphaned'],
];
/** What mail programs put behind the name of a folder that is a file, and before it (`.INBOX.Trash` of Maildir). */
const storeEnding = /\.(?:mbox|mbx|sbd|imapmbox|dbx|eml|mmf|mail)$/iu;
/** The folder of Google Mail, which is `bin` elsewhere. */
const googleFolders = new Set(['[gmail]', '[google mail]', '[imap]']);
/** Longer names are no folder of a program. */
const maxNameUnits = 200;

/** Names of IMAP folders as servers and programs keep them on disk (RFC 3501, 5.1.3): `Gel&APY-schte Elemente`. */
export const readableFolder = (name: string): string =>
  name.replaceAll(/&([A-Za-z0-9+,]{2,160})-/gu, (_, coded: string) => {
    const bytes = Buffer.from(coded.replaceAll(',', '/'), 'base64');
    return bytes
      .subarray(0, bytes.length & ~1)
      .swap16()
      .toString('utf16le');
  });

/** By the names asked about last: all that lies in one folder asks about the same few, and each item more than once. */
const remembered = new Map<string, DeletionKind | undefined>();
/** Stops evidence of countless names: with names as long as they may be it is a hundred kilobytes. */
const maxRemembered = 256;

/** What a folder by this name holds; `above` is the name of the one that it lies in. */
export function kindOfFolder(name: string, above = ''): DeletionKind | undefined {
  if (name.length + above.length > maxNameUnits) return readKind(name, above);
  const key = `${above.length} ${above}${name}`;
  if (remembered.has(key)) return remembered.get(key);
  const kind = readKind(name, above);
  if (remembered.size >= maxRemembered) remembered.clear();
  remembered.set(key, kind);
  return kind;
}

function readKind(name: string, above: string): DeletionKind | undefined {
  if (name.length > maxNameUnits) return undefined;
  const key = keyOf(readableFolder(name)).replace(storeEnding, '');
  const known = kinds.get(key) ?? numbered.find(([pattern]) => pattern.test(key))?.[1];
  if (known !== undefined) return known;
  if (key === 'bin' && googleFolders.has(keyOf(above))) return 'trash';
  return key.startsWith('.') ? kinds.get(key.slice(key.lastIndexOf('.') + 1)) : undefined;
}
