/** Reads the lists of properties of characters and paragraphs in Word documents ([MS-DOC] 2.6), as far as text needs them. */

/** How characters are set apart. */
export interface CharacterLook {
  readonly isVanished?: true;
  readonly isStruck?: true;
  readonly isInserted?: true;
  readonly isDeleted?: true;
  /** Index into the authors of changes. */
  readonly author?: number;
  readonly removedBy?: number;
  /** DTTM, [MS-DOC] 2.9.66. */
  readonly changed?: number;
  readonly removed?: number;
  /** A character that stands for something else: a picture, a note's number, a symbol. */
  readonly isSpecial?: true;
  readonly symbol?: number;
}

/** What the text needs of a paragraph. */
export interface ParagraphLook {
  /** Its mark ends a row of a table. */
  readonly isRowEnd?: true;
  /** From 1: which list it is numbered by ([MS-DOC] 2.9.131); 0 says none. */
  readonly list?: number;
  readonly level?: number;
  /** The number of its style, where that is one of those that were asked for. */
  readonly style?: number;
}

/** The number of a list; those below zero say that it is set in otherwise, and the last of all of them none (2.6.2, sprmPIlfo). */
const listOf = (operand: Buffer): number => {
  const list = operand.length >= 2 ? operand.readInt16LE(0) : 0;
  return list === -2047 ? 0 : Math.abs(list);
};

/** Bytes of an operand by the three highest bits of its code ([MS-DOC] 2.6.1); 0: the first byte says how many. */
const operandBytes = [1, 1, 2, 4, 2, 2, 0, 3];
/** The two whose length takes 16 bits or is said otherwise. */
const tableDefinition = 0xd608;
const tabChange = 0xc615;

/** Bytes of the operands of Word 6 by its codes: two, or as many as the first byte says; all others have one. */
const oldTwoBytes = new Set([
  2, 16, 17, 18, 19, 21, 22, 26, 27, 28, 30, 31, 32, 33, 34, 35, 36, 38, 39, 40, 41, 42, 43, 45, 46, 47, 48,
  49, 69, 72, 80, 93, 96, 97, 107, 109, 110,
]);
const oldFourBytes = new Set([20, 70]);
const oldVariable = new Set([3, 12, 15, 23, 52, 68, 73, 74, 81, 82, 103, 105, 106, 108]);

/** Codes of Word 6 that mean what others do from Word 97 on. */
const oldCodes: Readonly<Record<number, number>> = {
  25: 0x2417,
  65: 0x0800,
  66: 0x0801,
  69: 0x4804,
  70: 0x6805,
  74: 0x6a09,
  87: 0x0837,
  92: 0x083c,
  117: 0x0855,
};

interface Property {
  readonly code: number;
  readonly operand: Buffer;
}

function* newProperties(list: Buffer): Generator<Property> {
  for (let at = 0; at + 2 <= list.length;) {
    const code = list.readUInt16LE(at);
    at += 2;
    let bytes = operandBytes[code >> 13] ?? 0;
    if (bytes === 0) {
      if (code === tableDefinition) bytes = at + 2 <= list.length ? list.readUInt16LE(at) + 1 : 2;
      // 255 says that the length follows from what it holds; nothing behind it is needed.
      else if (code === tabChange && list[at] === 255) return;
      else {
        bytes = list[at] ?? 0;
        at += 1;
      }
    }
    yield { code, operand: list.subarray(at, at + bytes) };
    at += bytes;
  }
}

function* oldProperties(list: Buffer): Generator<Property> {
  for (let at = 0; at < list.length;) {
    const code = list[at] ?? 0;
    at += 1;
    let bytes = oldFourBytes.has(code) ? 4 : oldTwoBytes.has(code) ? 2 : 1;
    // A size with its position, and the code that takes none.
    if (code === 95) bytes = 3;
    else if (code === 83) bytes = 0;
    if (oldVariable.has(code)) {
      bytes = list[at] ?? 0;
      at += 1;
    }
    yield { code: oldCodes[code] ?? 0, operand: list.subarray(at, at + bytes) };
    at += bytes;
  }
}

const propertiesOf = (list: Buffer, isOld: boolean): Generator<Property> =>
  isOld ? oldProperties(list) : newProperties(list);

/** 1 is on, 0x81 the contrary of the style ([MS-DOC] 2.9.327), which rarely has any of these. */
const isOn = (operand: Buffer): boolean => operand[0] === 1 || operand[0] === 0x81;
const wordOf = (operand: Buffer, at = 0): number | undefined =>
  operand.length >= at + 2 ? operand.readUInt16LE(at) : undefined;
const longOf = (operand: Buffer): number | undefined =>
  operand.length >= 4 ? operand.readUInt32LE(0) : undefined;

type Taken = { -readonly [K in keyof CharacterLook]: CharacterLook[K] };

const takers: Readonly<Record<number, (look: Taken, operand: Buffer) => void>> = {
  0x0800: (look, operand) => void (look.isDeleted = isOn(operand) || undefined),
  0x0801: (look, operand) => void (look.isInserted = isOn(operand) || undefined),
  0x0837: (look, operand) => void (look.isStruck = isOn(operand) || undefined),
  0x2a53: (look, operand) => void (look.isStruck = isOn(operand) || undefined),
  0x083c: (look, operand) => void (look.isVanished = isOn(operand) || undefined),
  0x0855: (look, operand) => void (look.isSpecial = isOn(operand) || undefined),
  0x4804: (look, operand) => void (look.author = wordOf(operand)),
  0x6805: (look, operand) => void (look.changed = longOf(operand)),
  0x4863: (look, operand) => void (look.removedBy = wordOf(operand)),
  0x6864: (look, operand) => void (look.removed = longOf(operand)),
  0x6a09: (look, operand) => void (look.symbol = wordOf(operand, 2)),
};

/** Undefined where nothing of it sets the characters apart. */
export function characterLook(list: Buffer, isOld: boolean): CharacterLook | undefined {
  let look: Taken | undefined;
  for (const { code, operand } of propertiesOf(list, isOld)) takers[code]?.((look ??= {}), operand);
  return look;
}

/** `list` begins with the number of the style. Undefined where nothing of it matters to the text. */
export function paragraphLook(
  list: Buffer,
  isOld: boolean,
  styles?: ReadonlySet<number>,
): ParagraphLook | undefined {
  const look: { -readonly [K in keyof ParagraphLook]: ParagraphLook[K] } = {};
  const style = styles && list.length >= 2 ? list.readUInt16LE(0) : undefined;
  if (style !== undefined && styles?.has(style)) look.style = style;
  for (const { code, operand } of propertiesOf(list.subarray(2), isOld)) {
    if (code === 0x2417 && isOn(operand)) look.isRowEnd = true;
    else if (code === 0x460b) look.list = listOf(operand);
    else if (code === 0x260a) look.level = operand[0];
  }
  return Object.keys(look).length > 0 ? look : undefined;
}
