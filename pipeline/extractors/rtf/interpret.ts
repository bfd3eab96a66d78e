/** Reads the tokens of RTF into text by stream, metadata, embedded files and warnings. */
import type { TextKind } from '../../../schemas/anchor.ts';
import type { Code } from '../../../schemas/status.ts';
import { decodePage, pageOfCharset } from './code-pages.ts';
import {
  characters,
  pictureTypes,
  shapeTexts,
  skipped,
  textKinds,
  timeParts,
  transparent,
  values,
} from './control-words.ts';
import { collectHex, type HexCollector } from './hex-data.ts';
import type { Information } from './information.ts';
import type { TokenHandler } from './scan-tokens.ts';
import type { TextOutput } from './text-output.ts';

/** Groups inside groups; deeper ones are read with the settings of the last. Stops a file of nothing but braces. */
const maxDepth = 2000;
/** Units of one value (title, field instruction). */
const maxValueUnits = 10_000;
const maxFonts = 100_000;
/** Bytes of one run without any control word, after which it is decoded. */
const maxRunBytes = 1024 * 1024;

/** What is embedded, complete: the data of an `\objdata` or `\pict` and where its group began. */
export interface Embedded {
  readonly offset: number;
  readonly data: Buffer;
  /** The media type of a picture; undefined for an object. */
  readonly pictureType?: string;
}

export interface Receiver {
  readonly output: TextOutput;
  readonly information: Information;
  readonly maxDataBytes: number;
  embedded(found: Embedded): void;
  warn(code: Code, detail: string): void;
}

interface Group {
  kind: TextKind;
  /** `inner`: only destinations inside are read; `all`: nothing is. */
  skip: 'none' | 'inner' | 'all';
  /** Gathers the text of a value instead of a stream. */
  value?: { text: string };
  hex?: HexCollector;
  isFontTable: boolean;
  font: number;
  /** Characters that stand in for one `\u` (`\ucN`). */
  fallback: number;
  isHidden: boolean;
  times?: Record<string, number>;
  pictureType?: string;
  /** Before the first control word, which alone can make it a destination. */
  isFresh: boolean;
  isStarred: boolean;
  offset: number;
  /** Runs at the end of this very group. */
  atEnd?: () => void;
}

export interface Interpreter extends TokenHandler {
  /** Whether the outermost group has been closed. */
  isComplete(): boolean;
  /** Whether it began at all. */
  isRtf(): boolean;
  /** Visible bytes seen after the outermost group. */
  trailingBytes(): number;
  finish(): void;
}

const outermost = (): Group => ({
  kind: 'body',
  skip: 'none',
  isFontTable: false,
  font: -1,
  fallback: 1,
  isHidden: false,
  isFresh: false,
  isStarred: false,
  offset: 0,
});

export function interpretTokens(receiver: Receiver): Interpreter {
  const { output, information } = receiver;
  const stack: Group[] = [];
  const fonts = new Map<number, number>();
  let group = outermost();
  let tooDeep = 0;
  let documentPage = 1252;
  let defaultFont = -1;
  let tableFont = -1;
  let fallbackLeft = 0;
  let commentAuthor = '';
  let shapeProperty = '';
  let isRtf = false;
  let isComplete = false;
  let trailingBytes = 0;

  let run: Buffer[] = [];
  let runBytes = 0;
  let runPage = 0;

  const write = (text: string) => {
    if (group.skip !== 'none' || group.isFontTable || group.hex) return;
    if (group.value) {
      if (group.value.text.length < maxValueUnits) group.value.text += text.slice(0, maxValueUnits);
    } else output.write(text, group.isHidden && group.kind === 'body' ? 'hidden' : group.kind);
  };

  /** Decodes the bytes of the current run; bytes of one character may come from several tokens. */
  const endRun = () => {
    if (runBytes === 0) return;
    const text = decodePage(run.length === 1 ? (run[0] as Buffer) : Buffer.concat(run), runPage);
    run = [];
    runBytes = 0;
    write(text);
  };

  const take = (bytes: Buffer) => {
    const page = fonts.get(group.font) ?? documentPage;
    if (page !== runPage || runBytes > maxRunBytes) endRun();
    runPage = page;
    run.push(bytes);
    runBytes += bytes.length;
  };

  const startValue = (name: string) => {
    const value = { text: '' };
    group.skip = 'none';
    group.value = value;
    group.atEnd = () => endValue(name, value.text);
  };

  const endValue = (name: string, text: string) => {
    if (name === 'fldinst') readInstruction(text);
    else if (name === 'atnauthor') commentAuthor = text.trim();
    else if (name === 'sn') shapeProperty = text.trim();
    else if (name === 'sv') {
      if (shapeTexts.has(shapeProperty) && text.trim() !== '') output.write(`${text.trim()}\n`, 'body');
      shapeProperty = '';
    } else if (name !== 'objclass') information.value(name, text);
    if (name === 'template') receiver.warn('external-reference', 'document template');
  };

  const readInstruction = (instruction: string) => {
    const [, word = '', rest = ''] = /^\s*([A-Za-z]+)\s*([^]*)$/.exec(instruction) ?? [];
    const name = word.toUpperCase();
    if (name === 'HYPERLINK') {
      const target = /"([^"]*)"/.exec(rest)?.[1] ?? rest.trim();
      if (target !== '') output.write(`${target}\n`, 'hidden');
    } else if (name === 'DDE' || name === 'DDEAUTO') receiver.warn('active-content', `field ${name}`);
    else if (['INCLUDEPICTURE', 'INCLUDETEXT', 'IMPORT', 'LINK'].includes(name))
      receiver.warn('external-reference', `field ${name}`);
  };

  const startStream = (kind: TextKind) => {
    group.kind = kind;
    group.skip = 'none';
    delete group.value;
    if (kind === 'comments' && commentAuthor !== '') write(`${commentAuthor}: `);
    commentAuthor = kind === 'comments' ? '' : commentAuthor;
    const stream = group;
    group.atEnd = () => {
      if (stream.skip === 'none') output.write('\n', kind);
    };
  };

  const startData = (isPicture: boolean) => {
    const hex = collectHex(receiver.maxDataBytes);
    const own = group;
    own.skip = 'none';
    own.hex = hex;
    own.atEnd = () => {
      if (hex.isTooLarge()) receiver.warn('too-large', `embedded data at byte ${own.offset}`);
      else if (hex.size() > 0 && (!isPicture || own.pictureType !== undefined))
        receiver.embedded({
          offset: own.offset,
          data: hex.take(),
          ...(isPicture && own.pictureType !== undefined ? { pictureType: own.pictureType } : {}),
        });
    };
  };

  const startTime = (name: string) => {
    const parts: Record<string, number> = {};
    group.times = parts;
    group.skip = 'inner';
    group.atEnd = () => information.time(name, parts);
  };

  const destinations: Readonly<Record<string, () => void>> = {
    fonttbl: () => void (group.isFontTable = true),
    info: () => {
      group.skip = 'inner';
      // Its values are in the document's code page, whatever the default font is.
      group.font = -1;
    },
    userprops: () => void (group.skip = 'inner'),
    shpinst: () => void (group.skip = 'inner'),
    upr: () => void (group.skip = 'inner'),
    ud: () => void (group.skip = stack.at(-2)?.skip ?? 'none'),
    shptxt: () => void (group.skip = 'none'),
    creatim: () => startTime('creatim'),
    revtim: () => startTime('revtim'),
    printim: () => startTime('printim'),
    pict: () => startData(true),
    objdata: () => startData(false),
  };

  /** The first word of a group may make it a destination; unknown ones marked `\*` are to be passed over. */
  const startDestination = (word: string, isStarred: boolean): boolean => {
    if (group.isFontTable) {
      if (isStarred || word === 'falt' || word === 'panose' || word === 'fontemb') group.skip = 'all';
      return group.skip === 'all';
    }
    const start = Object.hasOwn(destinations, word) ? destinations[word] : undefined;
    const kind = Object.hasOwn(textKinds, word) ? textKinds[word] : undefined;
    if (start) start();
    else if (kind) startStream(kind);
    else if (values.has(word)) startValue(word);
    else if (skipped.has(word)) group.skip = word === 'sp' ? 'inner' : 'all';
    else if (isStarred && !transparent.has(word)) group.skip = 'inner';
    else return false;
    return true;
  };

  const setFontTable = (word: string, parameter: number) => {
    if (word === 'f') tableFont = parameter;
    const page = word === 'cpg' ? parameter : word === 'fcharset' ? pageOfCharset(parameter) : undefined;
    if (page !== undefined && page > 0 && fonts.size < maxFonts) fonts.set(tableFont, page);
  };

  /** Words with a parameter that change how what follows is read. */
  const settings: Readonly<Record<string, (parameter: number | undefined) => void>> = {
    rtf: () => void (isRtf = true),
    ansi: () => void (documentPage = 1252),
    mac: () => void (documentPage = 10000),
    pc: () => void (documentPage = 437),
    pca: () => void (documentPage = 850),
    ansicpg: (page = 0) => void (page > 0 && (documentPage = page)),
    deff: (font = -1) => {
      defaultFont = font;
      group.font = font;
    },
    f: (font = -1) => void (group.font = font),
    uc: (count = 1) => void (group.fallback = Math.min(Math.max(count, 0), 100)),
    v: (on) => void (group.isHidden = on !== 0),
    deleted: (on) => void (group.isHidden = on !== 0),
    plain: () => {
      group.font = defaultFont;
      group.isHidden = false;
    },
    nofpages: (count = -1) => information.pages(count),
    objautlink: () => receiver.warn('external-reference', 'linked object'),
    objlink: () => receiver.warn('external-reference', 'linked object'),
  };

  const writeUnicode = (parameter: number) => {
    endRun();
    const unit = parameter < 0 ? parameter + 65_536 : parameter;
    if (unit > 0 && unit <= 0x10ffff)
      write(unit > 0xffff ? String.fromCodePoint(unit) : String.fromCharCode(unit));
    fallbackLeft = group.fallback;
  };

  const readControl = (word: string, parameter: number | undefined) => {
    if (word === 'u' && parameter !== undefined) return writeUnicode(parameter);
    const character = Object.hasOwn(characters, word) ? characters[word] : undefined;
    if (character !== undefined) {
      if (fallbackLeft > 0 && character !== '\n') fallbackLeft -= 1;
      else {
        endRun();
        write(character);
      }
      return;
    }
    if (group.isFontTable) return setFontTable(word, parameter ?? 0);
    if (Object.hasOwn(pictureTypes, word)) group.pictureType = pictureTypes[word];
    if (group.times && timeParts.has(word) && parameter !== undefined) group.times[word] = parameter;
    if (!Object.hasOwn(settings, word)) return;
    endRun();
    settings[word]?.(parameter);
  };

  return {
    groupStart(offset) {
      endRun();
      fallbackLeft = 0;
      if (isComplete) return;
      if (stack.length >= maxDepth) {
        tooDeep += 1;
        return;
      }
      stack.push(group);
      group = { ...group, isFresh: true, isStarred: false, offset };
      delete group.atEnd;
    },
    groupEnd() {
      endRun();
      fallbackLeft = 0;
      if (tooDeep > 0) {
        tooDeep -= 1;
        return;
      }
      group.atEnd?.();
      group = stack.pop() ?? group;
      if (stack.length === 0) isComplete = true;
    },
    control(word, parameter) {
      if (isComplete || group.skip === 'all') return;
      if (word === '*') {
        group.isStarred = true;
        return;
      }
      const { isFresh, isStarred } = group;
      group.isFresh = false;
      if (isFresh) {
        if (startDestination(word, isStarred)) return;
      }
      readControl(word, parameter);
    },
    bytes(view) {
      group.isFresh = false;
      if (isComplete) {
        for (const byte of view) if (byte > 32) trailingBytes += 1;
        return;
      }
      if (group.skip !== 'none' || group.isFontTable) return;
      if (group.hex) return group.hex.digits(view);
      const bytes = fallbackLeft > 0 ? view.subarray(fallbackLeft) : view;
      fallbackLeft = Math.max(0, fallbackLeft - view.length);
      // A copy: the view is of a slice that may be replaced before the run ends.
      if (bytes.length > 0) take(Buffer.from(bytes));
    },
    escaped(byte) {
      group.isFresh = false;
      if (isComplete || group.skip !== 'none' || group.isFontTable || group.hex) return;
      if (fallbackLeft > 0) fallbackLeft -= 1;
      else take(Buffer.of(byte));
    },
    binary(view) {
      if (isComplete || group.skip !== 'none') return;
      // Outside of data a block stands for one character of a fallback at most.
      group.hex?.binary(view);
    },
    isComplete: () => isComplete,
    isRtf: () => isRtf,
    trailingBytes: () => trailingBytes,
    finish() {
      endRun();
      if (isComplete) return;
      // What is open at the end of a truncated file still counts: values, comments, data.
      for (let open: Group | undefined = group; open; open = stack.pop()) {
        if (open.hex === undefined) open.atEnd?.();
      }
    },
  };
}
