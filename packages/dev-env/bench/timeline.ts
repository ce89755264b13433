import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { openBrowser } from './page/browser.ts';
import { clockBiasMs } from './page/clock-bias.ts';
import { paintedAt, watchFor } from './page/when-painted.ts';
import { percentile, rounded, type Report } from './report.ts';
import { benchFacility, benchLeader } from './world/bench-situation.ts';
import { withBenchWorld } from './world/bench-world.ts';
import { openCaseWriter, type CaseWriter } from './world/case-writer.ts';
import { watchText } from './sync/watch-texts.ts';

const events = 2_000;
const openings = 12;
const live = { warmUp: 3, events: 40, pauseMs: 150 };
const scroll = { px: 60_000, pxPerS: 6_000 };
const line = '[data-line]';

/** An incident of 2,000 events on a leader's screen: opened, read on while others write, scrolled through. */
export function measureTimeline(): Promise<Omit<Report, 'name'>> {
  return withBenchWorld({ posts: 1, loops: [] }, async (world) => {
    const writer = await openCaseWriter(world.url, 'do-truc-1');
    const incident = writer.open(benchFacility, 'Vụ việc dài');
    for (let at = 2; at <= events; at += 1)
      writer.note(benchFacility, incident, watchText(60 + (at % 5) * 45));
    await writer.send();
    const context = await openBrowser(world, benchLeader);
    try {
      const page = await context.newPage();
      await page.goto('/incidents');
      await page.locator(`a[href$="${incident}"]`).waitFor();
      const opened = await openAgain(page, incident);
      const painted = await writeAndWatch(page, { writer, incident });
      const scrolled = await scrollThrough(page);
      const reloaded = await loadAnew(page, incident);
      return {
        figures: {
          first_paint_ms: rounded(percentile(opened, 0.95)),
          live_p95_ms: rounded(percentile(painted, 0.95)),
          scroll_fps: rounded(scrolled.fps),
          reload_paint_ms: rounded(percentile(reloaded, 0.5)),
        },
        rows: [
          ['incident', `${events} events; a leader's browser that has just begun to fetch them`],
          [
            'first paint',
            `p95 of ${openings} openings, from the press in the list of incidents to its lines painted`,
          ],
          ['first paint p50', `${rounded(percentile(opened, 0.5))} ms`],
          [
            'the first of them',
            `${rounded(opened[0] ?? Number.NaN)} ms: once for each load of the page, while the log is still being fetched`,
          ],
          ['live', `${painted.length} notes, from the request that brings one to its line painted`],
          ['live p50', `${rounded(percentile(painted, 0.5))} ms`],
          [
            'scroll',
            `${scroll.px} px at ${scroll.pxPerS} px/s; longest frame ${rounded(scrolled.longestMs)} ms`,
          ],
          ['lines drawn at most', String(scrolled.drawn)],
          [
            'the page loaded anew',
            `p50 of ${reloaded.length}, from the navigation's start to its lines painted`,
          ],
        ],
      };
    } finally {
      writer.close();
      await context.close();
    }
  });
}

async function openAgain(page: Page, incident: string): Promise<number[]> {
  const taken: number[] = [];
  for (let at = 0; at < openings; at += 1) {
    const link = page.locator(`a[href$="${incident}"]`);
    await link.waitFor();
    await delay(300);
    const watching = await watchFor(page, { selector: line });
    const pressedAt = await link.evaluate((element: HTMLElement) => {
      const now = performance.timeOrigin + performance.now();
      element.click();
      return now;
    });
    taken.push((await paintedAt(watching)) - pressedAt);
    if (at < openings - 1) await page.goBack();
  }
  return taken;
}

async function writeAndWatch(
  page: Page,
  { writer, incident }: { readonly writer: CaseWriter; readonly incident: string },
): Promise<number[]> {
  await page.getByText('Đã kết nối').first().waitFor();
  const taken: number[] = [];
  for (let at = 0; at < live.warmUp + live.events; at += 1) {
    const text = `Ghi chú trực tiếp số ${at + 1}.`;
    const watching = await watchFor(page, { selector: line, text });
    const apart = await clockBiasMs(page);
    writer.note(benchFacility, incident, text);
    const sentAt = await writer.send();
    const painted = await paintedAt(watching);
    if (at >= live.warmUp) taken.push(painted - apart - sentAt);
    // Notes do not come in step with frames, rounds or timers.
    await delay(live.pauseMs * (1 + Math.random()));
  }
  return taken;
}

type Scrolled = { readonly fps: number; readonly longestMs: number; readonly drawn: number };

async function scrollThrough(page: Page): Promise<Scrolled> {
  const box = await page.locator(line).first().boundingBox();
  if (box === null) throw new Error('no line to scroll from');
  const counting = await page.evaluateHandle((selector) => {
    const frames: number[] = [];
    let drawn = 0;
    let isOver = false;
    const count = (at: number) => {
      frames.push(at);
      drawn = Math.max(drawn, document.querySelectorAll(selector).length);
      if (!isOver) requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
    return {
      end: () => {
        isOver = true;
        return { frames, drawn };
      },
    };
  }, line);
  const session = await page.context().newCDPSession(page);
  await session.send('Input.synthesizeScrollGesture', {
    x: box.x + 100,
    y: box.y + 20,
    yDistance: -scroll.px,
    speed: scroll.pxPerS,
    gestureSourceType: 'mouse',
  });
  const { frames, drawn } = await counting.evaluate((counted) => counted.end());
  await counting.dispose();
  const gaps = frames.slice(1).map((at, index) => at - (frames[index] ?? at));
  const spent = gaps.reduce((sum, gap) => sum + gap, 0);
  return { fps: (1_000 * gaps.length) / spent, longestMs: Math.max(...gaps), drawn };
}

async function loadAnew(page: Page, incident: string): Promise<number[]> {
  const taken: number[] = [];
  for (let at = 0; at < 5; at += 1) {
    await page.goto(`/incidents/${incident}`, { waitUntil: 'commit' });
    const watching = await watchFor(page, { selector: line });
    const painted = await paintedAt(watching);
    taken.push(painted - (await page.evaluate(() => performance.timeOrigin)));
  }
  return taken;
}
