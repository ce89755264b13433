import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TurnDesk, turnLifeMs } from './turn-desk.ts';

const secret = 'a-secret-that-both-programs-read-0123456789';
const now = 1_800_000_000_500;
const clock = { now: () => now, monotonic: () => now };
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'truc-turn-'));
  await writeFile(join(folder, 'secret'), `${secret}\n`);
  await writeFile(join(folder, 'short'), 'guess-me');
});
afterAll(() => rm(folder, { recursive: true }));

const open = (name: string) =>
  TurnDesk.open({ urls: ['turn:turn.local:3478'], secretFile: join(folder, name) }, clock);

describe('TURN credentials', () => {
  it('are what coturn works out from the shared secret, for ten minutes', async () => {
    const { servers, expiresAt } = (await open('secret')).serversFor('a-session');
    const [server] = servers;
    expect(expiresAt).toBe(now + turnLifeMs);
    expect(server?.username).toMatch(/^1800000600:[0-9a-f]{12}$/);
    expect(server?.credential).toBe(
      createHmac('sha1', secret)
        .update(server?.username ?? '')
        .digest('base64'),
    );
  });

  it('tell neither the secret nor the session', async () => {
    const told = JSON.stringify((await open('secret')).serversFor('a-session'));
    expect(told).not.toContain(secret);
    expect(told).not.toContain('a-session');
  });

  it('are none where no relay is set up', async () => {
    const desk = await TurnDesk.open(undefined, clock);
    expect(desk.serversFor('a-session')).toEqual({ servers: [], expiresAt: 0 });
  });

  it.each(['short', 'missing'])('are not made from a %s secret', async (name) => {
    await expect(open(name)).rejects.toThrow(/^TRUC_TURN_SECRET_FILE/);
  });
});
