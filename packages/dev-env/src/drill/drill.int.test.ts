import { expect, it } from 'vitest';
import { runDrill } from './drill.ts';

it('[OB9] [SV3] a server that came back from an old backup is refilled by its tablets, and its evidence goes on', async () => {
  const report = await runDrill({ tablets: 3, before: 8, since: 12 });
  expect(report).toMatchObject({
    written: 60,
    lost: 36,
    refilled: 36,
    problems: [],
    caughtUp: true,
    epoch: 2,
  });
  expect(report.verified).toMatch(
    /^GOOD 60 entries[\s\S]*restored .*: epoch 2, \d+ recorded heads of a life that was lost/,
  );
  expect(report.seconds).toBeLessThan(120);
}, 240_000);
