/** Header names are lower case; a header that is repeated keeps every value, in order. */
export type RtspHeaders = ReadonlyMap<string, readonly string[]>;

export type RtspResponse = {
  readonly kind: 'response';
  readonly status: number;
  readonly headers: RtspHeaders;
  readonly body: string;
};

/** A camera may ask too (OPTIONS as a ping, ANNOUNCE, REDIRECT). */
export type RtspRequest = {
  readonly kind: 'request';
  readonly method: string;
  readonly headers: RtspHeaders;
};

export function headerOf(message: { readonly headers: RtspHeaders }, name: string): string | undefined {
  return message.headers.get(name)?.[0];
}

export function writeRequest(
  method: string,
  url: string,
  headers: readonly (readonly [string, string])[],
): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.from(`${method} ${url} RTSP/1.0\r\n${lines}\r\n`, 'latin1');
}

/** Refuses whatever a camera asks of its client, except the questions that serve as a ping. */
export function writeReply(request: RtspRequest): Buffer {
  const isPing = request.method === 'OPTIONS' || request.method === 'GET_PARAMETER';
  const cseq = /^\d{1,10}$/.exec(headerOf(request, 'cseq') ?? '')?.[0] ?? '0';
  const status = isPing ? '200 OK' : '501 Not Implemented';
  return Buffer.from(`RTSP/1.0 ${status}\r\nCSeq: ${cseq}\r\n\r\n`, 'latin1');
}

/** Parses the head of a message (start line and header lines). `undefined`: it is not RTSP. */
export function parseHead(head: string): Omit<RtspResponse, 'body'> | RtspRequest | undefined {
  const [start = '', ...lines] = head.split(/\r?\n/);
  const headers = parseHeaderLines(lines);
  if (headers === undefined) return undefined;
  const response = /^RTSP\/[12]\.\d (\d{3})(?: |$)/.exec(start);
  if (response) return { kind: 'response', status: Number(response[1]), headers };
  const request = /^([A-Z_]{3,20}) \S+ RTSP\/[12]\.\d$/.exec(start);
  if (request?.[1]) return { kind: 'request', method: request[1], headers };
  return undefined;
}

function parseHeaderLines(lines: readonly string[]): RtspHeaders | undefined {
  const headers = new Map<string, string[]>();
  let last: string[] | undefined;
  for (const line of lines) {
    if (line === '') continue;
    if (/^[ \t]/.test(line) && last) {
      last.push(`${last.pop() ?? ''} ${line.trim()}`);
      continue;
    }
    const colon = line.indexOf(':');
    if (colon < 1) return undefined;
    const name = line.slice(0, colon).trim().toLowerCase();
    last = headers.get(name) ?? [];
    last.push(line.slice(colon + 1).trim());
    headers.set(name, last);
  }
  return headers;
}
