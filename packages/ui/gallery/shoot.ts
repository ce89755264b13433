/**
 * Takes pictures of every gallery page: `node packages/ui/gallery/shoot.ts <folder> [filter]`. Needs Debian's
 * chromium. The folder gets one PNG for each page, theme and screen.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openGallery } from './open.ts';

const screens = {
  phone: { width: 390, height: 844 },
  tablet: { width: 1280, height: 800 },
  wall: { width: 1920, height: 1080 },
} as const;

type Shot = {
  name: string;
  query: string;
  screen: keyof typeof screens;
  focus?: boolean;
  press?: string;
  hasForcedColors?: boolean;
};

const shots: Shot[] = [
  ...(['light', 'dark'] as const).flatMap((theme) => [
    { name: `type-${theme}`, query: `page=type&theme=${theme}`, screen: 'tablet' as const },
    { name: `states-${theme}`, query: `page=states&theme=${theme}`, screen: 'tablet' as const },
    { name: `controls-${theme}`, query: `page=controls&theme=${theme}`, screen: 'tablet' as const },
    { name: `log-${theme}`, query: `page=log&theme=${theme}`, screen: 'tablet' as const },
    { name: `log-phone-${theme}`, query: `page=log&theme=${theme}`, screen: 'phone' as const },
  ]),
  { name: 'select-light', query: 'page=controls&theme=light', screen: 'tablet', press: 'Mục đích xem' },
  { name: 'log-contrast', query: 'page=log', screen: 'tablet', hasForcedColors: true },
  {
    name: 'wall-9-contrast',
    query: 'page=wall&count=9',
    screen: 'tablet',
    focus: true,
    hasForcedColors: true,
  },
  { name: 'states-phone-dark', query: 'page=states&theme=dark', screen: 'phone' },
  { name: 'controls-phone-light', query: 'page=controls&theme=light', screen: 'phone' },
  { name: 'dialog-dark', query: 'page=controls&theme=dark&open=dialog', screen: 'tablet' },
  { name: 'dialog-phone-light', query: 'page=controls&theme=light&open=dialog', screen: 'phone' },
  { name: 'toast-light', query: 'page=controls&theme=light&open=toast', screen: 'tablet' },
  { name: 'wall-9', query: 'page=wall&count=9', screen: 'wall', focus: true },
  { name: 'wall-16', query: 'page=wall&count=16', screen: 'wall' },
  { name: 'wall-9-at-3m', query: 'page=wall&count=9&viewing=wall-3', screen: 'wall' },
  { name: 'wall-16-at-5m', query: 'page=wall&count=16&viewing=wall-5', screen: 'wall' },
  { name: 'wall-9-tablet', query: 'page=wall&count=9', screen: 'tablet' },
  { name: 'wall-4-phone', query: 'page=wall&count=4', screen: 'phone' },
  { name: 'wall-16-phone', query: 'page=wall&count=16', screen: 'phone' },
];

const folder = process.argv[2];
if (!folder) throw new Error('Name the folder for the pictures');
const filter = process.argv[3] ?? '';
await mkdir(folder, { recursive: true });

const { browser, origin, close } = await openGallery();

for (const shot of shots.filter(({ name }) => name.includes(filter))) {
  const page = await browser.newPage({
    viewport: screens[shot.screen],
    forcedColors: shot.hasForcedColors ? 'active' : 'none',
  });
  page.on('pageerror', (error) => process.stderr.write(`${shot.name}: ${error.message}\n`));
  await page.goto(`${origin}?${shot.query}`);
  await page.waitForFunction(
    () => document.fonts.status === 'loaded' && document.querySelector('#app > *') !== null,
  );
  if (shot.focus) {
    await page.locator('[role=gridcell]').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
  }
  if (shot.press) await page.getByLabel(shot.press).first().press('Enter');
  await page.screenshot({ path: join(folder, `${shot.name}.png`) });
  await page.close();
}
await close();
