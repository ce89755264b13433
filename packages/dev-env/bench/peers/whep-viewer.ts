import type { BrowserContext } from '@playwright/test';
import type { Page } from '@playwright/test';
import * as v from 'valibot';
import type { BenchWorld } from '../world/bench-world.ts';
import { makeOffer, takeAnswer } from './plain-page.ts';

const GrantsSchema = v.object({ grants: v.array(v.object({ token: v.string() })) });
let displays = 0;

/** A player on the plain page that watches the camera over WHEP, under a grant of its own. */
export async function watchOverWhep(
  page: Page,
  {
    world,
    context,
    camera,
  }: { readonly world: BenchWorld; readonly context: BrowserContext; readonly camera: string },
): Promise<void> {
  displays += 1;
  const display = `player-number-${displays}`;
  const asked = await context.request.post(`${world.url}/api/viewing-grants`, {
    headers: { origin: world.url },
    data: { cameras: [camera], purpose: 'supervise_compliance', display },
  });
  const [grant] = v.parse(GrantsSchema, await asked.json()).grants;
  const response = await fetch(`${world.sfuUrl}/whep/${camera}/${display}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${grant?.token ?? ''}`, 'content-type': 'application/sdp' },
    body: await makeOffer(page),
  });
  if (response.status !== 201) throw new Error(`WHEP answered ${response.status}: ${await response.text()}`);
  await takeAnswer(page, await response.text());
}
