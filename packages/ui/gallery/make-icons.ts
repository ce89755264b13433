/** Draws the PNG icons from the two SVGs: `node packages/ui/gallery/make-icons.ts`. */
import { readFile, writeFile } from 'node:fs/promises';
import { openBrowser } from './open.ts';

const brand = new URL('../src/brand/', import.meta.url);
const icons = [
  { from: 'icon.svg', to: 'icon-192.png', size: 192 },
  { from: 'icon.svg', to: 'icon-512.png', size: 512 },
  { from: 'icon-maskable.svg', to: 'icon-maskable-512.png', size: 512 },
  { from: 'icon-maskable.svg', to: 'apple-touch-icon.png', size: 180 },
];

const browser = await openBrowser();
for (const { from, to, size } of icons) {
  const svg = await readFile(new URL(from, brand), 'utf8');
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`);
  await writeFile(new URL(to, brand), await page.screenshot({ omitBackground: true }));
  await page.close();
}
await browser.close();
