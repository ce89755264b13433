import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { checkout } from '../src/world/checkout.ts';
import { rounded, type Report } from './report.ts';

/** What a browser loads for sync: the client half with its protocol, schemas and hashing, and the stores; all but Dexie. */
export async function measureEngineSize(): Promise<Omit<Report, 'name'>> {
  const engine = await bundle("export * from '@truc/sync/client';");
  const withStores = await bundle(
    "export * from '@truc/sync/client'; export { openLocalStores } from '#lib/bootstrap/local-stores.ts';",
  );
  return {
    figures: { kb_gzip: kilobytes(engine) },
    rows: [
      ['measured', 'minified for browsers, gzip -9: client half, protocol, valibot, SHA-256'],
      ['minified, not compressed', `${rounded(engine.length / 1_000)} kB`],
      ['with the encrypted stores and vault, without Dexie', `${kilobytes(withStores)} kB`],
    ],
  };
}

async function bundle(source: string): Promise<Buffer> {
  const entry = '\0engine';
  const made = await build({
    configFile: false,
    root: join(checkout, 'apps/web'),
    logLevel: 'error',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? entry : null),
        load: (id) => (id === entry ? source : null),
      },
    ],
    build: {
      write: false,
      minify: true,
      target: 'chrome130',
      rollupOptions: { input: entry, external: ['dexie'], preserveEntrySignatures: 'strict' },
    },
  });
  const [output] = Array.isArray(made) ? made : [made];
  if (output === undefined || !('output' in output)) throw new Error('nothing was built');
  const chunks = output.output.flatMap((part) => (part.type === 'chunk' ? [part.code] : []));
  return Buffer.from(chunks.join('\n'));
}

function kilobytes(octets: Buffer): number {
  return rounded(gzipSync(octets, { level: 9 }).length / 1_000);
}
