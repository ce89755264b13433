import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { openBrowser } from './page/browser.ts';
import { clockBiasMs } from './page/clock-bias.ts';
import { paintedAt, watchFor } from './page/when-painted.ts';
import { percentile, rounded, type Report } from './report.ts';
import { benchInspector, benchLeader } from './world/bench-situation.ts';
import { withBenchWorld } from './world/bench-world.ts';
import { openCaseWriter, type CaseWriter } from './world/case-writer.ts';
import { provinceSituation, siteId } from './world/province-situation.ts';

const provinces = [
  { sites: 24, cameras: 219 },
  { sites: 60, cameras: 1_000 },
] as const;
const before = { cases: 3, faults: 2 };
const warmUp = 3;
const updates = 40;
const pauseMs = 250;

type Size = (typeof provinces)[number];

/** From the request that brings a violation to the glance board that counts it, painted. */
export async function measureBoard(): Promise<Omit<Report, 'name'>> {
  const taken: { readonly size: Size; readonly ms: readonly number[] }[] = [];
  for (const size of provinces) taken.push({ size, ms: await measureProvince(size) });
  return {
    figures: { p95_ms: rounded(Math.max(...taken.map(({ ms }) => percentile(ms, 0.95)))) },
    rows: [
      [
        'measured',
        'from the request with a new case to the frame that paints the count of all; the worse of both',
      ],
      ...taken.map(
        ({ size, ms }) =>
          [
            `${size.sites} sites, ${size.cameras} cameras`,
            `p50 ${rounded(percentile(ms, 0.5))} ms, p95 ${rounded(percentile(ms, 0.95))} ms, slowest ${rounded(Math.max(...ms))} ms`,
          ] as const,
      ),
      ['before', `${before.cases} open cases and ${before.faults} faults at each site`],
      ['updates', `${updates} of each, after ${warmUp} to warm up, at one site after the other`],
    ],
  };
}

function measureProvince(size: Size): Promise<readonly number[]> {
  const situation = provinceSituation(size);
  return withBenchWorld({ posts: 0, loops: [], situation }, async (world) => {
    const writer = await openCaseWriter(world.url, benchInspector);
    for (let site = 1; site <= size.sites; site += 1) {
      for (let at = 0; at < before.cases; at += 1) writer.open(siteId(site), `Vụ việc ${at + 1}`);
      for (let at = 0; at < before.faults; at += 1) writer.reportFault(siteId(site));
    }
    await writer.send();
    const context = await openBrowser(world, benchLeader);
    try {
      const page = await context.newPage();
      await page.goto('/board');
      await page.locator('tr.total').waitFor();
      return await openAndWatch(page, { writer, size });
    } finally {
      writer.close();
      await context.close();
    }
  });
}

async function openAndWatch(
  page: Page,
  { writer, size }: { readonly writer: CaseWriter; readonly size: Size },
): Promise<readonly number[]> {
  const taken: number[] = [];
  const known = size.sites * before.cases;
  for (let at = 0; at < warmUp + updates; at += 1) {
    const watching = await watchFor(page, {
      selector: 'tr.total td:nth-of-type(2)',
      text: String(known + at + 1),
    });
    const apart = await clockBiasMs(page);
    writer.open(siteId(1 + (at % size.sites)), `Cập nhật ${at + 1}`);
    const sentAt = await writer.send();
    const painted = await paintedAt(watching);
    if (at >= warmUp) taken.push(painted - apart - sentAt);
    await delay(pauseMs * (1 + Math.random()));
  }
  return taken;
}
