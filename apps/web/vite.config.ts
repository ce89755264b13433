import { paraglideVitePlugin } from '@inlang/paraglide-js';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

/** The server that answers /api, /rt and /sfu while the pages come from Vite (`pnpm dev`). */
const server = `http://${process.env['TRUC_HOST'] ?? '127.0.0.1'}:${process.env['TRUC_PORT'] ?? '8080'}`;

export default defineConfig({
  plugins: [
    paraglideVitePlugin({
      project: './project.inlang',
      outdir: './src/lib/paraglide',
      strategy: ['localStorage', 'baseLocale'],
      localStorageKey: 'truc:locale',
      emitTsDeclarations: true,
    }),
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
  // A picture or font inside the CSS would need data: in the content security policy.
  build: { assetsInlineLimit: 0, target: 'es2023' },
});
