import { EventEmitter, once } from 'node:events';
import { connect } from 'node:net';
import { digestResponse, parseDigestFields } from '../rtsp/authentication.ts';
import type { Socket } from 'node:net';

export type ViewerResponse = {
  readonly status: number;
  /** Names in lower case; of a repeated header the last. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
};

export type RtpPacket = {
  readonly ssrc: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly marker: boolean;
  readonly payload: Buffer;
};

/** A plain RTSP viewer over one TCP connection, for tests and measurements of the camera server. */
export class RtspViewer {
  readonly socket: Socket;
  /** Every RTP packet and every RTCP packet, as they come; `noise` when the framing is lost. */
  readonly events = new EventEmitter<{ rtp: [RtpPacket]; rtcp: [Buffer]; noise: [Buffer] }>();
  readonly closed: Promise<unknown>;
  session = '';
  private readonly url: URL;
  private rest: Buffer = Buffer.alloc(0);
  private cseq = 0;
  private challenge: ReadonlyMap<string, string> | undefined;
  private readonly waiting: ((response: ViewerResponse) => void)[] = [];

  private constructor(url: string) {
    this.url = new URL(url);
    this.socket = connect(Number(this.url.port), this.url.hostname);
    this.closed = once(this.socket, 'close');
    this.socket.on('error', () => undefined);
    this.socket.on('data', (chunk: Buffer) => this.handleData(chunk));
  }

  static async connect(url: string): Promise<RtspViewer> {
    const viewer = new RtspViewer(url);
    await once(viewer.socket, 'connect');
    return viewer;
  }

  get baseUrl(): string {
    return `rtsp://${this.url.host}${this.url.pathname}`;
  }

  /** DESCRIBE, SETUP and PLAY over the same connection. */
  async play(): Promise<void> {
    for (const method of ['DESCRIBE', 'SETUP', 'PLAY']) {
      const { status } = await this.request(method);
      if (status !== 200) throw new Error(`${method} was answered ${status}`);
    }
  }

  /** Answers a digest challenge once, as a real client does. */
  async request(method: string, headers: Record<string, string> = {}): Promise<ViewerResponse> {
    const response = await this.requestOnce(method, headers);
    const offered = response.headers.get('www-authenticate');
    if (response.status !== 401 || offered?.startsWith('Digest ') !== true) return response;
    this.challenge = parseDigestFields(offered.slice(7));
    return this.requestOnce(method, headers);
  }

  requestOnce(method: string, extra: Record<string, string> = {}): Promise<ViewerResponse> {
    const uri = method === 'SETUP' ? `${this.baseUrl}/trackID=1` : this.baseUrl;
    const headers: Record<string, string> = { CSeq: String((this.cseq += 1)) };
    if (method === 'SETUP') headers.Transport = 'RTP/AVP/TCP;unicast;interleaved=0-1';
    if (this.session !== '') headers.Session = this.session;
    if (this.challenge !== undefined) headers.Authorization = this.authorization(method, uri, this.challenge);
    const lines = Object.entries({ ...headers, ...extra }).map(([name, value]) => `${name}: ${value}`);
    this.socket.write([`${method} ${uri} RTSP/1.0`, ...lines, '', ''].join('\r\n'));
    return new Promise((resolve, reject) => {
      this.waiting.push(resolve);
      void this.closed.then(() => reject(new Error('The camera ended the connection')));
    });
  }

  /** The next `count` RTP packets from now on. */
  packets(count: number): Promise<RtpPacket[]> {
    const found: RtpPacket[] = [];
    return new Promise((resolve) => {
      const collect = (packet: RtpPacket): void => {
        found.push(packet);
        if (found.length < count) return;
        this.events.off('rtp', collect);
        resolve(found);
      };
      this.events.on('rtp', collect);
    });
  }

  /** The next RTP packet from now on that is as wanted. */
  packetThat(isWanted: (packet: RtpPacket) => boolean): Promise<RtpPacket> {
    return new Promise((resolve) => {
      const look = (packet: RtpPacket): void => {
        if (!isWanted(packet)) return;
        this.events.off('rtp', look);
        resolve(packet);
      };
      this.events.on('rtp', look);
    });
  }

  /** The next RTCP packet from now on. */
  report(): Promise<Buffer> {
    return new Promise((resolve) => this.events.once('rtcp', resolve));
  }

  close(): void {
    this.socket.destroy();
  }

  private authorization(method: string, uri: string, challenge: ReadonlyMap<string, string>): string {
    const algorithm = challenge.get('algorithm') === 'SHA-256' ? 'SHA-256' : 'MD5';
    const qop = challenge.has('qop')
      ? { value: 'auth', nonceCount: String(this.cseq).padStart(8, '0'), clientNonce: 'c0ffee' }
      : undefined;
    const username = decodeURIComponent(this.url.username);
    const password = decodeURIComponent(this.url.password);
    const realm = challenge.get('realm') ?? '';
    const nonce = challenge.get('nonce') ?? '';
    const response = digestResponse({ username, password, algorithm, realm, nonce, method, uri, qop });
    const qopFields =
      qop === undefined ? '' : `, qop=auth, nc=${qop.nonceCount}, cnonce="${qop.clientNonce}"`;
    return `Digest username="${username}", realm="${realm}", nonce="${nonce}", uri="${uri}", algorithm=${algorithm}, response="${response}"${qopFields}`;
  }

  private handleData(chunk: Buffer): void {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    while (this.rest.length >= 4) {
      const length = this.rest[0] === 0x24 ? this.takeInterleaved() : this.takeResponse();
      if (length === undefined) return;
      this.rest = this.rest.subarray(length);
    }
  }

  private takeInterleaved(): number | undefined {
    const length = 4 + this.rest.readUInt16BE(2);
    if (this.rest.length < length) return undefined;
    const packet = this.rest.subarray(4, length);
    if (this.rest[1] === 1) this.events.emit('rtcp', packet);
    else if (this.events.listenerCount('rtp') > 0) this.events.emit('rtp', parseRtp(packet));
    return length;
  }

  private takeResponse(): number | undefined {
    const start = this.rest.toString('latin1', 0, Math.min(5, this.rest.length));
    if (!'RTSP/'.startsWith(start)) {
      this.events.emit('noise', this.rest);
      return this.rest.length;
    }
    const headEnd = this.rest.indexOf('\r\n\r\n');
    if (headEnd < 0) return undefined;
    const [first = '', ...lines] = this.rest.toString('utf8', 0, headEnd).split('\r\n');
    const headers = new Map(lines.map((line) => [line.split(':')[0]?.toLowerCase() ?? '', line.slice(line.indexOf(':') + 1).trim()])); // prettier-ignore
    const length = headEnd + 4 + Number(headers.get('content-length') ?? 0);
    if (this.rest.length < length) return undefined;
    const session = headers.get('session');
    if (session !== undefined) this.session = session.split(';')[0] ?? '';
    const body = this.rest.toString('utf8', headEnd + 4, length);
    this.waiting.shift()?.({ status: Number(first.split(' ')[1]), headers, body });
    return length;
  }
}

function parseRtp(packet: Buffer): RtpPacket {
  return {
    marker: ((packet[1] ?? 0) & 0x80) !== 0,
    sequence: packet.readUInt16BE(2),
    timestamp: packet.readUInt32BE(4),
    ssrc: packet.readUInt32BE(8),
    payload: packet.subarray(12),
  };
}
