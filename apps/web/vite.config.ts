import { paraglideVitePlugin } from '@inlang/paraglide-js';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import { paraglideOptions } from './paraglide.options.ts';

/** The server that answers /api, /rt and /sfu while the pages come from Vite (`pnpm dev`). */
const server = `http://${process.env['TRUC_HOST'] ?? '127.0.0.1'}:${process.env['TRUC_PORT'] ?? '8080'}`;

export default defineConfig({
  plugins: [
    paraglideVitePlugin({ ...paraglideOptions, strategy: [...paraglideOptions.strategy] }),
    sveltekit({
      adapter: adapter({ pages: 'build', fallback: '200.html', precompress: true }),
      paths: { relative: false },
      // Registered by hand, so that a new version waits for a person's click (features/update).
      serviceWorker: { register: false },
    }),
  ],
  server: {
    host: '127.0.0.1',
    proxy: {
      '/api': { target: server },
      '/rt': { target: server, ws: true },
      '/sfu': { target: server, ws: true },
    },
  },
  build: {
    // A picture or font inside the CSS would need data: in the content security policy.
    assetsInlineLimit: 0,
    // These know light-dark(), which cannot be rewritten for a dark wall inside a light page.
    target: ['chrome130', 'edge130', 'firefox128', 'safari18'],
  },
});
