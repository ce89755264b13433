import { test as base, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { observePage } from './observe-page.ts';
import { signIn } from './pages/sign-in-page.ts';
import { startTestWorld, type TestWorld } from './world-fixture.ts';

export { expect } from '@playwright/test';

/** One person's own browser profile, and its page. */
export type Desk = { readonly context: BrowserContext; readonly page: Page };

type TestFixtures = {
  /** A new browser profile at the start page, nobody signed in. */
  openDesk: () => Promise<Desk>;
  /** The same, with this person of the small situation signed in. */
  signedIn: (person: string) => Promise<Desk>;
};

type WorkerFixtures = {
  world: TestWorld;
  /** What the servers of this worker are told besides: a spec that says other than the rest gets a province of its own. */
  serverEnv: Readonly<Record<string, string>>;
};

export const test = base.extend<TestFixtures, WorkerFixtures>({
  serverEnv: [{}, { option: true, scope: 'worker' }],
  world: [
    async ({ serverEnv }, use) => {
      const world = await startTestWorld({ env: serverEnv });
      await use(world);
      await world.stop();
    },
    { scope: 'worker', timeout: 300_000 },
  ],
  // Lets `page.goto('/')` and `browser.newContext()` mean the province of this worker.
  baseURL: ({ world }, use) => use(world.url),
  openDesk: async ({ world, browser }, use) => {
    const opened: BrowserContext[] = [];
    await use(async () => {
      const context = await openContext(browser, world.url);
      opened.push(context);
      const page = await context.newPage();
      await page.goto('/');
      return { context, page };
    });
    for (const context of opened) await context.close();
  },
  signedIn: ({ openDesk }, use) =>
    use(async (person) => {
      const desk = await openDesk();
      await signIn(desk.page, person);
      return desk;
    }),
});

async function openContext(browser: Browser, baseURL: string): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL });
  await observePage(context);
  return context;
}
