/** `npm run redact -- <scope> <seq> --decision <number> --by <name>`, or `-- --again` after a restore. */
import { parseArgs } from 'node:util';
import { ScopeIdSchema } from '@truc/sync/protocol';
import * as v from 'valibot';
import { completeConfig } from '../config/config.ts';
import { parseEnvironment } from '../config/environment.ts';
import { withOwner } from '../database/with-owner.ts';
import { redactAgain, redactBody } from './redact.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    decision: { type: 'string' },
    by: { type: 'string' },
    again: { type: 'boolean', default: false },
  },
});
const env = parseEnvironment(process.env);
if (!env.ok) stopWith(env.error.detail ?? env.error.code, 1);
const { database } = completeConfig(env.value);

if (values.again) {
  const done = await withOwner(database, redactAgain);
  if (!done.ok) stopWith(done.error.detail ?? done.error.code, 1);
  console.log(`${done.value} entries emptied again`);
} else {
  const scope = v.safeParse(ScopeIdSchema, positionals[0]);
  const seq = Number(positionals[1]);
  const { decision, by } = values;
  if (!scope.success || !Number.isSafeInteger(seq) || !decision || !by)
    stopWith('usage: npm run redact -- <scope> <seq> --decision <number> --by <name>', 2);
  const done = await withOwner(database, (client) =>
    redactBody(client, { scope: scope.output, seq, decision, orderedBy: by }),
  );
  if (!done.ok) stopWith(done.error.detail ?? done.error.code, 1);
  if (!done.value.ok) stopWith(`${scope.output} ${seq}: ${done.value.error.code}`, 1);
  console.log(`${scope.output} ${seq}: the body is taken out by decision ${decision}`);
}
process.exit(0);

function stopWith(line: string, code: number): never {
  console.error(`redact: ${line}`);
  process.exit(code);
}
