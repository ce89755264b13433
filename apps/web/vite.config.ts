import { fileURLToPath } from 'node:url';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig, type Plugin } from 'vite';
import { paraglideOptions } from './paraglide.options.ts';

/** The server that answers /api, /rt and /sfu while the pages come from Vite (`pnpm dev`). */
const server = `http://${process.env['TRUC_HOST'] ?? '127.0.0.1'}:${process.env['TRUC_PORT'] ?? '8080'}`;

/** What Kit looks for under names of its own: the first of each is a file of a line that names the next. */
const kitEntries = /\/client-optimized\/|\/kit\/src\/runtime\/client\/(?:entry|client-entry)\.js/;
/** What many pages share. Without what opens pictures: it brings their decoders. */
const sharedModules =
  /\/paraglide\/|\/packages\/(?:domain|sync|base|media|ui)\/|\/src\/lib\/(?:bootstrap\/(?!open-(?:pictures|recording|display))|ports\/(?!realtime\/display-hints)|session\/|facts\/|i18n\/|routes\.ts)|\/node_modules\/(?:svelte|esm-env|clsx|dexie|valibot|@noble\/hashes|workbox-window|@lucide|bits-ui|svelte-toolbelt|runed|@floating-ui|tabbable)\//;
/** So small a part of what some pages share (in bytes of its source) goes into the next larger one. */
const mergedBelow = 60_000;

/** Kit names every page an entry of the build: only what is loaded before the first page is shown is one here. */
const pagesAreNoEntries: Plugin = {
  name: 'truc:pages-are-no-entries',
  enforce: 'post',
  apply: 'build',
  configEnvironment(name, { build }) {
    const input = build?.rolldownOptions?.input;
    if (name !== 'client' || typeof input !== 'object' || Array.isArray(input)) return;
    // The layout of all pages, and the page for what went wrong.
    for (const key of Object.keys(input)) if (/^nodes\/(?![01]$)/.test(key)) delete input[key];
  },
};

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

/**
 * Chromium compiles the whole file where it meets it first, and keeps that in its cache of compiled code; else it keeps what was
 * called while the module was evaluated, and compiles the rest of the start anew each time (decision 0073).
 */
const doorComesCompiled: Plugin = {
  name: 'truc:door-comes-compiled',
  apply: 'build',
  generateBundle: {
    // Vite writes a line before every other, and the hint is the first.
    order: 'post',
    handler(_, bundle) {
      if (this.environment.name !== 'client') return;
      const door = Object.values(bundle).find(
        (file) => file.type === 'chunk' && file.moduleIds.some((id) => id.endsWith('/views/GateView.svelte')),
      );
      if (door?.type !== 'chunk') throw new Error('no file of the build is the door');
      door.code = `//# allFunctionsCalledOnLoad\n${door.code}`;
    },
  },
};

/** The frame of every icon, which Lucide's files name beside themselves. */
const ownIconFrame: Plugin = {
  name: 'truc:own-icon-frame',
  enforce: 'pre',
  apply: 'build',
  resolveId(source, importer) {
    if (!source.endsWith('../Icon.svelte') || importer?.includes('/@lucide/svelte/dist/icons/') !== true)
      return null;
    return fileURLToPath(new URL('../../packages/ui/src/icon/IconFrame.svelte', import.meta.url));
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
    ownIconFrame,
    pagesAreNoEntries,
    preloadAsScripts,
    doorComesCompiled,
  ],
  server: {
    host: '127.0.0.1',
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
            // Each file costs a tablet something, and so does each line: what stands before the first page is one file, and what
            // pages share besides lies by who shares it.
            codeSplitting: {
              includeDependenciesRecursively: false,
              groups: [
                { name: 'door', test: (id) => !kitEntries.test(id), tags: ['$initial'], priority: 1 },
                {
                  name: 'shared',
                  test: sharedModules,
                  entriesAware: true,
                  entriesAwareMergeThreshold: mergedBelow,
                },
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
