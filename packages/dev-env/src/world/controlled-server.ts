/**
 * Entry point: the server itself, and beside it what its own people do in its process (there is no HTTP route to that). The
 * parent asks over IPC, one request after the other: `{"do":"provisionPerson","person":{...}}`, answered by `{"ok":true}`.
 */
import { RoleAssignmentSchema } from '@truc/domain/account';
import { completeConfig, createServer, parseEnvironment } from '@truc/server';
import * as v from 'valibot';

const text = v.pipe(v.string(), v.minLength(1));
const RequestSchema = v.object({
  do: v.literal('provisionPerson'),
  person: v.object({
    id: text,
    username: text,
    name: text,
    position: text,
    agency: text,
    password: text,
    roles: v.array(RoleAssignmentSchema),
  }),
});

const env = parseEnvironment(process.env);
if (!env.ok) stopWith(env.error.detail ?? env.error.code);
const started = await createServer(completeConfig(env.value));
if (!started.ok) stopWith(started.error.detail ?? started.error.code);
const server = started.value;

process.on('message', (message) => void answer(message));
// The parent is gone: nobody is left to end this one.
for (const event of ['SIGTERM', 'SIGINT', 'disconnect'] as const)
  process.once(event, () => void server.close().then(() => process.exit(0)));

async function answer(message: unknown): Promise<void> {
  try {
    await server.provisionPerson(v.parse(RequestSchema, message).person);
    process.send?.({ ok: true });
  } catch (error) {
    process.send?.({ ok: false, message: error instanceof Error ? error.message : String(error) });
  }
}

function stopWith(line: string): never {
  process.stderr.write(`server: ${line}\n`);
  process.exit(1);
}
