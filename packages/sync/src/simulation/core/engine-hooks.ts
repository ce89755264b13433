/**
 * Loader hooks of a simulating process: the lens before the engine's digests and parser, and, in a museum's process, one
 * planted bug. Registered before the engine is imported; the engine's own files carry no trace of either.
 */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/** One change of one source file. `file` is relative to `packages/sync/src/`; `find` stands in it exactly once. */
export type SourcePatch = { readonly file: string; readonly find: string; readonly replace: string };

const source = new URL('../../', import.meta.url);
const lensModule = new URL('lens.ts', import.meta.url).href;
const realMark = '?real';

/** Modules that are seen through the lens: the maker of their replacements, and the functions that are replaced. */
export const lenses = {
  'protocol/hashing.ts': {
    maker: 'hashingThroughLens',
    names: [
      'operationHash',
      'bodyCommitment',
      'nextScopeChain',
      'segmentSeal',
      'segmentClaim',
      'deviceGenesis',
      'scopeGenesis',
    ],
  },
  'protocol/read-header.ts': { maker: 'readingThroughLens', names: ['readHeader'] },
  'protocol/write-header.ts': { maker: 'writingThroughLens', names: ['writeHeader'] },
  'protocol/fresh.ts': { maker: 'drawingThroughLens', names: ['freshSalt', 'freshOperationId'] },
  'protocol/canonical.ts': { maker: 'canonicalThroughLens', names: ['canonicalJson'] },
  'protocol/compact.ts': { maker: 'compactingThroughLens', names: ['compactOperations'] },
  'protocol/operation.ts': { maker: 'lengthsThroughLens', names: ['utf8Length', 'isSalt'] },
  'client/deadline.ts': { maker: 'waitingThroughLens', names: ['within'] },
} as const;

export function installEngineHooks(patches: readonly SourcePatch[] = []): void {
  const patchByUrl = new Map(patches.map((patch) => [new URL(patch.file, source).href, patch]));
  const lensByUrl = new Map(Object.entries(lenses).map(([file, lens]) => [new URL(file, source).href, lens]));
  registerHooks({
    load(url, context, nextLoad) {
      const lens = lensByUrl.get(url);
      if (lens !== undefined) return { format: 'module', source: lensSource(url, lens), shortCircuit: true };
      const plain = url.endsWith(realMark) ? url.slice(0, -realMark.length) : url;
      const patch = patchByUrl.get(plain);
      if (patch === undefined) return nextLoad(url, context);
      return { format: 'module-typescript', source: applyPatch(plain, patch), shortCircuit: true };
    },
  });
}

function lensSource(url: string, { maker, names }: { maker: string; names: readonly string[] }): string {
  const real = JSON.stringify(url + realMark);
  return [
    `export * from ${real};`,
    `import * as real from ${real};`,
    `import { ${maker} } from ${JSON.stringify(lensModule)};`,
    `const lens = ${maker}(real);`,
    ...names.map((name) => `export const ${name} = lens.${name};`),
  ].join('\n');
}

/** @throws when the patch does not fit its file: the exhibit has rotted. */
export function applyPatch(url: string, { find, replace }: SourcePatch): string {
  const text = readFileSync(fileURLToPath(url), 'utf8');
  const parts = text.split(find);
  if (parts.length !== 2)
    throw new Error(`${url}: the text to change stands there ${parts.length - 1} times`);
  return parts.join(replace);
}
