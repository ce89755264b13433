/**
 * Entry point: the server itself, and beside it what its own people do in its process (there is no HTTP route to that). The
 * parent asks over IPC, one request after the other: `{"do":"provisionPerson","person":{...}}` or
 * `{"do":"provisionPlaces","places":{...}}` or `{"do":"tellPictures","now":1623741600000}`, answered by `{"ok":true}`.
 */
import { RoleAssignmentSchema } from '@truc/domain/account';
import { completeConfig, createServer, parseEnvironment, type Places } from '@truc/server';
import * as v from 'valibot';
import { tellPictures } from '../situations/tell-pictures.ts';

const text = v.pipe(v.string(), v.minLength(1));
const PersonSchema = v.object({
  id: text,
  username: text,
  name: text,
  position: text,
  agency: text,
  password: text,
  roles: v.array(RoleAssignmentSchema),
});
const RequestSchema = v.variant('do', [
  v.object({ do: v.literal('provisionPerson'), person: PersonSchema }),
  // The server parses every row itself.
  v.object({
    do: v.literal('provisionPlaces'),
    places: v.custom<Places>((value) => typeof value === 'object'),
  }),
  v.object({ do: v.literal('tellPictures'), now: v.pipe(v.number(), v.safeInteger()) }),
]);

const env = parseEnvironment(process.env);
if (!env.ok) stopWith(env.error.detail ?? env.error.code);
const started = await createServer(completeConfig(env.value));
if (!started.ok) stopWith(started.error.detail ?? started.error.code);
const server = started.value;

process.on('message', (message) => void answer(message));
// `disconnect`: the parent is gone, and nobody is left to end this one.
for (const event of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.once(event, stop);
if (!process.connected) stop();

function stop(): void {
  void server.close().then(() => process.exit(0));
}

async function answer(message: unknown): Promise<void> {
  try {
    const request = v.parse(RequestSchema, message);
    if (request.do === 'provisionPerson') await server.provisionPerson(request.person);
    else if (request.do === 'provisionPlaces') await server.provisionPlaces(request.places);
    else await tellPictures(server, request.now);
    process.send?.({ ok: true });
  } catch (error) {
    process.send?.({ ok: false, message: error instanceof Error ? error.message : String(error) });
  }
}

function stopWith(line: string): never {
  process.stderr.write(`server: ${line}\n`);
  process.exit(1);
}
