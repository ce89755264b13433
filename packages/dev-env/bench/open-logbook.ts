import { startCold, type ColdTimes } from './page/cold-page.ts';
import { openBrowser } from './page/browser.ts';
import { percentile, rounded, type Report } from './report.ts';
import { benchPeople } from './world/bench-situation.ts';
import { withBenchWorld } from './world/bench-world.ts';
import { fillBook, pullBook } from './world/full-book.ts';

const rows = Number(process.env['TRUC_BENCH_ROWS'] ?? 100_000);
const starts = Number(process.env['TRUC_BENCH_STARTS'] ?? 10);
/** A tablet's processor is this many times slower than a desk's. */
const throttling = 4;

/** A tablet that was off opens the book without a network: a new browser, its service worker, the PIN, and a book of many rows. */
export function measureOpenLogbook(): Promise<Omit<Report, 'name'>> {
  return withBenchWorld({ posts: 1, loops: [] }, async (world) => {
    const first = await openBrowser(world, benchPeople[0]);
    await fillBook(world, rows);
    const pulledIn = await pullBook(first, rows);
    await first.close();
    const times: ColdTimes[] = [];
    for (let done = 0; done < starts; done += 1) times.push(await startCold(world, throttling));
    const whole = times.map(({ gate, book }) => gate + book);
    return {
      figures: { rows, p50_ms: rounded(percentile(whole, 0.5)) },
      rows: [
        ['rows', `${rows} in one book, encrypted, pulled in ${rounded(pulledIn)} s`],
        ['measured', `${starts} starts of a new browser, page throttled ${throttling} times, no network`],
        [
          'until the PIN can be typed, p50',
          `${rounded(
            percentile(
              times.map(({ gate }) => gate),
              0.5,
            ),
          )} ms`,
        ],
        [
          'from Enter to the book, p50',
          `${rounded(
            percentile(
              times.map(({ book }) => book),
              0.5,
            ),
          )} ms`,
        ],
        ['both, slowest', `${rounded(Math.max(...whole))} ms`],
      ],
    };
  });
}
