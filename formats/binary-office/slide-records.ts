/** Walks the records of PowerPoint and of its drawings ([MS-PPT] 2.3.1, [MS-ODRAW] 2.2.1), each within the one that holds it. */

const headBytes = 8;

export interface SlideRecord {
  readonly type: number;
  readonly instance: number;
  readonly isContainer: boolean;
  /** Where it begins, its content begins, and ends. */
  readonly start: number;
  readonly from: number;
  readonly to: number;
  /** It says that it is longer than what holds it. */
  readonly isCut: boolean;
}

/** The record that begins there; undefined where none fits. */
export function recordAt(bytes: Buffer, at: number, end = bytes.length): SlideRecord | undefined {
  if (at < 0 || at + headBytes > Math.min(end, bytes.length)) return undefined;
  const version = bytes.readUInt16LE(at);
  const from = at + headBytes;
  const stated = from + bytes.readUInt32LE(at + 4);
  const last = Math.min(end, bytes.length);
  return {
    type: bytes.readUInt16LE(at + 2),
    instance: version >> 4,
    isContainer: (version & 15) === 15,
    start: at,
    from,
    to: Math.min(stated, last),
    isCut: stated > last,
  };
}

/** Those that lie one behind the other; one that is cut is the last. */
export function* recordsIn(bytes: Buffer, from: number, to: number): Generator<SlideRecord> {
  for (let record = recordAt(bytes, from, to); record; record = recordAt(bytes, record.to, to)) {
    yield record;
    if (record.isCut) return;
  }
}

export const types = {
  document: 0x03e8,
  slide: 0x03ee,
  slideAtom: 0x03ef,
  notes: 0x03f0,
  notesAtom: 0x03f1,
  slidePersist: 0x03f3,
  master: 0x03f8,
  showInfo: 0x03f9,
  macros: 0x03ff,
  macrosAtom: 0x0400,
  objects: 0x0409,
  placeholder: 0x0bc3,
  outlineReference: 0x0f9e,
  textHeader: 0x0f9f,
  wideText: 0x0fa0,
  narrowText: 0x0fa8,
  string: 0x0fba,
  objectAtom: 0x0fc3,
  headersFooters: 0x0fd9,
  slideList: 0x0ff0,
  userEdit: 0x0ff5,
  objectStorage: 0x1011,
  tagData: 0x138b,
  directory: 0x1772,
  comment: 0x2ee0,
  commentAtom: 0x2ee1,
  cryptSession: 0x2f14,
  shape: 0xf004,
  options: 0xf00b,
  textbox: 0xf00d,
} as const;

/** The text of a record that holds nothing else; undefined for others. */
export function textOf(bytes: Buffer, { type, from, to }: SlideRecord): string | undefined {
  if (type === types.narrowText) return bytes.toString('latin1', from, to);
  if (type !== types.wideText && type !== types.string) return undefined;
  return bytes.toString('utf16le', from, to - ((to - from) % 2)).toWellFormed();
}
