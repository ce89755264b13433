import { existsSync } from 'node:fs';

/** Debian's Chromium: Playwright's own build has no H.264. */
const executablePath = '/usr/bin/chromium';

/** How tests and benches start a browser on a machine without a screen or a way out to the internet. */
export const chromiumOptions = {
  ...(existsSync(executablePath) ? { executablePath } : {}),
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--autoplay-policy=no-user-gesture-required',
  ],
};
