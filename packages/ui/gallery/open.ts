import { fileURLToPath } from 'node:url';
import { chromium, type Browser } from '@playwright/test';
import { createServer } from 'vite';

export type OpenGallery = { browser: Browser; origin: string; close: () => Promise<void> };

/** Serves the gallery on a free port of the loopback and starts Debian's Chromium (or the one that CHROMIUM names). */
export async function openGallery(): Promise<OpenGallery> {
  const server = await createServer({
    configFile: fileURLToPath(new URL('./vite.config.ts', import.meta.url)),
    logLevel: 'warn',
    server: { port: 0 },
  });
  await server.listen();
  const origin = server.resolvedUrls?.local[0];
  if (!origin) throw new Error('The gallery has no address');
  const browser = await openBrowser();
  return {
    browser,
    origin,
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
