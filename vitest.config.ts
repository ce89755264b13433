import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumOptions } from './packages/dev-env/src/chromium.ts';

const source = ['packages/*/{src,test,setup,bench,eslint}/**', 'apps/*/{src,test}/**', 'sfu/{src,test}/**'];
const setupFiles = ['packages/config/vitest/fixed-chance.ts'];
const at = (suffix: string) => source.map((folder) => `${folder}/*.${suffix}.ts`);

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: at('test'),
          exclude: ['**/*.int.test.ts', '**/node_modules/**', '**/build/**'],
          environment: 'node',
          setupFiles,
          // A busy machine is slow, not wrong.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: at('browser-test'),
          testTimeout: 30_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: chromiumOptions }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        test: {
          name: 'int',
          include: at('int.test'),
          exclude: ['**/node_modules/**', '**/build/**'],
          environment: 'node',
          setupFiles,
          testTimeout: 30_000,
          hookTimeout: 60_000,
          // A busy machine is slow, not wrong.
          expect: { poll: { timeout: 15_000 } },
          // Each file starts real parts (PostgreSQL, workers, RTSP servers): two cores carry two files.
          maxWorkers: 2,
        },
      },
    ],
  },
});
