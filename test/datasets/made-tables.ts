/** Makes tables of invented people and things, the same each time, with what is true of them set beforehand. */
import { createHash } from 'node:crypto';

export interface OwnTable {
  readonly file: string;
  readonly about: string;
  readonly personal: boolean;
  /** Kind by name, or by position from "1" where there is no heading. */
  readonly columns: Readonly<Record<string, string | null>>;
  readonly rows: number;
  readonly subjects: number;
  readonly text: string;
}
export type Row = readonly (string | number)[];
export type Person = readonly [given: string, family: string];

const names: Readonly<Record<string, readonly string[]>> = {ke:['Wanjiru','Otieno','Achieng','Kamau','Njeri','Kiprop','Mwende','Baraka'],kef:['Mutholi','Odhiarwa','Kipsongo','Waruthi','Nyangeri','Chebolo'],
de:['Friederike','Jürgen','Ulrike','Heiko','Annegret','Sönke','Ottilie','Detlef'],def:['Kraushaar','Möllenbrink','Fuchswinkel','Sandkuhl','Overrath','Tiefensee'],
es:['Nuria','Íñigo','Remedios','Gonzalo','Maribel','Aitor'],esf:['Valdezarza','Pedrosal','Cantalarroyo','Quintanuela','Olmedilla'],
pl:['Bożena','Zdzisław','Grażyna','Mieczysław','Halina','Przemysław'],plf:['Kotwicka','Brzozdrewski','Sosnowiak','Grzybnicka','Wodnicki'],
tr:['Şule','Oğuz','Ayşegül','Kemal','Gülşen','Tuncay'],trf:['Dağyeli','Çamözü','Kışlıova','Taşbulak','Ünlüsu'],
sv:['Ragnhild','Sigvard','Märta','Torbjörn','Gun-Britt','Åke'],svf:['Granlycke','Bergsjöholm','Ekhagen','Lindmossa','Tallvik'],
en:['Prudence','Barnaby','Clementine','Alistair','Rosalind','Piers','Hester','Digby'],enf:['Thackerwell','Ollerbrook','Winterslade','Penhallock','Marchgate','Eldersby'],
us:['Darlene','Wendell','LaShonda','Travis','Mabel','Cletus'],usf:['Hartwicker','Ostrander','Pettibone','Blankenfield','Yarrowby'],
hi:['सुनीता','रमेश','कमला','विनोद','आशा','दिनेश'],hif:['वनखेड़े','पाटलिया','सोनगरे','घाटवाल','निमोदिया']}; // prettier-ignore

const made = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex');
export const sha256 = (text: string): string => made('sha256', text);
export const sha1 = (text: string): string => made('sha1', text);
export const md5 = (text: string): string => made('md5', text);
export const pad = (number: number, width: number): string => String(number).padStart(width, '0');
export const plain = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll('ı', 'i')
    .replaceAll('ł', 'l')
    .normalize('NFKD')
    .replace(/[^a-z]/g, '');

/** Chance that is the same each time. */
export class Chance {
  #seed: number;
  constructor(seed: number) {
    this.#seed = seed;
  }

  below(limit: number): number {
    this.#seed = (Math.imul(this.#seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor(this.#seed / 65_536) % limit;
  }

  of<T>(all: readonly T[]): T {
    return all[this.below(all.length)] as T;
  }

  given(language: string): string {
    return this.of(names[language] ?? ['']);
  }

  /** So many, each name once. */
  people(language: string, count: number): Person[] {
    const found = new Map<string, Person>();
    while (found.size < count) {
      const family = this.of(names[`${language}f`] ?? ['']);
      const person: Person = [this.given(language), `${family}${this.below(2) > 0 ? `-${this.of(names[`${language}f`] ?? [''])}` : ''}`];
      found.set(person.join(' '), person);
    }
    return [...found.values()];
  } // prettier-ignore

  uuid(): string {
    const parts = [8, 4, 4, 4, 12].map((units) => Array.from({ length: units }, () => '0123456789abcdef'[this.below(16)]).join(''));
    return parts.join('-');
  } // prettier-ignore

  mac(): string {
    return Array.from({ length: 6 }, () => this.below(256).toString(16).padStart(2, '0')).join(':');
  }
}

const quoted = (cell: string | number, delimiter: string): string =>
  /["\n]/.test(String(cell)) || String(cell).includes(delimiter) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell); // prettier-ignore

export const tableText = (heading: Row | undefined, rows: readonly Row[], delimiter = ','): string =>
  [...(heading ? [heading] : []), ...rows]
    .map((row) => `${row.map((cell) => quoted(cell, delimiter)).join(delimiter)}\r\n`)
    .join('');

/** A table of things. */
export const ofThings = (
  file: string,
  heading: readonly string[] | undefined,
  rows: readonly Row[],
  { delimiter = ',', kinds = {} }: { readonly delimiter?: string; readonly kinds?: Readonly<Record<string, string>> } = {},
): OwnTable => ({
  file,
  about: file,
  personal: false,
  columns: Object.fromEntries((heading ?? (rows[0] ?? []).map((_, at) => String(at + 1))).map((name) => [name, kinds[name] ?? null])),
  rows: rows.length,
  subjects: 0,
  text: tableText(heading, rows, delimiter),
}); // prettier-ignore
