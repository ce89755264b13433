import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { behaviourChangeSchema } from './camera-spec.ts';
import type { CameraServer } from './rtsp-camera-server.ts';

const path = v.string();

/** What a parent process may ask; one JSON object per line of stdin, or one IPC message. */
export const controlRequestSchema = v.variant('do', [
  v.object({ do: v.literal('setBehaviour'), path, change: behaviourChangeSchema }),
  v.object({ do: v.literal('restart'), path, keepConnections: v.exactOptional(v.boolean()) }),
  v.object({ do: v.literal('kill'), path, how: v.exactOptional(v.picklist(['reset', 'not_found'])) }),
  v.object({ do: v.literal('revive'), path }),
  v.object({ do: v.literal('requestKeyframe'), path }),
  v.object({ do: v.literal('stats') }),
]);
export type ControlRequest = v.InferOutput<typeof controlRequestSchema>;

export type ControlReply =
  | { readonly ok: true; readonly stats?: ReturnType<CameraServer['stats']> }
  | { readonly ok: false; readonly message: string };

/** Answers each request in order. A bad one is answered, changes nothing, and ends nothing. */
export function handleControl(server: CameraServer, message: unknown): ControlReply {
  const parsed = v.safeParse(controlRequestSchema, message);
  if (!parsed.success) return { ok: false, message: parsed.issues.map((issue) => issue.message).join('; ') };
  try {
    return perform(server, parsed.output);
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

function perform(server: CameraServer, request: ControlRequest): ControlReply {
  switch (request.do) {
    case 'setBehaviour':
      server.setBehaviour(request.path, request.change);
      return { ok: true };
    case 'restart':
      server.restart(request.path, { keepConnections: request.keepConnections ?? false });
      return { ok: true };
    case 'kill':
      server.kill(request.path, request.how);
      return { ok: true };
    case 'revive':
      server.revive(request.path);
      return { ok: true };
    case 'requestKeyframe':
      server.requestKeyframe(request.path);
      return { ok: true };
    case 'stats':
      return { ok: true, stats: server.stats() };
  }
}

/** Listens to the parent over IPC if there is one, else (`fromStdin`) over stdin; `onParentGone` when it ends. */
export function openControl(o: { server: CameraServer; fromStdin: boolean; onParentGone: () => void }): void {
  if (process.send !== undefined) {
    process.on('message', (message) => process.send?.(handleControl(o.server, message)));
    process.once('disconnect', o.onParentGone);
    return;
  }
  if (!o.fromStdin) return;
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    const reply = handleControl(o.server, parseJson(line));
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  });
  lines.once('close', o.onParentGone);
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Not an object, so the schema turns it down with a message.
    return undefined;
  }
}
