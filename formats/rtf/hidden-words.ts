/** Writes what no reader of an RTF document shows as hidden text: values, names, letters that stand in for others. */
import { hasOwnWords } from '../program-names.ts';
import { maxValueUnits } from '../value-limits.ts';
import type { TextOutput } from './text-output.ts';

/** Fonts that programs and systems come with, by how their names begin. */
const usualFonts =
  /^(?:Times|Arial|Helvetica|Courier|Calibri|Cambria|Georgia|Verdana|Tahoma|Trebuchet|Symbol|Wingdings|Webdings|Liberation|DejaVu|Noto|Segoe|Aptos|Candara|Consolas|Constantia|Corbel|Garamond|Book Antiqua|Bookman|Century|Palatino|Lucida|Impact|Comic Sans|MS |Microsoft|SimSun|SimHei|NSimSun|FangSong|KaiTi|PMingLiU|MingLiU|Batang|Gulim|Dotum|Malgun|Meiryo|Yu |Mangal|Lohit|Open ?Sans|OpenSymbol|Bitstream|Nimbus|Roboto|Lato|Source |Droid|Free|Menlo|Monaco|Geneva|Apple|Hiragino|Songti|PingFang|Cordia|Angsana|Browallia|Leelawadee|Gautami|Latha|Shruti|Tunga|Vrinda|Kartika|Raavi|Sylfaen|Estrangelo|David|Miriam|Aharoni|Monotype|Modern|Roman|Script|Univers|Franklin|Gill Sans|Rockwell|Tms Rmn|Helv|Swiss|Dutch|Thorndale|Albany|Cumberland|Andale|StarSymbol|HG |AR |WenQuanYi|Unifont|Code2000|Ubuntu|Carlito|Caladea|Gentium|Linux|Euphemia|Plantagenet|Nyala|Iskoola|Kalinga|Mongolian|Myanmar|Ebrima|Gadugi|Javanese|Nirmala|Sitka|Bahnschrift|Ink Free|Marlett|Bodoni|Futura|Optima|Baskerville|Didot|Avenir|\(normal text\)|System|Terminal|Fixedsys|Mincho|Gothic)/i;
const maxFonts = 1_000;

/** No control word of RTF has more letters: a longer one is a word that no reader shows. */
const maxKnownLetters = 20;

export class HiddenWords {
  readonly #output: TextOutput;
  readonly #fonts = new Set<string>();
  readonly #bookmarks = new Set<string>();
  #passed = '';
  #font = '';

  constructor(output: TextOutput) {
    this.#output = output;
  }

  write(text: string): void {
    if (text.trim() === '') return;
    this.#output.endLine('hidden');
    this.#output.write(`${text.trim()}\n`, 'hidden');
  }

  /** Of a table of names, each of which a semicolon ends: what no program gives by itself. */
  writeName(text: string): void {
    const name = text.replace(/;\s*$/, '');
    if (hasOwnWords(name)) this.write(name);
  }

  /** What tables of numbers hold beside them. */
  writeWords(text: string): void {
    const words = text.replaceAll(';', ' ').trim();
    if (/\p{L}{3}/u.test(words) && !/^[\da-fA-F\s]+$/.test(words)) this.write(words);
  }

  /** The name of a bookmark stands at its start and at its end. */
  writeBookmark(name: string): void {
    if (this.#bookmarks.has(name)) return;
    if (this.#bookmarks.size < maxFonts) this.#bookmarks.add(name);
    this.write(name);
  }

  /** Letters in place of which readers show others: a question mark as a rule, or the same letter. */
  passOver(text: string): void {
    if (this.#passed.length < maxValueUnits) this.#passed += text.replaceAll('?', '');
  }

  passOverBytes(bytes: Uint8Array): void {
    if (bytes.length > 0)
      this.passOver(
        Buffer.from(bytes)
          .toString('latin1')
          .replace(/[^ -~]+/g, ' '),
      );
  }

  controlWord(word: string): void {
    if (word.length > maxKnownLetters) this.write(word);
  }

  /** The letters passed over have ended. */
  endPassed(): void {
    if (this.#passed === '') return;
    const passed = this.#passed;
    this.#passed = '';
    if (/\p{L}{3}/u.test(passed)) this.write(passed);
  }

  /** Letters of the table of fonts. */
  fontName(text: string): void {
    for (const part of text.split(/(;)/)) {
      if (part !== ';') this.#font = (this.#font + part).slice(0, maxValueUnits);
      else this.endFont();
    }
  }

  endFont(): void {
    const name = this.#font.trim();
    this.#font = '';
    if (name === '' || usualFonts.test(name) || this.#fonts.has(name) || this.#fonts.size >= maxFonts) return;
    this.#fonts.add(name);
    this.write(name);
  }
}
