import { cpus } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import {
  ErrorBodySchema,
  laneHeader,
  protocolVersion,
  PullResponseSchema,
  segmentLimit,
} from '@truc/sync/protocol';
import * as v from 'valibot';
import { percentile, rounded, type Report } from './report.ts';
import { PreparedDevice, type PreparedPush } from './sync/prepared-device.ts';
import { watchText } from './sync/watch-texts.ts';
import { benchPeople, benchPost } from './world/bench-situation.ts';
import { withBenchWorld, type BenchWorld } from './world/bench-world.ts';
import { cpuSecondsOf } from './world/cpu-time.ts';
import { peakResidentMbOf } from './world/memory.ts';
import { enrolDevice, expectOk, json, parse, signIn, type DeviceClient } from './world/signed-in-client.ts';

const size = { devices: 500, operationsEach: 1_000, posts: 50, textLength: 110 };
/** Tablets without a backlog that write something urgent every so often while the others come back. */
const watchers = { count: 25, everyMs: 1_500 };
/** Of the 500, those that write something urgent while their backlog is under way. */
const hurried = { count: 20, afterMs: 12_000 };
/** What a tablet adds to the turn that it was told. */
const jitterMs = 500;

type Tablet = {
  readonly client: DeviceClient;
  readonly pushes: PreparedPush[];
  readonly urgent: PreparedPush | null;
};
type Tally = { turns: number; errors: number; urgentMs: number[]; hurriedMs: number[]; finishedMs: number[] };

/** A province comes back at once: how long until all is durable, how fair, and whether what is urgent gets through. */
export function measureStorm(): Promise<Omit<Report, 'name'>> {
  return withBenchWorld({ posts: size.posts, loops: [] }, async (world) => {
    const { tablets, lookouts } = await prepareAll(world);
    const tally: Tally = { turns: 0, errors: 0, urgentMs: [], hurriedMs: [], finishedMs: [] };
    const before = { client: process.cpuUsage(), server: serverCpu(world), wall: performance.now() };
    const storm = { isOver: false };
    const watching = lookouts.map((lookout) => watchOn(lookout, storm, tally));
    await Promise.all(tablets.map((tablet) => comeBack(tablet, before.wall, tally)));
    const seconds = (performance.now() - before.wall) / 1_000;
    storm.isOver = true;
    const urgentSent = (await Promise.all(watching)).reduce((sum, sent) => sum + sent, 0);
    const client = process.cpuUsage(before.client);
    const server = serverCpu(world) - before.server;
    const operations = size.devices * size.operationsEach + hurried.count + urgentSent;
    await checkHeads(tablets, operations);
    for (const { client: one } of tablets) one.close();
    const share = (cpuSeconds: number) => `${Math.round((100 * cpuSeconds) / seconds)} % of one core`;
    const allUrgent = [...tally.urgentMs, ...tally.hurriedMs];
    return {
      figures: {
        devices: size.devices,
        ops: operations,
        durable_s: rounded(seconds),
        urgent_p99_ms: rounded(percentile(allUrgent, 0.99)),
        rss_mb: peakResidentMbOf(world.children().server.pid),
        worst_over_best: rounded(Math.max(...tally.finishedMs) / Math.min(...tally.finishedMs), 2),
        errors: tally.errors,
      },
      rows: [
        ['operations a second', String(Math.round(operations / seconds))],
        ['batches', `${segmentLimit} operations, compact, gzipped, signed`],
        ['told a turn (429)', String(tally.turns)],
        ['urgent, nothing before it', spread(tally.urgentMs)],
        ['urgent, behind a backlog', spread(tally.hurriedMs)],
        [
          'a tablet is through after',
          `${rounded(Math.min(...tally.finishedMs) / 1e3)} to ${rounded(Math.max(...tally.finishedMs) / 1e3)} s, those with an urgent operation apart`,
        ],
        ['CPU of the clients', share((client.user + client.system) / 1e6)],
        ['CPU of the server process', `${share(server)} (PostgreSQL apart), ${cpus().length} cores`],
        ['checked', 'the heads of all books together are the operations that were acknowledged'],
      ],
    };
  });
}

async function prepareAll(world: BenchWorld): Promise<{ tablets: Tablet[]; lookouts: DeviceClient[] }> {
  const session = await signIn(world.url, benchPeople[0]);
  const tablets: Tablet[] = [];
  for (let at = 0; at < size.devices; at += 1) {
    const client = await enrolDevice(world.url, session);
    const prepared = new PreparedDevice(client.device, size.operationsEach);
    const written = writtenBy(at);
    const pushes: PreparedPush[] = [];
    for (let left = size.operationsEach; left > 0; left -= segmentLimit)
      pushes.push(prepared.push(Math.min(segmentLimit, left), written));
    tablets.push({ client, pushes, urgent: at < hurried.count ? prepared.push(1, written, 'urgent') : null });
  }
  const lookouts: DeviceClient[] = [];
  for (let at = 0; at < watchers.count; at += 1) lookouts.push(await enrolDevice(world.url, session));
  return { tablets, lookouts };
}

function writtenBy(at: number) {
  const scope = `post:${benchPost((at % size.posts) + 1)}`;
  return { scopeOf: () => scope, textOf: () => watchText(size.textLength) };
}

async function comeBack({ client, pushes, urgent }: Tablet, startedAt: number, tally: Tally): Promise<void> {
  let isHurried = false;
  let writtenAt = 0;
  if (urgent !== null)
    setTimeout(() => {
      isHurried = true;
      writtenAt = performance.now();
    }, hurried.afterMs);
  for (const push of pushes) await deliver(client, push, { isUrgent: () => isHurried, tally });
  if (urgent === null) {
    tally.finishedMs.push(performance.now() - startedAt);
    return;
  }
  while (!isHurried) await wait(50);
  await deliver(client, urgent, { isUrgent: () => true, tally });
  tally.hurriedMs.push(performance.now() - writtenAt);
}

type Delivery = { readonly isUrgent: () => boolean; readonly tally: Tally };

/** As a tablet does: comes again at the turn that it is told, until it has its receipt. */
async function deliver(
  client: DeviceClient,
  push: PreparedPush,
  { isUrgent, tally }: Delivery,
): Promise<void> {
  for (;;) {
    const headers = { 'content-encoding': 'gzip', ...(isUrgent() ? { [laneHeader]: 'urgent' } : {}) };
    const answer = await client.post('/api/sync/push', push.body, headers);
    if (answer.status === 200) {
      if (!isReceipt(parse(answer), push)) tally.errors += 1;
      return;
    }
    const told = v.parse(ErrorBodySchema, parse(answer));
    if (told.code === 'too_many_requests') tally.turns += 1;
    else tally.errors += 1;
    if (tally.errors > 50)
      throw new Error(`The server answers ${answer.status} ${told.code} ${told.detail ?? ''}`);
    await turnOf(told.retryAfterMs ?? 1_000, isUrgent);
  }
}

/** Something urgent does not wait for the turn. */
async function turnOf(afterMs: number, isUrgent: () => boolean): Promise<void> {
  const until = performance.now() + afterMs + Math.random() * jitterMs;
  while (performance.now() < until && !isUrgent())
    await wait(Math.min(50, Math.max(1, until - performance.now())));
}

function isReceipt(answer: unknown, { from, count }: PreparedPush): boolean {
  const outcomes = (answer as { outcomes: { n: number; status: string }[] }).outcomes;
  return (
    outcomes.length === count &&
    outcomes.every(({ n, status }, at) => n === from + at && status === 'accepted')
  );
}

async function watchOn(client: DeviceClient, storm: { isOver: boolean }, tally: Tally): Promise<number> {
  const prepared = new PreparedDevice(client.device, 1);
  let sent = 0;
  await wait(Math.random() * watchers.everyMs);
  while (!storm.isOver) {
    const push = prepared.push(1, writtenBy(sent), 'urgent');
    const sentAt = performance.now();
    await deliver(client, push, { isUrgent: () => true, tally });
    tally.urgentMs.push(performance.now() - sentAt);
    sent += 1;
    await wait(watchers.everyMs);
  }
  client.close();
  return sent;
}

/** Sequence numbers are dense, so the heads say how many leaves there are. */
async function checkHeads([first]: readonly Tablet[], operations: number): Promise<void> {
  if (first === undefined) throw new Error('No tablet');
  const cursors = Array.from({ length: size.posts }, (_, at) => ({
    scope: `post:${benchPost(at + 1)}`,
    epoch: 1,
    seq: 0,
    chain: '0'.repeat(64),
  }));
  const request = json({ v: protocolVersion, cursors, budgetBytes: 1_024, witness: null });
  const { scopes } = v.parse(
    PullResponseSchema,
    parse(expectOk(await first.client.post('/api/sync/pull', request))),
  );
  const heads = scopes.reduce((sum, { head }) => sum + head, 0);
  if (heads !== operations) throw new Error(`${heads} leaves for ${operations} acknowledged operations`);
}

function spread(values: readonly number[]): string {
  const at = (share: number) => Math.round(percentile(values, share));
  return `${values.length}: p50 ${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)} ms`;
}

function serverCpu(world: BenchWorld): number {
  return cpuSecondsOf(world.children().server.pid);
}
