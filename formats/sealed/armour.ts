/** Takes the armour off data of OpenPGP (RFC 9580, 6): the lines around base64. */

export interface Armour {
  /** `PGP MESSAGE`, `PGP SIGNATURE`, `PGP PUBLIC KEY BLOCK` … */
  readonly label: string;
  /** The lines between its first one and the data: `Comment: …`. */
  readonly fields: readonly string[];
  readonly data: Buffer;
  /** The unit behind its last line. */
  readonly end: number;
  readonly isClosed: boolean;
}

/** Units and lines of its head that are looked at. */
const maxFieldUnits = 1_000;
const maxFields = 20;
const first = /-----BEGIN (PGP [A-Z ,/0-9]{1,60})-----[ \t]*\r?\n/y;
const lineOf = /([^\n]*)(?:\n|$)/y;

/** The armour that begins at `start` in `text`, of which each unit is a byte; undefined where none begins there. */
export function readArmour(text: string, start = 0): Armour | undefined {
  first.lastIndex = start;
  const label = first.exec(text)?.[1];
  if (label === undefined) return undefined;
  let at = first.lastIndex;
  const fields: string[] = [];
  while (at < text.length && fields.length < maxFields) {
    lineOf.lastIndex = at;
    const line = (lineOf.exec(text)?.[1] ?? '').trim();
    if (line !== '' && !/^[A-Za-z]{1,40}: /.test(line)) break;
    at = lineOf.lastIndex;
    if (line === '') break;
    fields.push(line.slice(0, maxFieldUnits));
  }
  const last = `-----END ${label}-----`;
  const close = text.indexOf(last, at);
  const coded = text.slice(at, close === -1 ? text.length : close);
  // The checksum behind the data begins with a sign that base64 ends with.
  const sum = /\n=[A-Za-z0-9+/]{4}\s*$/.exec(coded.slice(-100));
  const data = Buffer.from(sum ? coded.slice(0, coded.length - sum[0].length) : coded, 'base64');
  return {
    label,
    fields,
    data,
    end: close === -1 ? text.length : close + last.length,
    isClosed: close !== -1,
  };
}
