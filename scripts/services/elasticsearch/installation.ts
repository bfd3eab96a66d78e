/** Puts an Elasticsearch server together from published artefacts, once, as a folder in the cache. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { copyDependencies } from '../maven-artifact.ts';
import { MissingToolError } from '../missing-tool.ts';
import { cached, serviceCache } from '../service-cache.ts';

export const elasticsearchVersion = '9.5.3';
/** What the server's classes are compiled for. */
export const oldestJava = 21;

const run = promisify(execFile);
const sources = ['Launcher.java', 'FoldingPlugin.java'].map((name) => join(import.meta.dirname, name));
const netty = 'transport-netty4';

/** Where the server looks for native libraries, in its folder. */
export const nativeLibraries = `platform/${process.platform}-${process.arch}`;

/** A new recipe gets a folder of its own, since the old one may be in use. */
function recipe(): string {
  const hash = createHash('sha256');
  for (const path of [...sources, import.meta.filename]) hash.update(readFileSync(path));
  return hash.digest('hex').slice(0, 8);
}

/** Stored fields are compressed with it: without it, no index can be refreshed. */
async function copyZstd(folder: string): Promise<void> {
  const { stdout } = await run('/sbin/ldconfig', ['-p']).catch(() => ({ stdout: '' }));
  const listed = [...stdout.matchAll(/libzstd\.so\.1 .*=> (\S+)/g)].map(([, path = '']) => path);
  const usual = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'];
  for (const path of [...listed, ...usual.map((at) => join(at, 'libzstd.so.1'))]) {
    try {
      mkdirSync(folder, { recursive: true });
      copyFileSync(path, join(folder, 'libzstd.so'));
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw new MissingToolError('libzstd.so.1 is not installed: install it (Debian: apt-get install libzstd1)');
}

/** The HTTP layer is a module of its own, in a class loader of its own. */
async function addNetty(home: string, jdk: string): Promise<void> {
  const folder = join(home, 'modules', netty);
  await copyDependencies(`org.elasticsearch.plugin:${netty}:${elasticsearchVersion}`, folder);
  // What the server has itself must not be there twice: it refuses to start.
  for (const name of readdirSync(join(home, 'lib'))) rmSync(join(folder, name), { force: true });
  const jar = join(folder, `${netty}-${elasticsearchVersion}.jar`);
  const inside = `META-INF/es-plugins/${netty}/plugin-descriptor.properties`;
  const unpacked = join(home, 'unpacked');
  mkdirSync(unpacked);
  await run(join(jdk, 'bin/jar'), ['--extract', '--file', jar, inside], { cwd: unpacked });
  copyFileSync(join(unpacked, inside), join(folder, basename(inside)));
  rmSync(unpacked, { recursive: true });
}

async function addOwnClasses(home: string, jdk: string): Promise<void> {
  const classes = join(home, 'classes');
  const compile = ['--release', String(oldestJava), '-cp', join(home, 'lib/*'), '-d', classes, ...sources];
  await run(join(jdk, 'bin/javac'), compile);
  const folder = join(home, 'modules/evidex-folding');
  mkdirSync(folder);
  const jar = ['--create', '--file', join(folder, 'evidex-folding.jar'), '-C', classes, 'evidex'];
  await run(join(jdk, 'bin/jar'), jar);
  rmSync(join(classes, 'evidex'), { recursive: true });
  const descriptor = {
    name: 'evidex-folding',
    description: 'Registers asciifolding',
    version: '1',
    classname: 'evidex.FoldingPlugin',
    'java.version': oldestJava,
    'elasticsearch.version': elasticsearchVersion,
  };
  const lines = Object.entries(descriptor).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(join(folder, 'plugin-descriptor.properties'), lines.join(''));
}

/** The folder of the server; the first call on a machine fetches 45 MB. `jdk` is the home of a JDK. */
export const installElasticsearch = (jdk: string): Promise<string> =>
  cached(join(serviceCache('elasticsearch'), `${elasticsearchVersion}-${recipe()}`), async (home) => {
    for (const folder of ['lib', 'modules', 'plugins']) mkdirSync(join(home, folder), { recursive: true });
    await copyZstd(join(home, nativeLibraries));
    await copyDependencies(`org.elasticsearch:elasticsearch:${elasticsearchVersion}`, join(home, 'lib'));
    await addNetty(home, jdk);
    await addOwnClasses(home, jdk);
  });
