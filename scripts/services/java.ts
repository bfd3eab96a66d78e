/** Finds a Java on this machine that is new enough. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { MissingToolError } from './missing-tool.ts';

/** The major version that a `java` states, or undefined where it does not run. */
async function javaVersion(java: string): Promise<number | undefined> {
  try {
    const { stderr } = await promisify(execFile)(java, ['-version']);
    const major = /version "(\d+)/.exec(stderr)?.[1];
    return major === undefined ? undefined : Number(major);
  } catch {
    return undefined;
  }
}

const installed = '/usr/lib/jvm';

/** The folders that may hold a Java, in order: JAVA_HOME, those of PATH, those of the system's packages. */
function candidates(): string[] {
  const homes = process.env.JAVA_HOME ? [process.env.JAVA_HOME] : [];
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const java = join(folder, 'java');
    if (folder !== '' && existsSync(java)) homes.push(dirname(dirname(realpathSync(java))));
  }
  if (existsSync(installed)) homes.push(...readdirSync(installed).map((name) => join(installed, name)));
  const real = homes.filter((home) => existsSync(join(home, 'bin/java'))).map((home) => realpathSync(home));
  return [...new Set(real)];
}

/** The home of the first Java that is `atLeast` so new and has a compiler. */
export async function findJdk(atLeast: number): Promise<string> {
  const seen: string[] = [];
  for (const home of candidates()) {
    const version = await javaVersion(join(home, 'bin/java'));
    const compiles = existsSync(join(home, 'bin/javac'));
    if (version !== undefined && version >= atLeast && compiles) return home;
    if (version !== undefined) seen.push(`${home} is ${version}${compiles ? '' : ' without a compiler'}`);
  }
  throw new MissingToolError(
    `a JDK ${atLeast} or newer is not installed (${seen.join(', ') || 'no Java found'}): install one ` +
      '(Debian 13: apt-get install openjdk-25-jdk-headless, or a Temurin JDK from adoptium.net), and set ' +
      'JAVA_HOME where it is neither on the PATH nor under /usr/lib/jvm',
  );
}
