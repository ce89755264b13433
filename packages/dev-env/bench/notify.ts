import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { openBrowser, passGate } from './page/browser.ts';
import { clockBiasMs } from './page/clock-bias.ts';
import { percentile, rounded, type Report } from './report.ts';
import { benchFacility, benchManager } from './world/bench-situation.ts';
import { withBenchWorld } from './world/bench-world.ts';

const warmUpCases = 3;
const cases = 40;
const pauseMs = 150;

/** From the press that saves a violation on the watcher's screen to the alarm painted on the manager's, both online (GL-21). */
export function measureNotify(): Promise<Omit<Report, 'name'>> {
  return withBenchWorld({ posts: 1, loops: [] }, async (world) => {
    const [onA, onB] = await Promise.all([openBrowser(world, 'do-truc-1'), openBrowser(world, benchManager)]);
    try {
      const watcher = await onA.newPage();
      await watcher.goto('/incidents');
      await passGate(watcher, watcher.getByRole('button', { name: 'Báo vi phạm' }));
      const manager = await onB.newPage();
      await manager.goto('/');
      await passGate(manager, manager.getByRole('navigation', { name: 'Điều hướng chính' }));
      await manager.getByText('Đã kết nối').first().waitFor();
      const apart = (await clockBiasMs(manager)) - (await clockBiasMs(watcher));
      const taken = (await reportAndWatch(watcher, manager)).map((each) => each - apart);
      return {
        figures: { p95_ms: rounded(percentile(taken, 0.95)) },
        rows: [
          [
            'violations',
            `${taken.length}, after ${warmUpCases} to warm up, each acknowledged before the next`,
          ],
          ['measured', 'from the press that saves on A to the frame on B that paints the alarm'],
          ['p50, p99', `${rounded(percentile(taken, 0.5))} ms, ${rounded(percentile(taken, 0.99))} ms`],
          ['slowest', `${rounded(Math.max(...taken))} ms`],
        ],
      };
    } finally {
      await Promise.all([onA.close(), onB.close()]);
    }
  });
}

async function reportAndWatch(watcher: Page, manager: Page): Promise<number[]> {
  const taken: number[] = [];
  for (let at = 0; at < warmUpCases + cases; at += 1) {
    await watcher.goto(`/incidents/new/${benchFacility}`);
    await passGate(watcher, watcher.getByRole('button', { name: 'Điện thoại', exact: true }));
    await watcher.getByLabel('Tụ tập', { exact: true }).check();
    await watcher.getByLabel('Nơi xảy ra').fill(`Hành lang ${at + 1}`);
    await watcher.getByText('Đã kết nối').first().waitFor();
    const watching = await manager.evaluateHandle(watchForAlarm);
    const pressedAt = await watcher
      .getByRole('button', { name: 'Điện thoại', exact: true })
      .evaluate((button: HTMLElement) => {
        const now = performance.timeOrigin + performance.now();
        button.click();
        return now;
      });
    const paintedAt = await watching.evaluate((watch) => watch.painted);
    await watching.dispose();
    if (at >= warmUpCases) taken.push(paintedAt - pressedAt);
    await acknowledge(manager);
    await delay(pauseMs * (1 + Math.random()));
  }
  return taken;
}

async function acknowledge(manager: Page): Promise<void> {
  const alarm = manager.locator('[data-case-alarm]');
  await manager.locator('[data-case-alarm] button', { hasText: 'Đã nhận' }).click();
  await alarm.waitFor({ state: 'detached' });
}

/** In the page. `painted`: ms since 1970 after the frame in which an alarm was drawn. */
function watchForAlarm(): { readonly painted: Promise<number> } {
  const painted = new Promise<number>((resolve) => {
    const observer = new MutationObserver(() => {
      if (document.querySelector('[data-case-alarm]') === null) return;
      observer.disconnect();
      requestAnimationFrame(() => {
        // A message posted in a frame's callback is handled after that frame was painted.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.timeOrigin + performance.now());
        port2.postMessage(null);
      });
    });
    observer.observe(document.body, { subtree: true, childList: true });
  });
  return { painted };
}
