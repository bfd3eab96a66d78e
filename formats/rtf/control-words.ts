/** What the control words of RTF 1.9.1 mean for the text: tables only. */
import type { TextKind } from '../../schemas/anchor.ts';

/** Words and symbols that stand for characters. */
export const characters: Readonly<Record<string, string>> = {
  par: '\n',
  line: '\n',
  sect: '\n',
  page: '\n',
  column: '\n',
  softline: '\n',
  softpage: '\n',
  lbr: '\n',
  '\n': '\n',
  '\r': '\n',
  row: '\n',
  nestrow: '\n',
  cell: '\t',
  nestcell: '\t',
  tab: '\t',
  emdash: '\u2014',
  endash: '\u2013',
  emspace: '\u2003',
  enspace: '\u2002',
  qmspace: '\u2005',
  bullet: '\u2022',
  lquote: '\u2018',
  rquote: '\u2019',
  ldblquote: '\u201c',
  rdblquote: '\u201d',
  '~': '\u00a0',
  _: '\u2011',
  '{': '{',
  '}': '}',
  '\\': '\\',
  zwj: '\u200d',
  zwnj: '\u200c',
  ltrmark: '\u200e',
  rtlmark: '\u200f',
};

/** Destinations whose text is a stream of its own. */
export const textKinds: Readonly<Record<string, TextKind>> = {
  header: 'headers',
  headerl: 'headers',
  headerr: 'headers',
  headerf: 'headers',
  footer: 'headers',
  footerl: 'headers',
  footerr: 'headers',
  footerf: 'headers',
  footnote: 'notes',
  annotation: 'comments',
};

/** Destinations inside `\info` (and a few others) whose text is one value. */
export const values = new Set([
  'title',
  'subject',
  'author',
  'manager',
  'company',
  'operator',
  'category',
  'keywords',
  'comment',
  'doccomm',
  'hlinkbase',
  'generator',
  'template',
  'atnauthor',
  'objclass',
  'fldinst',
  'propname',
  'staticval',
  'htmltag',
  'sn',
  'sv',
  'leveltext',
]);

/** Destinations whose value no reader sees where it stands. */
export const hiddenValues = new Set([
  'docvar',
  'xe',
  'tc',
  'tcn',
  'rxe',
  'txe',
  'bkmkstart',
  'bkmkend',
  'file',
  'private',
  'atnid',
  'listname',
  'liststylename',
  'oleclsid',
  'objalias',
  'objsect',
  'ftnsep',
  'ftnsepc',
  'ftncn',
  'aftnsep',
  'aftnsepc',
  'aftncn',
]);

/** Properties of shapes whose value a reader sees or wrote: WordArt, alternative text, file names. */
export const shapeTexts = new Set(['gtextUNICODE', 'wzName', 'wzDescription', 'pibName']);

/** Destinations that hold nothing to read although they are not marked with `\*`. */
export const skipped = new Set([
  'nonesttables',
  'nesttableprops',
  'sp',
  'fontemb',
  'fontfile',
  'falt',
  'panose',
  'datafield',
  'themedata',
  'colorschememapping',
  'latentstyles',
  'datastore',
  'mmathPr',
  // Marked with `\*`, and without a word that a person wrote.
  'mhtmltag',
  'listpicture',
  'pn',
  'blipuid',
  'bliptag',
  'levelmarker',
  'oldcprops',
  'oldpprops',
  'oldtprops',
  'oldsprops',
  'passwordhash',
  'hsv',
  'mvfmf',
  'pgdsctbl',
  'xmlnstbl',
]);

/** Destinations that hold numbers and settings, and no word unless somebody put it there. */
export const wordless = new Set([
  'colortbl',
  'expandedcolortbl',
  'listoverridetable',
  'rsidtbl',
  'pgptbl',
  'pnseclvl',
  'wgrffmtfilter',
  'defchp',
  'defpap',
  'fldtype',
  'keycode',
  'atrfstart',
  'atrfend',
  'atnref',
  'atndate',
  'atnparent',
  'atntime',
]);

/** Destinations without a `\*` whose text no reader shows. */
export const apart = new Set(['nonshppict', 'filetbl', 'protusertbl']);

/** Groups that hold others, in which only destinations are read. */
export const holders = new Set(['sp', 'do', 'picprop', 'shpgrp', 'background', 'listtable']);

/** What a form field says of itself: its parts that are texts. */
export const formTexts = new Set(['ffname', 'ffl', 'ffdeftext', 'ffhelptext', 'ffstattext', 'ffformat']);

/** Destinations marked with `\*` that are read all the same, with the text around them. */
export const transparent = new Set([
  'shppict',
  'moMath',
  'moMathPara',
  'revised',
  'mr',
  // In the table of styles they only say of what kind one is.
  'cs',
  'ts',
  'tsrowd',
  'ds',
]);

/** Picture formats that are files of their own once decoded. */
export const pictureTypes: Readonly<Record<string, string>> = {
  pngblip: 'image/png',
  jpegblip: 'image/jpeg',
  emfblip: 'image/emf',
};

export const timeParts = new Set(['yr', 'mo', 'dy', 'hr', 'min', 'sec']);
