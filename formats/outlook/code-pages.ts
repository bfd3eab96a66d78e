/** What the code pages of Windows are called, as the decoders know them. */

const labels: Readonly<Record<number, string>> = {
  1200: 'utf-16le',
  1201: 'utf-16be',
  1361: 'johab',
  10000: 'macintosh',
  10007: 'x-mac-cyrillic',
  20127: 'us-ascii',
  20866: 'koi8-r',
  20932: 'euc-jp',
  21866: 'koi8-u',
  38598: 'iso-8859-8',
  50220: 'iso-2022-jp',
  50221: 'iso-2022-jp',
  50222: 'iso-2022-jp',
  50225: 'iso-2022-kr',
  51932: 'euc-jp',
  51936: 'gbk',
  51949: 'euc-kr',
  52936: 'hz-gb-2312',
  54936: 'gb18030',
  65000: 'utf-7',
  65001: 'utf-8',
};

/** The label of a code page; undefined where it says nothing (0, or ASCII, which old programs state of any text). */
export function charsetOfPage(page: number | undefined): string | undefined {
  if (page === undefined || page <= 0 || page === 20127) return undefined;
  if (page > 28590 && page < 28606) return `iso-8859-${page - 28590}`;
  return labels[page] ?? `cp${page}`;
}
