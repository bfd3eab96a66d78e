/** One Elasticsearch node as a process: its folders, its settings, the options of its Java. */
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loopback } from '../free-port.ts';
import { type ServiceProcess, startServiceProcess } from '../service-process.ts';
import { nativeLibraries } from './installation.ts';

/** As in `elasticsearch.yml`, names with dots. */
export type NodeSettings = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export interface NodePlan {
  readonly name: string;
  readonly port: number;
  /** Configuration, logs and temporary files. */
  readonly folder: string;
  readonly dataFolder: string;
  readonly heapMiB: number;
  readonly quick: boolean;
  readonly settings: NodeSettings;
}

/** What runs it: the installed server, and the home of a JDK. */
export interface Installed {
  readonly home: string;
  readonly jdk: string;
}

function writeConfiguration(plan: NodePlan): void {
  const settings: NodeSettings = {
    'node.name': plan.name,
    'network.host': loopback,
    'http.port': plan.port,
    'path.data': plan.dataFolder,
    'path.logs': join(plan.folder, 'logs'),
    // How full the disk of this machine is must not decide a test.
    'cluster.routing.allocation.disk.threshold_enabled': false,
    ...plan.settings,
  };
  for (const folder of ['config', 'logs', 'tmp']) mkdirSync(join(plan.folder, folder), { recursive: true });
  mkdirSync(plan.dataFolder, { recursive: true });
  // JSON is YAML too.
  writeFileSync(join(plan.folder, 'config/elasticsearch.yml'), JSON.stringify(settings, undefined, 2));
  const logging = join(plan.folder, 'config/log4j2.properties');
  if (!existsSync(logging)) copyFileSync(join(import.meta.dirname, 'log4j2.properties'), logging);
}

const javaOptions = (plan: NodePlan, home: string): string[] => [
  `-Xms${plan.heapMiB}m`,
  `-Xmx${plan.heapMiB}m`,
  `-XX:MaxDirectMemorySize=${Math.ceil(plan.heapMiB / 2)}m`,
  ...(plan.quick ? ['-XX:TieredStopAtLevel=1'] : []),
  // A node that is out of memory must end, not go on half alive.
  '-XX:+ExitOnOutOfMemoryError',
  `-Djava.io.tmpdir=${join(plan.folder, 'tmp')}`,
  '-Dfile.encoding=UTF-8',
  '-Dlog4j2.disable.jmx=true',
  '-Dlog4j.shutdownHookEnabled=false',
  '-Dio.netty.noUnsafe=true',
  `-Des.logs.base_path=${join(plan.folder, 'logs')}`,
  '-Des.logs.cluster_name=evidex',
  `-Des.nativelibs.path=${join(home, nativeLibraries)}`,
  // Its library is not published; without this, all other native access is off with it.
  '-Dorg.elasticsearch.nativeaccess.enableVectorLibrary=false',
  '--module-path',
  join(home, 'lib'),
  '--add-modules',
  'org.elasticsearch.server,jdk.incubator.vector,jdk.net,jdk.management.agent',
  '--enable-native-access=org.elasticsearch.nativeaccess,org.apache.lucene.core',
  '-cp',
  join(home, 'classes'),
];

/** Starts the node; it goes on from what `dataFolder` holds. */
export function startNodeProcess({ home, jdk }: Installed, plan: NodePlan): ServiceProcess {
  writeConfiguration(plan);
  return startServiceProcess({
    command: join(jdk, 'bin/java'),
    arguments: [...javaOptions(plan, home), 'Launcher', home, join(plan.folder, 'config')],
    folder: plan.folder,
    logPath: join(plan.folder, 'output.log'),
  });
}
