/**
 * Entry point: `node main.ts cameras.json [--control]`, the file an array of CameraSpec. Address from TRUC_HOST
 * and TRUC_CAMERAS_PORT. First line on stdout (and first IPC message): `{"event":"listening","port":8554}`.
 * `--control` takes requests on stdin; the end of stdin, or of the IPC parent, ends the process.
 */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { cameraSpecSchema } from './camera-spec.ts';
import { openControl } from './control.ts';
import { ensureLoops } from './ensure-loops.ts';
import { createCameraServer } from './rtsp-camera-server.ts';

const specFile = process.argv[2];
if (specFile === undefined) fail('usage: main.ts cameras.json [--control]');
const cameras = v.parse(v.array(cameraSpecSchema), JSON.parse(await readFile(specFile, 'utf8')));
const loops = await ensureLoops({ onProgress: (line) => process.stderr.write(`${line}\n`) });
if (!loops.ok) fail(loops.message);
const port = Number(process.env.TRUC_CAMERAS_PORT ?? 8554);
const host = process.env.TRUC_HOST ?? '127.0.0.1';
const server = await createCameraServer({ host, port, loops: loops.folder, cameras }).catch(
  (error: unknown) => {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (isTaken) fail(`port ${port} of ${host} is taken: stop what listens there, or set TRUC_CAMERAS_PORT`);
    throw error;
  },
);

const stop = (): void => void server.close().then(() => process.exit(0));
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
openControl({ server, fromStdin: process.argv.includes('--control'), onParentGone: stop });
const ready = { event: 'listening', port: server.port };
process.stdout.write(`${JSON.stringify(ready)}\n`);
process.send?.(ready);

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
