/** What we use of seek-bzip, which comes without types: it decodes one block at a time, from bytes to bytes. */
declare module 'seek-bzip' {
  export interface BunzipSource {
    readByte(): number;
    read(buffer: Uint8Array, at: number, length: number): number;
    eof(): boolean;
  }
  export interface BunzipSink {
    writeByte(byte: number): void;
  }
  export default class Bunzip {
    constructor(input: BunzipSource, output: BunzipSink);
    readonly reader: { read(bits: number): number };
    readonly streamCRC: number;
    _init_block(): boolean;
    _read_bunzip(): void;
    _start_bunzip(input: BunzipSource, output: BunzipSink): void;
  }
}
