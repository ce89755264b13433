import { setTimeout as wait } from 'node:timers/promises';
import { cameraSpecs } from './province/camera-specs.ts';
import { demonstrationPassword, province } from './province/province.ts';
import { dataDirOf } from './data-dir.ts';
import { claimDataDir } from './running-mark.ts';
import { seed, situationOf } from './situations/seed.ts';
import { standardSituation } from './situations/situations.ts';
import { startWebDevServer } from './world/web-dev-server.ts';
import { portsOf } from './world/free-ports.ts';
import type { Child } from './world/child.ts';
import { sfuNodes } from './world/sfu-nodes.ts';
import { startWorld, type World } from './world/world.ts';

/** Accounts that a newcomer tries first, with what each is for. */
const guide: readonly (readonly [username: string, what: string])[] = [
  ['truc-01-1', 'trực camera, cơ sở 01: sổ theo dõi và 24 camera'],
  ['ql-01', 'trưởng cơ sở 01: đọc sổ, xem camera của cơ sở'],
  ['ioc-1', 'trưởng ca IOC: tường camera 13 cơ sở đã kết nối'],
  ['yt-1', 'Sở Y tế: hệ thống tập trung, đọc sổ toàn tỉnh'],
  ['quantri', 'quản trị: không xem được nội dung nào'],
];

/** How long a start that is broken off may take to give back what it holds. */
const unwindMs = 4_000;

/** Runs the demonstration until Ctrl-C (exit code 0) or until one of its programs ends by itself (1). */
export async function runProvince({ dev }: { readonly dev: boolean }): Promise<number> {
  const stopping = stopOnRequest();
  const dataDir = dataDirOf(process.env);
  const claim = claimDataDir(dataDir);
  if (!claim.ok) return complain(claim.error.detail ?? claim.error.code);
  const started: Started = {};
  try {
    const starting = start(started, { dev, dataDir, signal: stopping.signal });
    await Promise.race([starting, stopping.requested.then(() => wait(unwindMs))]);
    if (started.world === undefined || stopping.signal.aborted) return 0;
    const { server, sfu } = started.world.children();
    // Of several nodes one may end, and the others go on.
    const ends = sfuCount() > 1 ? [endOf(server)] : [endOf(server), endOf(sfu)];
    const ended = await Promise.race([stopping.requested, ...ends]);
    return ended === 'stop_requested' ? 0 : complain(ended);
  } catch (problem) {
    if (stopping.signal.aborted) return 0;
    return complain(problem instanceof Error ? problem.message : String(problem));
  } finally {
    await started.web?.stop();
    await started.world?.stop();
    claim.value.release();
  }
}

type Started = { world?: World; web?: Child & { readonly url: string } };

/** What was started is in `started` also when what comes after it fails. */
async function start(
  started: Started,
  { dev, dataDir, signal }: { readonly dev: boolean; readonly dataDir: string; readonly signal: AbortSignal },
): Promise<void> {
  started.world = await startWorld({
    dataDir,
    ports: portsOf(process.env),
    ...(sfuCount() > 1 && { nodes: sfuNodes(sfuCount(), portsOf(process.env), workersOfNode()) }),
    cameras: cameraSpecs(province.cameras),
    watch: dev,
    signal,
    ...(situationOf(dataDir) === null ? { seed: () => seedFirst(dataDir, signal) } : {}),
  });
  if (dev) started.web = await startWebDevServer({ dataDir, serverUrl: started.world.url });
  greet((started.web ?? started.world).url, dataDir);
}

/** `TRUC_SFU_NODES`: so many SFUs share the demonstration's cameras. */
function sfuCount(): number {
  const count = Number(process.env['TRUC_SFU_NODES'] ?? '1');
  return Number.isInteger(count) && count >= 1 && count <= 8 ? count : 1;
}

function workersOfNode(): number {
  return Number(process.env['TRUC_SFU_WORKERS'] ?? '2');
}

async function seedFirst(dataDir: string, signal: AbortSignal): Promise<void> {
  console.log('  seeding the demonstration province (first start only)');
  await seed(dataDir, standardSituation, signal);
}

/** `disconnect`: the command that started this one was killed, and nobody is left to stop the province. */
function stopOnRequest(): { readonly signal: AbortSignal; readonly requested: Promise<'stop_requested'> } {
  const controller = new AbortController();
  const requested = new Promise<'stop_requested'>((resolve) => {
    // A second Ctrl-C while everything is stopping does not cut the stopping short.
    for (const event of ['SIGINT', 'SIGTERM', 'disconnect'])
      process.on(event, () => {
        controller.abort();
        resolve('stop_requested');
      });
  });
  return { signal: controller.signal, requested };
}

async function endOf(child: Child): Promise<string> {
  const { code, signal } = await child.exited;
  return `${child.name} ended by itself (${signal ?? code ?? 'unknown'}); its log is ${child.logFile}`;
}

function greet(url: string, dataDir: string): void {
  const width = Math.max(...guide.map(([username]) => username.length));
  console.log(`
  Trực is on duty at  ${url}

  Demonstration accounts, all with the password  ${demonstrationPassword}
${guide.map(([username, what]) => `    ${username.padEnd(width)}  ${what}`).join('\n')}
    … and ${province.people.length - guide.length} more

  Logs: ${dataDir}/logs    Stop with Ctrl-C
`);
}

function complain(line: string): number {
  console.error(`✗ ${line}`);
  return 1;
}
