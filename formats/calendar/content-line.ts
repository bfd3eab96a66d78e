/** Takes a content line apart: name, parameters and value (RFC 5545, 3.1), and the escapes of each. */

export interface Property {
  /** In capitals. */
  readonly name: string;
  /** By name in capitals; quotes taken off. */
  readonly parameters: ReadonlyMap<string, readonly string[]>;
  /** As written, escapes included. */
  readonly value: string;
  /** Where the value begins in the line. */
  readonly valueAt: number;
}

const namePattern = /[\w.-]{1,200}/y;
const plainPattern = /[^,;:]*/y;

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

/** RFC 6868: what a quoted parameter could not hold. */
const unescapeParameter = (text: string): string =>
  text.replaceAll(/\^([n'^])/g, (_, sign: string) => (sign === 'n' ? '\n' : sign === "'" ? '"' : '^'));

function readParameterValues(text: string, start: number): { values: string[]; at: number } {
  const values: string[] = [];
  for (let at = start; ; at++) {
    const close = text[at] === '"' ? text.indexOf('"', at + 1) : -1;
    let value = close < 0 ? '' : text.slice(at + 1, close);
    if (close >= 0) at = close + 1;
    // A quote that is not closed stands for itself, and so does what follows a closed one.
    const plain = matchAt(plainPattern, text, at);
    at += plain.length;
    value += plain;
    values.push(unescapeParameter(value));
    if (text[at] !== ',') return { values, at };
  }
}

/** The property of a line, or undefined where it is none. */
export function parseContentLine(text: string): Property | undefined {
  const name = matchAt(namePattern, text, 0);
  const parameters = new Map<string, string[]>();
  if (name === '') return undefined;
  let at = name.length;
  while (text[at] === ';') {
    const key = matchAt(namePattern, text, at + 1).toUpperCase();
    at += 1 + key.length;
    // vCalendar 1.0 writes values without their parameter's name: `;QUOTED-PRINTABLE:`.
    if (text[at] !== '=') {
      if (key !== '')
        parameters.set(key === 'QUOTED-PRINTABLE' || key === 'BASE64' ? 'ENCODING' : key, [key]);
      continue;
    }
    const found = readParameterValues(text, at + 1);
    const known = parameters.get(key);
    // One by one: a line of one parameter again and again must not be copied for each, nor spread over a call.
    if (known) for (const each of found.values) known.push(each);
    else parameters.set(key, found.values);
    at = found.at;
  }
  if (text[at] !== ':') return undefined;
  return { name: name.toUpperCase(), parameters, value: text.slice(at + 1), valueAt: at + 1 };
}

/** The first value of a parameter. */
export const parameterOf = (property: Pick<Property, 'parameters'>, name: string): string | undefined =>
  property.parameters.get(name)?.[0];

/** Units of a value whose escapes are undone at once: a value of nothing else costs a record for each of a piece. */
const pieceUnits = 65_536;

const unescapePiece = (piece: string): string =>
  piece.replaceAll(/\\([\\;,nN])/g, (_, sign: string) => (sign === 'n' || sign === 'N' ? '\n' : sign));

/** A TEXT value without its escapes (RFC 5545, 3.3.11). */
export function unescapeText(value: string): string {
  if (value.length <= pieceUnits) return unescapePiece(value);
  const pieces: string[] = [];
  for (let at = 0; at < value.length;) {
    let end = at + pieceUnits;
    let slashes = 0;
    while (slashes < pieceUnits && value[end - 1 - slashes] === '\\') slashes++;
    // A backslash that escapes what follows must not be parted from it.
    if (slashes % 2 === 1) end += 1;
    pieces.push(unescapePiece(value.slice(at, end)));
    at = end;
  }
  return pieces.join('');
}

/** The values of a list; a comma behind a backslash is text. */
export const splitValues = (value: string): string[] =>
  (value.match(/(?:[^\\,]|\\[\s\S]?)+/g) ?? []).map((each) => each.trim());

/** The parts of a structured value, empty ones too; a semicolon behind a backslash is text. */
export const splitComponents = (value: string): string[] => {
  const parts = [''];
  for (const piece of value.match(/\\[\s\S]?|[^\\;]+|;/g) ?? []) {
    if (piece === ';') parts.push('');
    else parts[parts.length - 1] += piece;
  }
  return parts;
};
