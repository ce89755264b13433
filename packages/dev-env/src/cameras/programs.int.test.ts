import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureLoops } from './ensure-loops.ts';
import { startGstServer } from './gst-server.ts';
import { decode, encodingTimeoutMs, loopsFolder, probe, run } from './testing/run.ts';

let loops: string;
let folder: string;
beforeAll(async () => {
  loops = await loopsFolder();
  folder = await mkdtemp(path.join(os.tmpdir(), 'truc-cameras-'));
}, encodingTimeoutMs);
afterAll(() => rm(folder, { recursive: true }));

describe('make-loops', () => {
  it('encodes nothing when the loops are there', async () => {
    expect(await ensureLoops()).toEqual({ ok: true, folder: loops, encoded: 0 });
  });

  it('says in one line what is missing when there is no ffmpeg', async () => {
    const program = fileURLToPath(new URL('make-loops.ts', import.meta.url));
    const env = { PATH: folder, TRUC_CACHE: folder };
    const { exitCode, stdout, stderr } = await run(process.execPath, [program], { env });
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'ffmpeg is missing: apt-get install ffmpeg\n',
    });
  });
});

describe('main', () => {
  it('serves the cameras of a file, obeys its parent, and ends with its stdin', async () => {
    const file = path.join(folder, 'cameras.json');
    await writeFile(
      file,
      JSON.stringify([{ path: 'cam-0001', loop: 'reception-small-gop1', username: 'u', password: 'p' }]),
    );
    const program = fileURLToPath(new URL('main.ts', import.meta.url));
    const child = spawn(process.execPath, [program, file, '--control'], {
      env: { ...process.env, TRUC_CAMERAS_PORT: '0' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const nextLine = async (): Promise<unknown> => JSON.parse(String((await lines.next()).value));
    const ask = (line: string): Promise<unknown> => {
      child.stdin.write(`${line}\n`);
      return nextLine();
    };
    const ready = await nextLine();
    const port = ready !== null && typeof ready === 'object' && 'port' in ready ? Number(ready.port) : 0;
    const url = `rtsp://u:p@127.0.0.1:${port}/cam-0001`;
    expect(await probe(url)).toBe('h264,320,180');
    expect(await ask('{"do":"kill","path":"cam-0001","how":"not_found"}')).toEqual({ ok: true });
    expect(await probe(url)).toContain('404');
    expect(await ask('{"do":"kill","path":"nobody"}')).toMatchObject({ ok: false });
    expect(await ask('not json')).toMatchObject({ ok: false });
    expect(await ask('{"do":"stats"}')).toMatchObject({ ok: true, stats: { 'cam-0001': { sessions: 0 } } });
    child.stdin.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});

describe("GStreamer's server", () => {
  it.each(['digest', 'basic'] as const)(
    'serves a loop without an end behind %s authentication',
    async (auth) => {
      const gst = await startGstServer({
        loops,
        loop: 'gate-day-medium-gop1',
        username: 'op',
        password: 'x',
        auth,
      });
      try {
        expect(await probe(gst.url)).toBe('h264,640,360');
        expect(await probe(gst.url.replace('op:x@', 'op:wrong@'))).toContain('401');
        // Thirteen seconds of a loop of twelve.
        const frames = auth === 'digest' ? 130 : 20;
        expect(await decode(gst.url, 'tcp', frames)).toEqual({ exitCode: 0, stdout: '', stderr: '' });
      } finally {
        await gst.stop();
      }
    },
  );
});
