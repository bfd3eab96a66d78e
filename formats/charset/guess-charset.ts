/** Guesses the legacy charset of bytes that nobody labelled, with Firefox's detector (chardetng) as WebAssembly. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** What the detector's module exports, as wasm-bindgen made it. */
interface Detector {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly detect: (result: number, bytes: number, length: number) => void;
  readonly __wbindgen_add_to_stack_pointer: (by: number) => number;
  readonly __wbindgen_malloc: (size: number) => number;
  readonly __wbindgen_free: (at: number, size: number) => void;
}

/** The part of WebAssembly's own interface that is used; Node's types leave it to the browser's. */
interface WebAssemblyApi {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: object };
}

/** The detector's calls by names of our own; wasm-bindgen's begin with underscores. */
interface Loaded extends Pick<Detector, 'memory' | 'detect'> {
  readonly moveStack: (by: number) => number;
  readonly allocate: (size: number) => number;
  readonly release: (at: number, size: number) => void;
}

let loaded: Loaded | undefined;

/**
 * The package's own loader needs a bundler, so that its module is instantiated here. Loaded at the first guess:
 * most evidence is UTF-8 and never gets here.
 */
function load(): Loaded {
  const path = createRequire(import.meta.url).resolve('chardetng-wasm/dist/chardetng_wasm_bg.wasm');
  const { Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
  const imports = {
    './chardetng_wasm_bg.js': {
      __wbindgen_throw() {
        throw new Error('the charset detector failed');
      },
    },
  };
  const {
    memory,
    detect,
    __wbindgen_add_to_stack_pointer: moveStack,
    __wbindgen_malloc: allocate,
    __wbindgen_free: release,
  } = new Instance(new Module(readFileSync(path)), imports).exports as Detector;
  return { memory, detect, moveStack, allocate, release };
}

// More does not make the guess better, and the copy into the module's memory is bounded.
const maxSampleBytes = 262_144;

/** A WHATWG label, never empty: `windows-1252` where nothing else is likelier. */
export function guessCharset(bytes: Uint8Array): string {
  loaded ??= load();
  const wasm = loaded;
  const sample = bytes.subarray(0, maxSampleBytes);
  const result = wasm.moveStack(-16);
  try {
    const at = wasm.allocate(sample.length);
    new Uint8Array(wasm.memory.buffer).set(sample, at);
    // The callee owns and frees the sample, the caller the answer (wasm-bindgen's convention).
    wasm.detect(result, at, sample.length);
    const [label = 0, length = 0] = new Int32Array(wasm.memory.buffer, result, 2);
    const text = Buffer.from(wasm.memory.buffer, label, length).toString('latin1').toLowerCase();
    wasm.release(label, length);
    return text;
  } finally {
    wasm.moveStack(16);
  }
}
