import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, Link, startCoturn, type Coturn } from '@truc/dev-env';
import { chromiumOptions } from '@truc/dev-env/chromium';
import { expect, test as base, type Desk } from './fixtures.ts';
import { bytesByCamera, connectionsOf } from './observe-page.ts';
import { useRelayOnly, type PeerPolicy } from './pages/peer-policy.ts';
import { signIn } from './pages/sign-in-page.ts';
import { expectMoving, expectState, openWall, tile } from './pages/wall-page.ts';
import { startTestWorld, type TestWorld } from './world-fixture.ts';

type Rig = { readonly link: Link; readonly coturn: Coturn };

const test = base.extend<object, { rig: Rig }>({
  rig: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'truc-turn-'));
      const ports = await freePorts(1);
      const coturn = await startCoturn({ folder, ip: '127.0.0.1', port: ports.web, tlsPort: ports.sfu });
      await use({ link: new Link(1), coturn });
      await coturn.stop();
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  world: [
    async ({ rig }, use) => {
      const { urls, secretFile } = rig.coturn;
      const env = { TRUC_TURN_URLS: Object.values(urls).join(','), TRUC_TURN_SECRET_FILE: secretFile };
      const world = await startTestWorld({ link: rig.link, env });
      await use(world);
      await world.stop();
    },
    { scope: 'worker', timeout: 300_000 },
  ],
});

// The relay's certificate is of its own making.
test.use({
  launchOptions: { ...chromiumOptions, args: [...chromiumOptions.args, '--ignore-certificate-errors'] },
});

const camera = 'nho-1-cam01';
const four = Array.from({ length: 4 }, (_, at) => `nho-1-cam0${at + 1}`);
const liveAgainWithinMs = 8_000;

test.afterEach(({ rig }) => {
  rig.link.dropsUdp = false;
  rig.link.restore();
});

test('a link that is cut and comes back under another address carries the same viewings on', async ({
  rig,
  world,
  signedIn,
}) => {
  const { page } = await signedIn('lan');
  await openWall(page, 4);
  for (const each of four) await expectState(page, each, { state: 'live' });
  const [before, viewings] = [await connectionsOf(page), viewingsBegun(world)];
  await page.evaluate(() => Reflect.set(window, '__same', true));
  rig.link.cut();
  for (const each of four) await expectState(page, each, { state: 'stale' });
  for (const each of four) await expect(tile(page, each).locator('[data-stall=network]')).toBeVisible();
  // Until the SFU, too, has noticed that nobody answers.
  await page.waitForTimeout(15_000);
  rig.link.restore({ newAddress: true });
  for (const each of four) await expectState(page, each, { state: 'live', timeout: liveAgainWithinMs });
  await expectMoving(page, camera);
  expect(viewingsBegun(world)).toBe(viewings);
  expect((await connectionsOf(page)).count).toBe(before.count);
  expect(await page.evaluate(() => Reflect.get(window, '__same') as unknown)).toBe(true);
});

test('a network that lets no datagram through shows pictures over TCP', async ({ rig, signedIn }) => {
  rig.link.dropsUdp = true;
  const { page } = await signedIn('lan');
  await openWall(page, 4);
  for (const each of four) await expectState(page, each, { state: 'live' });
  await expectMoving(page, camera, 10);
});

for (const way of ['udp', 'tcp', 'tls'] as const)
  test(`a browser that reaches nothing but the relay over ${way} shows a picture`, async ({
    rig,
    openDesk,
  }) => {
    const desk = await openRelayed(openDesk, { url: rig.coturn.urls[way] });
    await expectState(desk.page, camera, { state: 'live' });
    await expectMoving(desk.page, camera);
    expect((await bytesByCamera(desk.page))[camera]).toBeGreaterThan(0);
  });

test('the relay takes no password whose time is over, and none that was made up', async ({
  rig,
  openDesk,
}) => {
  const secret = readFileSync(rig.coturn.secretFile, 'utf8');
  const named = (username: string, key: string) => ({
    username,
    credential: createHmac('sha1', key).update(username).digest('base64'),
  });
  const now = Math.floor(Date.now() / 1_000);
  for (const credentials of [named(`${now - 5}:late`, secret), named(`${now + 600}:forged`, 'a guess')]) {
    const desk = await openRelayed(openDesk, { url: rig.coturn.urls.udp, credentials });
    await expect
      .poll(() =>
        desk.page.evaluate(() => window.__observed.connections.map((each) => each.iceGatheringState)),
      )
      .toEqual(['complete']);
    // The poster comes over the signalling, and says that it is of earlier.
    await expectState(desk.page, camera, { state: /^(connecting|earlier)$/ });
    expect((await bytesByCamera(desk.page))[camera] ?? 0).toBe(0);
  }
});

async function openRelayed(openDesk: () => Promise<Desk>, policy: PeerPolicy): Promise<Desk> {
  const desk = await openDesk();
  await useRelayOnly(desk.context, policy);
  await signIn(desk.page, 'lan');
  await openWall(desk.page, 1);
  return desk;
}

function viewingsBegun(world: TestWorld): number {
  return readFileSync(join(world.dataDir, 'sfu/facts.jsonl'), 'utf8').split('"viewing_started"').length - 1;
}
