import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { interleave, rtpPacket, samplePps, sampleSps, slice } from './rtp-samples.ts';

export type ScriptedRequest = { readonly method: string; readonly url: string; readonly text: string };

/** Text after `RTSP/1.0 `, without CSeq; raw octets; or nothing at all. */
export type ScriptedAnswer = string | Buffer | typeof silence | undefined;
export const silence = Symbol('no answer');

export type ScriptedCamera = {
  readonly port: number;
  readonly requests: readonly ScriptedRequest[];
  connections(): number;
  /** Changes how the camera answers; `undefined` from it means the good camera's answer. */
  script(answer: (request: ScriptedRequest, socket: Socket) => ScriptedAnswer): void;
  /** The camera streams, or keeps the connection and sends nothing. */
  stream(isOn: boolean): void;
  /** Ends every connection, as a reboot does; SSRC, sequence and time begin anew. */
  reboot(): void;
  close(): Promise<void>;
};

const sdp = [
  'v=0',
  'm=video 0 RTP/AVP 96',
  'a=rtpmap:96 H264/90000',
  `a=fmtp:96 packetization-mode=1;sprop-parameter-sets=${sampleSps.toString('base64')},${samplePps.toString('base64')}`,
  'a=control:track1',
  '',
].join('\r\n');

const goodAnswers: Record<string, string> = {
  OPTIONS: '200 OK\r\nPublic: DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER\r\n\r\n',
  DESCRIBE: `200 OK\r\nContent-Type: application/sdp\r\nContent-Length: ${sdp.length}\r\n\r\n${sdp}`,
  SETUP: '200 OK\r\nSession: 42;timeout=60\r\nTransport: RTP/AVP/TCP;unicast;interleaved=2-3\r\n\r\n',
  PLAY: '200 OK\r\nSession: 42\r\n\r\n',
  GET_PARAMETER: '200 OK\r\n\r\n',
  TEARDOWN: '200 OK\r\n\r\n',
};

/** A camera of a few lines that can be told to answer wrongly. It sends a picture each 5 ms, a keyframe each tenth. */
export async function createScriptedCamera(): Promise<ScriptedCamera> {
  const sockets = new Map<Socket, () => void>();
  const requests: ScriptedRequest[] = [];
  let connections = 0;
  let answer: (request: ScriptedRequest, socket: Socket) => ScriptedAnswer = () => undefined;
  let isStreaming = true;
  let ssrc = 1;

  const server = createServer((socket) => {
    connections += 1;
    sockets.set(socket, () => {});
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.get(socket)?.();
      sockets.delete(socket);
    });
    socket.on('data', (chunk) => {
      // What the client sends interleaved (receiver reports) is no request.
      for (const text of chunk.toString('latin1').match(/[A-Z_]+ rtsp:[^]*?\r\n\r\n/g) ?? [])
        handle(text, socket);
    });
  });

  function handle(text: string, socket: Socket): void {
    const [method = '', url = ''] = text.split(' ');
    const request = { method, url, text };
    requests.push(request);
    const scripted = answer(request, socket);
    if (scripted === silence || socket.destroyed) return;
    if (Buffer.isBuffer(scripted)) {
      socket.write(scripted);
      return;
    }
    const cseq = /CSeq: (\d+)/.exec(text)?.[1] ?? '0';
    const reply = scripted ?? goodAnswers[method] ?? '501 Not Implemented\r\n\r\n';
    socket.write(`RTSP/1.0 ${reply.replace('\r\n', `\r\nCSeq: ${cseq}\r\n`)}`);
    if (method === 'PLAY' && reply.startsWith('200')) startStream(socket);
  }

  function startStream(socket: Socket): void {
    let frame = 0;
    const own = ssrc;
    const timer = setInterval(() => {
      if (!isStreaming) return;
      const payload = slice(frame % 10 === 0 ? 5 : 1, { fill: frame });
      const numbers = { sequence: own * 1000 + frame, timestamp: own * 90_000_000 + frame * 4500, ssrc: own };
      socket.write(interleave(2, rtpPacket(payload, { ...numbers, marker: true })));
      frame += 1;
    }, 5);
    sockets.set(socket, () => clearInterval(timer));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    requests,
    connections: () => connections,
    script: (next) => (answer = next),
    stream: (isOn) => (isStreaming = isOn),
    reboot() {
      ssrc += 1;
      for (const socket of sockets.keys()) socket.destroy();
    },
    close() {
      for (const socket of sockets.keys()) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
