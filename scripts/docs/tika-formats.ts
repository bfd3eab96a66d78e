/**
 * Which of the formats that Evidex only identifies Tika Server 3.3.2 has a parser for: by what it answers to
 * `GET /mime-types`, types without one and those of `EmptyParser` left out. For some it tells metadata alone.
 */
const ids = `
  ole pub vsd mpp solidworks hwp onenote mdb wordperfect chm dbf sas bplist apple-double pages numbers keynote iwork
  arj compress lz4 lzma brotli zlib
  exe elf mach-o class
  bmp heic psd ico jxl emf wmf xcf dwg icns
  mp3 mp4 m4a mov 3gp wav flac ogg midi aiff au flv
  ttf`;

export const tikaFormats: ReadonlySet<string> = new Set(ids.split(/\s+/).filter(Boolean));
