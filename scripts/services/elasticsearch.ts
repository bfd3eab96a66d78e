/** Brings up a real Elasticsearch, one node or three, on a machine that has only a JDK and Maven. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { elasticsearchVersion, installElasticsearch, oldestJava } from './elasticsearch/installation.ts';
import {
  type Installed,
  type NodePlan,
  type NodeSettings,
  startNodeProcess,
} from './elasticsearch/node-process.ts';
import { freePorts, loopback } from './free-port.ts';
import { findJdk } from './java.ts';
import { type ServiceProcess, waitForAnswer } from './service-process.ts';

/** A running cluster. `stop` ends what was started here, and removes the data unless a folder was given. */
export interface Elasticsearch {
  /** One for each node, in the order of their numbers. */
  readonly urls: readonly string[];
  readonly version: string;
  stop(): Promise<void>;
  /** SIGKILL, as a power cut would: to one node (from 0), or to all. The data stays. */
  kill(node?: number): Promise<void>;
  /**
   * Starts one node (from 0), or all, with the same data and port, and resolves when the cluster is whole
   * again; what still runs of them is stopped first.
   */
  restart(node?: number): Promise<void>;
}

export interface ElasticsearchOptions {
  /** Three are for tests of failures. */
  readonly nodes?: 1 | 3;
  /** Java heap of each node in MiB. */
  readonly heapMiB?: number;
  /** Holds the data and stays; default: a temporary folder. */
  readonly dataFolder?: string;
  /** Of the first node; default: a free one. */
  readonly port?: number;
  /** Settings of each node, before our own. */
  readonly settings?: NodeSettings;
  /** Use a cluster that answers at `port` already, instead of starting one. `kill` and `restart` then fail. */
  readonly reuse?: boolean;
  /** Compiles less: up in two thirds of the processor time, slower afterwards. For tests, not for measuring. */
  readonly quick?: boolean;
  /** Milliseconds until it must be healthy. */
  readonly startTimeoutMs?: number;
}

async function askJson(url: string): Promise<unknown> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}

/** The version that the node at `url` states, or undefined where none answers. */
export async function elasticsearchVersionAt(url: string): Promise<string | undefined> {
  const answer = (await askJson(`${url}/_nodes/_local?filter_path=nodes.*.version`)) as
    { nodes?: Record<string, { version?: string }> } | undefined;
  return Object.values(answer?.nodes ?? {})[0]?.version;
}

/** Whether all nodes have found each other, and each index has its primary shards. */
async function isWhole(url: string, nodes: number): Promise<true | undefined> {
  const query = `wait_for_status=yellow&wait_for_nodes=${nodes}&timeout=1s`;
  const answer = (await askJson(`${url}/_cluster/health?${query}`)) as { timed_out?: boolean } | undefined;
  return answer?.timed_out === false ? true : undefined;
}

async function planNodes(options: ElasticsearchOptions, folder: string): Promise<NodePlan[]> {
  const count = options.nodes ?? 1;
  const free = await freePorts(count * 2);
  const transport = free.slice(count);
  const names = transport.map((_, node) => `node-${node}`);
  const data = options.dataFolder ?? join(folder, 'data');
  const cluster: NodeSettings =
    count === 1
      ? { 'discovery.type': 'single-node' }
      : {
          'discovery.seed_hosts': transport.map((port) => `${loopback}:${port}`),
          'cluster.initial_master_nodes': names,
        };
  return names.map((name, node) => ({
    name,
    port: node === 0 && options.port !== undefined ? options.port : (free[node] ?? 0),
    folder: join(folder, name),
    dataFolder: join(data, name),
    heapMiB: options.heapMiB ?? 1024,
    quick: options.quick ?? false,
    settings: { 'transport.port': transport[node] ?? 0, ...cluster, ...options.settings },
  }));
}

const urlOf = ({ port }: NodePlan): string => `http://${loopback}:${port}`;

/** The nodes of one cluster, running or not. */
class Cluster {
  readonly #installed: Installed;
  readonly #plans: readonly NodePlan[];
  readonly #timeoutMs: number;
  readonly #running = new Map<NodePlan, ServiceProcess>();

  constructor(installed: Installed, plans: readonly NodePlan[], timeoutMs: number) {
    this.#installed = installed;
    this.#plans = plans;
    this.#timeoutMs = timeoutMs;
  }

  async start(node?: number): Promise<void> {
    for (const plan of this.#chosen(node)) this.#running.set(plan, startNodeProcess(this.#installed, plan));
    for (const [plan, server] of this.#running) {
      await waitForAnswer(`Elasticsearch ${plan.name}`, server, this.#timeoutMs, () =>
        isWhole(urlOf(plan), this.#running.size),
      );
    }
  }

  async end(how: 'stop' | 'kill', node?: number): Promise<void> {
    const plans = this.#chosen(node);
    await Promise.all(plans.map(async (plan) => this.#running.get(plan)?.[how]()));
    for (const plan of plans) this.#running.delete(plan);
  }

  #chosen(node: number | undefined): readonly NodePlan[] {
    if (node === undefined) return this.#plans;
    const plan = this.#plans[node];
    if (plan === undefined) throw new RangeError(`there is no node ${node}`);
    return [plan];
  }
}

async function reused(url: string): Promise<Elasticsearch | undefined> {
  const version = await elasticsearchVersionAt(url);
  if (version === undefined) return undefined;
  const refuse = (): Promise<never> =>
    Promise.reject(new Error(`the Elasticsearch at ${url} was not started here`));
  return { urls: [url], version, stop: () => Promise.resolve(), kill: refuse, restart: refuse };
}

/** Starts Elasticsearch on the loopback address and resolves when it is healthy. */
export async function startElasticsearch(options: ElasticsearchOptions = {}): Promise<Elasticsearch> {
  if (options.reuse && options.port !== undefined) {
    const found = await reused(`http://${loopback}:${options.port}`);
    if (found) return found;
  }
  const jdk = await findJdk(oldestJava);
  const home = await installElasticsearch(jdk);
  const folder = mkdtempSync(join(tmpdir(), 'evidex-elasticsearch-'));
  const plans = await planNodes(options, folder);
  const cluster = new Cluster({ home, jdk }, plans, options.startTimeoutMs ?? 300_000);
  const stop = async (): Promise<void> => {
    // Nothing of the data is kept in the temporary folder: no need to wait for an orderly end.
    await cluster.end(options.dataFolder === undefined ? 'kill' : 'stop');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await cluster.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    urls: plans.map(urlOf),
    version: elasticsearchVersion,
    stop,
    kill: (node) => cluster.end('kill', node),
    restart: async (node) => {
      await cluster.end('stop', node);
      await cluster.start(node);
    },
  };
}
