import { defineConfig } from '@playwright/test';
import { chromiumOptions } from '@truc/dev-env/chromium';

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../test-results',
  reporter: 'list',
  // One province and one browser at a time: video is decoded in software, on as little as two cores.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  // Generous, for a machine that has other work: a test says itself where a time is what it proves.
  timeout: 120_000,
  expect: {
    timeout: 20_000,
    toHaveScreenshot: { pathTemplate: '{testDir}/golden/{arg}{ext}' },
  },
  use: {
    browserName: 'chromium',
    launchOptions: chromiumOptions,
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    viewport: { width: 1280, height: 800 },
    // Without pictures and copies of the page at every step: they cost more than the software decoding under test.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false, sources: false },
    screenshot: 'only-on-failure',
  },
});
