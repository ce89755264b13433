import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startChild } from '../world/child.ts';

export type JanusOptions = {
  /** For its configuration and its log. */
  readonly folder: string;
  readonly port: number;
  /** One mountpoint for each, numbered from 1: RTSP addresses with user and password in them. */
  readonly cameras: readonly string[];
};

export type Janus = { readonly url: string; readonly pid: number; stop(): Promise<void> };

const libraries = '/usr/lib/x86_64-linux-gnu/janus';
const readyDeadlineMs = 30_000;

/** Debian's Janus with its streaming plugin as a child of this process: it pulls the same cameras as the SFU. */
export async function startJanus({ folder, port, cameras }: JanusOptions): Promise<Janus> {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text, { mode: 0o600 });
  write(
    'janus.jcfg',
    `general: { configs_folder = "${folder}" plugins_folder = "${libraries}/plugins" transports_folder = "${libraries}/transports" events_folder = "${libraries}/events" loggers_folder = "${libraries}/loggers" debug_level = 4 }
plugins: { disable = "libjanus_audiobridge.so,libjanus_echotest.so,libjanus_lua.so,libjanus_duktape.so,libjanus_nosip.so,libjanus_recordplay.so,libjanus_sip.so,libjanus_textroom.so,libjanus_videocall.so,libjanus_videoroom.so,libjanus_voicemail.so" }
transports: { disable = "libjanus_rabbitmq.so,libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so,libjanus_websockets.so" }
`,
  );
  write(
    'janus.transport.http.jcfg',
    `general: { json = "compact" base_path = "/janus" http = true port = ${port} ip = "127.0.0.1" https = false }\nadmin: { admin_http = false }\n`,
  );
  write('janus.plugin.streaming.jcfg', cameras.map((address, at) => mountpoint(at + 1, address)).join('\n'));
  const child = startChild({
    name: 'janus',
    command: 'janus',
    args: ['-F', folder, '-C', join(folder, 'janus.jcfg')],
    cwd: folder,
    env: {},
    logFile: join(folder, 'janus.log'),
  });
  const url = `http://127.0.0.1:${port}/janus`;
  const giveUpAt = performance.now() + readyDeadlineMs;
  while (!(await answers(`${url}/info`))) {
    if (child.hasExited() || performance.now() > giveUpAt)
      throw new Error(`Janus does not start; its log is ${child.logFile}`);
    await delay(100);
  }
  return { url, pid: child.pid, stop: () => child.stop() };
}

function mountpoint(id: number, address: string): string {
  const url = new URL(address);
  const [user, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  url.username = '';
  url.password = '';
  return `camera-${id}: { type = "rtsp" id = ${id} audio = false video = true url = "${url.href}" rtsp_user = "${user}" rtsp_pwd = "${password}" rtspiface = "127.0.0.1" }`;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    // Not up yet.
    return false;
  }
}
