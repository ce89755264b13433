import { paraglideVitePlugin } from '@inlang/paraglide-js';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig, type Plugin } from 'vite';
import { paraglideOptions } from './paraglide.options.ts';

/** The server that answers /api, /rt and /sfu while the pages come from Vite (`pnpm dev`). */
const server = `http://${process.env['TRUC_HOST'] ?? '127.0.0.1'}:${process.env['TRUC_PORT'] ?? '8080'}`;

/** Kit's own runtime stays where Kit looks for it. */
const baseModules =
  /\/node_modules\/(?:svelte|esm-env|clsx|dexie|valibot|@noble\/hashes|workbox-window)\/|\/paraglide\/(?:runtime|registry)/;
/** Without what opens pictures: it brings their decoders. */
const shellModules =
  /\/src\/lib\/(?:bootstrap\/(?!open-(?:pictures|recording|display))|ports\/(?!realtime\/display-hints)|session\/|facts\/|i18n\/|routes\.ts)|\/packages\/ui\/|\/node_modules\/(?:@lucide|bits-ui|svelte-toolbelt|runed|@floating-ui|tabbable)\//;

/** As `hooks.server.ts` does for the first page: Vite preloads what a page brings by links of its own. */
const preloadAsScripts: Plugin = {
  name: 'truc:preload-as-scripts',
  apply: 'build',
  renderChunk(code) {
    if (this.environment.name !== 'client' || !code.includes('vite:preloadError')) return null;
    const changed = code.replaceAll(/(["'`])modulepreload\1/g, '"preload"');
    if (changed === code) throw new Error('Vite preloads in another way than it did');
    return { code: changed, map: null };
  },
};

export default defineConfig({
  plugins: [
    paraglideVitePlugin({ ...paraglideOptions, strategy: [...paraglideOptions.strategy] }),
    sveltekit({
      adapter: adapter({ pages: 'build', fallback: '200.html', precompress: true }),
      paths: { relative: false },
      // Registered by hand, so that a new version waits for a person's click (features/update).
      serviceWorker: { register: false },
    }),
    preloadAsScripts,
  ],
  server: {
    host: '127.0.0.1',
    // The visual language brings its fonts from its own package.
    fs: { allow: ['../../packages/ui/src'] },
    proxy: {
      '/api': { target: server },
      '/rt': { target: server, ws: true },
      '/sfu': { target: server, ws: true },
    },
  },
  environments: {
    client: {
      build: {
        rolldownOptions: {
          preserveEntrySignatures: 'allow-extension',
          output: {
            // Each file costs a tablet more than what is in it: what every page shares is in a few.
            codeSplitting: {
              includeDependenciesRecursively: false,
              groups: [
                { name: 'messages', test: /\/paraglide\/messages/ },
                { name: 'base', test: baseModules },
                { name: 'facts', test: /\/packages\/(?:domain|sync|base)\// },
                { name: 'shell', test: shellModules },
              ],
            },
          },
        },
      },
    },
  },
  build: {
    // A picture or font inside the CSS would need data: in the content security policy.
    assetsInlineLimit: 0,
    // These know light-dark(), which cannot be rewritten for a dark wall inside a light page.
    target: ['chrome130', 'edge130', 'firefox128', 'safari18'],
  },
});
