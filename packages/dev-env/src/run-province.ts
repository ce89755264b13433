import { once } from 'node:events';
import { cameraSpecs } from './province/camera-specs.ts';
import { demonstrationPassword, province } from './province/province.ts';
import { dataDirOf } from './data-dir.ts';
import { claimDataDir } from './running-mark.ts';
import { seed, situationOf } from './situations/seed.ts';
import { standardSituation } from './situations/situations.ts';
import { startWebDevServer } from './world/web-dev-server.ts';
import { portsOf } from './world/free-ports.ts';
import type { Child } from './world/child.ts';
import { startWorld, type World } from './world/world.ts';

/** Accounts that a newcomer tries first, with what each is for. */
const guide: readonly (readonly [username: string, what: string])[] = [
  ['truc-01-1', 'trực camera, cơ sở 01: sổ theo dõi và 24 camera'],
  ['ql-01', 'trưởng cơ sở 01: đọc sổ, xem camera của cơ sở'],
  ['ioc-1', 'trưởng ca IOC: tường camera 13 cơ sở đã kết nối'],
  ['yt-1', 'Sở Y tế: hệ thống tập trung, đọc sổ toàn tỉnh'],
  ['quantri', 'quản trị: không xem được nội dung nào'],
];

/** Runs the demonstration until Ctrl-C (exit code 0) or until one of its programs ends by itself (1). */
export async function runProvince({ dev }: { readonly dev: boolean }): Promise<number> {
  const stopRequested = untilStopRequested();
  const dataDir = dataDirOf(process.env);
  const claim = claimDataDir(dataDir);
  if (!claim.ok) return complain(claim.error.detail ?? claim.error.code);
  let world: World | undefined;
  let web: (Child & { readonly url: string }) | undefined;
  try {
    const ports = portsOf(process.env);
    world = await startWorld({
      dataDir,
      ports,
      cameras: cameraSpecs(province.cameras),
      watch: dev,
      ...(situationOf(dataDir) === null ? { seed: () => seedFirst(dataDir) } : {}),
    });
    if (dev) web = await startWebDevServer({ dataDir, serverUrl: world.url });
    greet(web === undefined ? world.url : web.url, dataDir);
    const { server, sfu } = world.children();
    const ended = await Promise.race([stopRequested, endOf(server), endOf(sfu)]);
    return ended === 'stop_requested' ? 0 : complain(ended);
  } catch (problem) {
    return complain(problem instanceof Error ? problem.message : String(problem));
  } finally {
    await web?.stop();
    await world?.stop();
    claim.value.release();
  }
}

async function seedFirst(dataDir: string): Promise<void> {
  console.log('  seeding the demonstration province (first start only)');
  await seed(dataDir, standardSituation);
}

async function untilStopRequested(): Promise<'stop_requested'> {
  // `disconnect`: the command that started this one was killed, and nobody is left to stop the province.
  await Promise.race(['SIGINT', 'SIGTERM', 'disconnect'].map((event) => once(process, event)));
  // A second Ctrl-C while everything is stopping does not cut the stopping short.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  return 'stop_requested';
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
