/** Runs axe (WCAG 2.0 to 2.2, A and AA) over every gallery page in both themes; ends with 1 if it finds anything. */
import AxeBuilder from '@axe-core/playwright';
import { openGallery } from './open.ts';

const pages = [
  'type',
  'states',
  'controls',
  'log',
  'wall&count=9',
  'wall&count=16&viewing=wall-5',
  'controls&open=dialog',
];
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const { browser, origin, close } = await openGallery();
let found = 0;
for (const theme of ['light', 'dark']) {
  for (const name of pages) {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    await page.goto(`${origin}?page=${name}&theme=${theme}`);
    await page.locator('#app > *').first().waitFor();
    const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
    for (const { id, help, nodes } of violations) {
      found += nodes.length;
      process.stdout.write(`${theme} ${name}: ${id}: ${help}\n`);
      for (const node of nodes.slice(0, 3))
        process.stdout.write(`  ${node.html.slice(0, 160)}\n  ${node.failureSummary ?? ''}\n`);
    }
    await context.close();
  }
}
await close();
process.stdout.write(`${found} findings on ${pages.length * 2} pages\n`);
process.exitCode = found === 0 ? 0 : 1;
