import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { smallPerson } from '@truc/dev-env';
import { expect, test as base } from './fixtures.ts';
import { startTestWorld, type TestWorld } from './world-fixture.ts';

/** A site of another maker: one page with the player that nobody here wrote. */
const test = base.extend<object, { site: { readonly url: string } }>({
  site: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const server = servePlayer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      await use({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
      server.close();
    },
    { scope: 'worker' },
  ],
  world: [
    async ({ site }, use) => {
      const world = await startTestWorld({ env: { TRUC_ORIGINS: site.url } });
      await use(world);
      await world.stop();
    },
    { scope: 'worker', timeout: 300_000 },
  ],
});

const camera = 'nho-1-cam01';
const display = 'player-of-another-maker';

function servePlayer(): Server {
  const client = readFileSync(createRequire(import.meta.url).resolve('whip-whep/whep.js'));
  return createServer((request, response) => {
    if (request.url === '/whep.js')
      return void response.setHeader('content-type', 'text/javascript').end(client);
    response.setHeader('content-type', 'text/html').end('<video autoplay muted playsinline></video>');
  });
}

async function grantFor(page: Page): Promise<string> {
  return page.evaluate(
    async ([asked, at]) => {
      const body = JSON.stringify({ cameras: [asked], purpose: 'supervise_compliance', display: at });
      const headers = { 'content-type': 'application/json' };
      const response = await fetch('/api/viewing-grants', { method: 'POST', headers, body });
      const { grants } = (await response.json()) as { grants: { token: string }[] };
      return grants[0]?.token ?? '';
    },
    [camera, display],
  );
}

type Player = {
  view(pc: RTCPeerConnection, url: string, token: string): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
};
declare global {
  interface Window {
    __player?: { readonly client: Player; readonly peer: RTCPeerConnection };
  }
}

/** Plays by the client's own code; its error's text where it is turned away. */
function play(
  page: Page,
  parts: { readonly url: string; readonly token: string },
): Promise<string | undefined> {
  return page.evaluate(async ({ url, token }) => {
    const module = (await import(`${location.origin}/whep.js`)) as { WHEPClient: new () => Player };
    const peer = new RTCPeerConnection();
    peer.addTransceiver('audio', { direction: 'recvonly' });
    peer.addTransceiver('video', { direction: 'recvonly' });
    peer.ontrack = ({ track }) => {
      const video = document.querySelector('video');
      if (video !== null && track.kind === 'video') video.srcObject = new MediaStream([track]);
    };
    const client = new module.WHEPClient();
    window.__player = { client, peer };
    try {
      await client.view(peer, url, token);
      return undefined;
    } catch (error) {
      return String(error);
    }
  }, parts);
}

function count(page: Page, counter: 'framesDecoded' | 'packetsReceived'): Promise<number> {
  return page.evaluate(async (name) => {
    let value = 0;
    (await window.__player?.peer.getStats())?.forEach((each: RTCInboundRtpStreamStats) => {
      if (each.type === 'inbound-rtp' && each.kind === 'video') value = each[name] ?? 0;
    });
    return value;
  }, counter);
}
const decoded = (page: Page) => count(page, 'framesDecoded');
const packets = (page: Page) => count(page, 'packetsReceived');

async function expectPlaying(page: Page): Promise<void> {
  const before = await decoded(page);
  await expect.poll(() => decoded(page), { timeout: 20_000 }).toBeGreaterThan(before + 10);
}

const factsOf = (world: TestWorld) => readFileSync(join(world.dataDir, 'sfu/facts.jsonl'), 'utf8');

test('a WHEP player of another maker shows the camera under a grant, goes on through an ICE restart and ends when told', async ({
  world,
  site,
  signedIn,
}) => {
  const { page, context } = await signedIn('lan');
  const token = await grantFor(page);
  const player = await context.newPage();
  await player.goto(site.url);
  const url = `${world.sfuUrl}/whep/${camera}/${display}`;
  expect(await play(player, { url, token })).toBeUndefined();
  await expectPlaying(player);
  expect(await player.evaluate(() => document.querySelector('video')?.videoWidth ?? 0)).toBeGreaterThan(0);
  expect(factsOf(world)).toContain(`"display":"${display}"`);
  await player.evaluate(() => window.__player?.client.restart());
  await expectPlaying(player);
  const again = await context.newPage();
  await again.goto(site.url);
  expect(await play(again, { url, token })).toContain('409');
  await player.evaluate(() => window.__player?.client.stop());
  // Its connection may be closed before its DELETE comes.
  await expect
    .poll(() => factsOf(world))
    .toMatch(/"viewing_stopped".*"cause":"(closed_by_viewer|display_left)"/);
});

test('a WHEP player loses the picture with the right to it', async ({ world, site, signedIn }) => {
  const dung = smallPerson('dung');
  const { page, context } = await signedIn('dung');
  const token = await grantFor(page);
  const player = await context.newPage();
  await player.goto(site.url);
  expect(await play(player, { url: `${world.sfuUrl}/whep/${camera}/${display}`, token })).toBeUndefined();
  await expectPlaying(player);
  try {
    await world.provisionPerson({ ...dung, roles: [] });
    await expect.poll(() => factsOf(world)).toContain('"cause":"grant_revoked"');
    const received = await packets(player);
    // Its browser learns from nobody, and finds out by itself.
    const state = () => player.evaluate(() => window.__player?.peer.connectionState);
    await expect.poll(state, { timeout: 30_000 }).toMatch(/closed|failed|disconnected/);
    expect(await packets(player)).toBe(received);
  } finally {
    await world.provisionPerson(dung);
  }
});
