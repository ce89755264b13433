/** `npm run witness -- <server> <folder> [--name <name>] [--once]`: cosigns each checkpoint that goes on from the one before. */
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { writeVerifierKey } from '@truc/sync/evidence';
import { witnessKeyOf, witnessOnce } from './witness.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { name: { type: 'string', default: 'witness' }, once: { type: 'boolean', default: false } },
});
const [server, folder] = positionals;
if (server === undefined || folder === undefined) {
  console.error('usage: npm run witness -- <server> <folder> [--name <name>] [--once]');
  process.exit(2);
}
const options = { server, folder, name: values.name, nowMs: () => Date.now() };
console.log(`cosigns as ${writeVerifierKey(witnessKeyOf(options).key)}`);
for (;;) {
  const seen = await witnessOnce(options);
  const line = seen.ok ? `cosigned size ${seen.value.size}` : `${seen.error.code} ${seen.error.detail ?? ''}`;
  console.log(`${new Date().toISOString()} ${line}`);
  if (!seen.ok && (seen.error.code === 'inconsistent' || seen.error.code === 'bad_signature'))
    process.exit(1);
  if (values.once) process.exit(seen.ok ? 0 : 1);
  await wait(60_000);
}
