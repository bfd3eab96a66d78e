/** Fetches published Java artefacts by their coordinates, with Maven. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MissingToolError } from './missing-tool.ts';

/** `group:name:version`. */
export type Coordinates = `${string}:${string}:${string}`;

const run = promisify(execFile);

async function maven(goal: string, settings: string[], what: string, folder?: string): Promise<void> {
  try {
    await run('mvn', ['-q', '--batch-mode', goal, ...settings], { cwd: folder });
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') {
      throw new MissingToolError(
        `mvn is not installed, which fetches ${what}: install Maven (Debian: apt-get install maven)`,
        { cause: error },
      );
    }
    const { stdout, message } = error as { stdout?: string; message: string };
    const reason = (stdout?.trim() || message).slice(0, 500);
    throw new Error(`Maven could not fetch ${what}: ${reason}`, { cause: error });
  }
}

/** Copies the one file of an artefact into `folder`, as `name-version.jar`. */
export async function copyArtifact(artifact: Coordinates, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await maven('dependency:copy', [`-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`], artifact);
}

/** Copies an artefact and all that it needs into `folder`, as `name-version.jar` each. */
export async function copyDependencies(artifact: Coordinates, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const [group, name, version] = artifact.split(':');
  const project = mkdtempSync(join(tmpdir(), 'evidex-maven-'));
  try {
    writeFileSync(
      join(project, 'pom.xml'),
      `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>evidex</groupId><artifactId>services</artifactId><version>1</version><packaging>pom</packaging>
<dependencies><dependency>
<groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version>
</dependency></dependencies></project>
`,
    );
    await maven('dependency:copy-dependencies', [`-DoutputDirectory=${folder}`], artifact, project);
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}
