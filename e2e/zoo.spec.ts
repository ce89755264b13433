import type { Page } from '@playwright/test';
import { zoo, zooFacilities, zooSituation } from '@truc/dev-env';
import type { ZooCamera } from '@truc/dev-env';
import { expect, test as base } from './fixtures.ts';
import { passGate } from './pages/sign-in-page.ts';
import { expectMoving } from './pages/wall-page.ts';
import { startTestWorld } from './world-fixture.ts';
import type { TestWorld } from './world-fixture.ts';

const withinMs = 3_000;
/** How long is waited for a tile, so that one that is late is told by how much. */
const patienceMs = 20_000;

const words: Readonly<Record<string, string>> = {
  transcoded: 'Chuyển mã',
  clock_off: 'Đồng hồ camera sai',
  transport_refused: 'Camera chỉ gửi hình qua UDP',
  unsupported_codec: 'Chuẩn nén không hỗ trợ',
};

const test = base.extend<object, { world: TestWorld }>({
  world: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const cameras = zoo.map(({ spec }) => spec);
      const world = await startTestWorld({ inhabitants: { cameras, situation: zooSituation } });
      await use(world);
      await world.stop();
    },
    { scope: 'worker', timeout: 300_000 },
  ],
});

const openings = 3;
const transcoderLingerMs = 6_000;

type Awaited = { readonly camera: string; readonly state: string; readonly text: string };

function wanted({ name, outcome }: ZooCamera): Awaited {
  if (outcome.kind === 'cause')
    return { camera: name, state: 'no_signal', text: words[outcome.reason] ?? outcome.reason };
  return { camera: name, state: 'live', text: outcome.mark === undefined ? '' : (words[outcome.mark] ?? '') };
}

/** From the press of the button to each tile's picture (two frames presented) or cause in words, in ms. */
function openAndTime(page: Page, tiles: readonly Awaited[]): Promise<Record<string, number>> {
  return page.evaluate(
    async ({ asked, until }) => {
      const button = [...document.querySelectorAll('button')].find(({ textContent }) =>
        textContent.includes('Giám sát việc chấp hành'),
      );
      const startedAt = performance.now();
      button?.click();
      const met: Record<string, number> = {};
      const framesOf = (camera: string): number => {
        const probe = Reflect.get(window, '__truc') as { frames(of: string): readonly unknown[] } | undefined;
        return probe?.frames(camera).length ?? 0;
      };
      while (Object.keys(met).length < asked.length && performance.now() - startedAt < until) {
        for (const { camera, state, text } of asked) {
          const figure = document.querySelector(`video[data-camera="${camera}"]`)?.closest('figure');
          const isShown = figure?.dataset['state'] === state && figure.textContent.includes(text);
          if (isShown && (state !== 'live' || framesOf(camera) >= 2))
            met[camera] ??= Math.round(performance.now() - startedAt);
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return met;
    },
    { asked: [...tiles], until: patienceMs },
  );
}

async function readyWall(page: Page): Promise<void> {
  await page.goto('/wall?size=9');
  await passGate(page, page.getByRole('button', { name: 'Giám sát việc chấp hành' }));
}

async function closeWall(page: Page): Promise<void> {
  await page.goto('/');
  await page.waitForTimeout(transcoderLingerMs);
}

function isInTime(met: Readonly<Record<string, number>>, tiles: readonly Awaited[]): boolean {
  return tiles.every(({ camera }) => (met[camera] ?? Infinity) <= withinMs);
}

for (const facility of zooFacilities)
  test(`[4B] every tile of ${facility.id} shows a moving picture or its cause in words within 3 s`, async ({
    world,
    signedIn,
  }) => {
    const { page } = await signedIn(facility.person);
    const tiles = facility.cameras.map(wanted);
    let met: Record<string, number> = {};
    // A busy machine is slow, not wrong: the wall may be opened three times.
    for (let opening = 1; opening <= openings && !isInTime(met, tiles); opening += 1) {
      // Nobody watches meanwhile: transcoders end, and start again with the next opening.
      if (opening > 1) await closeWall(page);
      await readyWall(page);
      met = await openAndTime(page, tiles);
      for (const { camera, state, text } of tiles)
        process.stdout.write(
          `${camera.padEnd(18)} ${state.padEnd(10)} ${text.padEnd(30)} ${met[camera] ?? 'never'} ms\n`,
        );
    }
    for (const { camera } of tiles)
      expect.soft(met[camera] ?? Infinity, camera).toBeLessThanOrEqual(withinMs);

    // Quirks in mid-stream: the same tile goes on.
    const names = facility.cameras.map(({ name }) => name);
    if (names.includes('new-ssrc')) world.cameras.restart('new-ssrc', { keepConnections: true });
    if (names.includes('time-jumps'))
      world.cameras.setBehaviour('time-jumps', { timestampJumpMs: -3_600_000 });
    const shown = tiles.filter(({ state }) => state === 'live');
    await Promise.all(shown.map(({ camera }) => expectMoving(page, camera, 5)));
    expect(world.children().sfu.hasExited()).toBe(false);
  });
