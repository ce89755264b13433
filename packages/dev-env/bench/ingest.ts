import { cpus } from 'node:os';
import { PushResponseSchema, ScopeIdSchema } from '@truc/sync/protocol';
import * as v from 'valibot';
import { percentile, rounded, type Report } from './report.ts';
import { checkScope } from './sync/check-heads.ts';
import { preparePushes, type PreparedPush } from './sync/prepared-device.ts';
import { watchText } from './sync/watch-texts.ts';
import { cpuSecondsOf } from './world/cpu-time.ts';
import { benchPeople, benchPost } from './world/bench-situation.ts';
import { withBenchWorld, type BenchWorld } from './world/bench-world.ts';
import { enrolDevice, expectOk, parse, signIn, type DeviceClient } from './world/signed-in-client.ts';

const devices = 6;
const batchSize = 100;
const batchesEach = 170;
const warmUpBatchesEach = 5;
/** A machine that is slow or busy measures for this long, and does not get through all that was prepared. */
const limitMs = 20_000;
const scopes = 50;
const textLength = 70;
const gzipped = { 'content-encoding': 'gzip' };

type Pushes = { readonly client: DeviceClient; readonly bodies: PreparedPush[] };

/** Operations a second that the server takes for good over HTTP. Each batch of 100 writes into all 50 scopes. */
export function measureIngest(): Promise<Omit<Report, 'name'>> {
  return withBenchWorld({ posts: scopes, loops: [] }, async (world) => {
    const pushes = await prepareAll(world);
    const warmUp = await pushAll(pushes, warmUpBatchesEach);
    const before = { wall: performance.now(), client: process.cpuUsage(), server: serverCpu(world) };
    const pushed = await pushAll(pushes, batchesEach);
    const seconds = (performance.now() - before.wall) / 1_000;
    const client = process.cpuUsage(before.client);
    const server = serverCpu(world) - before.server;
    await checkAll(pushes, (warmUp.length + pushed.length) * batchSize);
    const operations = pushed.length * batchSize;
    const share = (cpuSeconds: number) => `${Math.round((100 * cpuSeconds) / seconds)} % of one core`;
    for (const { client: device } of pushes) device.close();
    return {
      figures: { ops_per_s: Math.round(operations / seconds) },
      rows: [
        [
          'operations',
          `${operations} in ${rounded(seconds)} s, batches of ${batchSize}, compact and gzipped`,
        ],
        ['in flight', `${devices} devices, one batch each`],
        ['scopes', `${scopes}, each batch writes into all of them`],
        ['a batch takes (median)', `${rounded(percentile(pushed, 0.5))} ms`],
        ['CPU of the client', share((client.user + client.system) / 1e6)],
        ['CPU of the server process', `${share(server)} (PostgreSQL apart), ${cpus().length} cores`],
        ['checked', 'every head equals what was sent: dense, nothing lost, nothing twice'],
      ],
    };
  });
}

async function prepareAll(world: BenchWorld): Promise<Pushes[]> {
  const prepared: Pushes[] = [];
  for (let at = 0; at < devices; at += 1) {
    const actor = benchPeople[at % benchPeople.length] ?? benchPeople[0];
    const client = await enrolDevice(world.url, await signIn(world.url, actor));
    const bodies = preparePushes({
      device: client.device,
      batches: warmUpBatchesEach + batchesEach,
      batchSize,
      scopeOf: (n) => scopeOf(n % scopes),
      textOf: () => watchText(textLength),
    });
    prepared.push({ client, bodies });
  }
  return prepared;
}

/** Sends the next `count` batches of every device or what the time allows, devices side by side. Durations in ms. */
async function pushAll(pushes: readonly Pushes[], count: number): Promise<number[]> {
  const durations: number[] = [];
  const endAt = performance.now() + limitMs;
  await Promise.all(
    pushes.map(async ({ client, bodies }) => {
      for (const { body } of bodies.splice(0, count)) {
        const sentAt = performance.now();
        if (sentAt > endAt) return;
        const { outcomes } = v.parse(
          PushResponseSchema,
          parse(expectOk(await client.post('/api/sync/push', body, gzipped))),
        );
        durations.push(performance.now() - sentAt);
        if (outcomes.some(({ status }) => status !== 'accepted' && status !== 'accepted_late'))
          throw new Error('An operation was not accepted');
      }
    }),
  );
  return durations;
}

async function checkAll([first]: readonly Pushes[], operations: number): Promise<void> {
  if (first === undefined) throw new Error('No device pushed');
  for (let at = 0; at < scopes; at += 1)
    await checkScope(first.client, v.parse(ScopeIdSchema, scopeOf(at)), operations / scopes);
}

function scopeOf(at: number): string {
  return `post:${benchPost(at + 1)}`;
}

function serverCpu(world: BenchWorld): number {
  return cpuSecondsOf(world.children().server.pid);
}
