/** One thing read from an RTSP connection: a request, or a frame of interleaved data (RTCP from the viewer). */
export type Incoming =
  | { readonly kind: 'request'; readonly request: RtspRequest }
  | { readonly kind: 'interleaved'; readonly channel: number; readonly data: Buffer }
  | { readonly kind: 'malformed' };

export type RtspRequest = {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
};

export type RtspResponse = {
  readonly status: number;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string;
};

const longestRequestBytes = 16_384;

/** Cuts the incoming bytes of one connection into requests and interleaved frames. */
export function createRtspReader(): { read(chunk: Buffer): Incoming[] } {
  let rest: Buffer = Buffer.alloc(0);
  return {
    read(chunk) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const found: Incoming[] = [];
      for (;;) {
        const next = takeOne(rest);
        if (next === undefined) return found;
        rest = rest.subarray(next.length);
        if (next.incoming !== undefined) found.push(next.incoming);
        if (next.incoming?.kind === 'malformed') return found;
      }
    },
  };
}

export function encodeResponse(response: RtspResponse, sequence: string | undefined): string {
  const lines = [`RTSP/1.0 ${response.status} ${reasons[response.status] ?? 'Unknown'}`];
  if (sequence !== undefined) lines.push(`CSeq: ${sequence}`);
  lines.push('Server: truc-cameras');
  for (const [name, value] of response.headers ?? []) lines.push(`${name}: ${value}`);
  if (response.body !== undefined) lines.push(`Content-Length: ${Buffer.byteLength(response.body)}`);
  return `${lines.join('\r\n')}\r\n\r\n${response.body ?? ''}`;
}

const reasons: Record<number, string> = {
  200: 'OK',
  302: 'Found',
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  453: 'Not Enough Bandwidth',
  454: 'Session Not Found',
  455: 'Method Not Valid in This State',
  457: 'Invalid Range',
  459: 'Aggregate Operation Not Allowed',
  461: 'Unsupported Transport',
  501: 'Not Implemented',
};

type Taken = { readonly length: number; readonly incoming?: Incoming };

function takeOne(bytes: Buffer): Taken | undefined {
  if (bytes.length === 0) return undefined;
  if (bytes[0] === 0x24) {
    if (bytes.length < 4) return undefined;
    const length = 4 + bytes.readUInt16BE(2);
    if (bytes.length < length) return undefined;
    return {
      length,
      incoming: { kind: 'interleaved', channel: bytes[1] ?? 0, data: bytes.subarray(4, length) },
    };
  }
  // Empty lines between messages are allowed.
  if (bytes[0] === 0x0d || bytes[0] === 0x0a) return { length: 1 };
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return bytes.length > longestRequestBytes ? malformed(bytes) : undefined;
  return takeRequest(bytes, headEnd);
}

function takeRequest(bytes: Buffer, headEnd: number): Taken | undefined {
  const [first = '', ...lines] = bytes.toString('utf8', 0, headEnd).split('\r\n');
  const start = /^([A-Z_]+) (\S+) RTSP\/1\.\d$/.exec(first);
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  const bodyLength = Number(headers.get('content-length') ?? '0');
  const isBounded = Number.isInteger(bodyLength) && bodyLength >= 0 && bodyLength <= longestRequestBytes;
  if (start === null || !isBounded) return malformed(bytes);
  const length = headEnd + 4 + bodyLength;
  if (bytes.length < length) return undefined;
  const [, method = '', url = ''] = start;
  const body = bytes.toString('utf8', headEnd + 4, length);
  return { length, incoming: { kind: 'request', request: { method, url, headers, body } } };
}

function malformed(bytes: Buffer): Taken {
  return { length: bytes.length, incoming: { kind: 'malformed' } };
}
