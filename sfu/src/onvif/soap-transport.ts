import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Timers } from '@truc/base';
import type { OnvifError } from './device-port.ts';

export class SoapError extends Error {
  readonly code: OnvifError;

  constructor(code: OnvifError) {
    super(code);
    this.name = 'SoapError';
    this.code = code;
  }
}

export type SoapQuestion = {
  readonly path: string;
  readonly action: string;
  readonly body: string;
  readonly deadlineMs: number;
  readonly authorization?: string;
};
export type SoapAnswer = { readonly status: number; readonly text: string; readonly challenges: string[] };

/** A recorder of 64 channels describes its profiles in some 300 KB; what is larger is no answer. */
export const answerByteLimit = 1024 * 1024;
/** Of one device at once: a movement's end must not wait behind a list of profiles. */
const connectionLimit = 4;

/**
 * Posts to one host and no other: a device that names other addresses, or sends us there, does not get our account carried
 * to them. The whole exchange has one deadline, however slowly its octets drip, and answers end where they grow too large.
 */
export class SoapTransport {
  readonly #endpoint: URL;
  readonly #timers: Timers;
  readonly #agent: HttpAgent | HttpsAgent;

  constructor(endpoint: URL, timers: Timers) {
    this.#endpoint = endpoint;
    this.#timers = timers;
    const settings = { keepAlive: true, maxSockets: connectionLimit, maxFreeSockets: 1, timeout: 30_000 };
    // Cameras sign their own certificates. TLS keeps the password off the line; who the camera is, the register says.
    this.#agent = this.#isSecure
      ? new HttpsAgent({ ...settings, rejectUnauthorized: false })
      : new HttpAgent(settings);
  }

  get #isSecure(): boolean {
    return this.#endpoint.protocol === 'https:';
  }

  /** @throws SoapError */
  post(question: SoapQuestion): Promise<SoapAnswer> {
    return new Promise((resolve, reject) => {
      const request = this.#open(question);
      const fail = (code: OnvifError) => {
        reject(new SoapError(code));
        request.destroy();
      };
      const cancel = this.#timers.after(question.deadlineMs, () => fail('timeout'));
      request.on('error', () => fail('unreachable'));
      request.on('close', cancel);
      request.on('response', (response) => {
        response.on('error', () => fail('unreachable'));
        collect(response, { done: resolve, fail });
      });
      // Octets, not text: Node would write head and text together, and the head's own octets wrongly.
      request.end(Buffer.from(question.body, 'utf8'));
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  #open(question: SoapQuestion): ClientRequest {
    const send = this.#isSecure ? httpsRequest : httpRequest;
    return send({
      agent: this.#agent,
      method: 'POST',
      hostname: this.#endpoint.hostname.replace(/^\[|\]$/g, ''),
      port: this.#endpoint.port === '' ? (this.#isSecure ? 443 : 80) : this.#endpoint.port,
      path: question.path,
      headers: {
        'content-type': `application/soap+xml; charset=utf-8; action="${question.action}"`,
        'content-length': Buffer.byteLength(question.body),
        ...(question.authorization === undefined ? {} : { authorization: question.authorization }),
      },
    });
  }
}

function collect(
  response: IncomingMessage,
  then: { readonly done: (answer: SoapAnswer) => void; readonly fail: (code: OnvifError) => void },
): void {
  const encoding = response.headers['content-encoding'] ?? 'identity';
  // None was asked for: what unfolds is not measured by what came over the line.
  if (encoding !== 'identity') return then.fail('answer_unreadable');
  const chunks: Buffer[] = [];
  let length = 0;
  response.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > answerByteLimit) then.fail('answer_too_large');
    else chunks.push(chunk);
  });
  response.on('aborted', () => then.fail('answer_unreadable'));
  response.on('end', () => {
    const challenges = response.rawHeaders.filter(
      (_, at, headers) => at % 2 === 1 && headers[at - 1]?.toLowerCase() === 'www-authenticate',
    );
    then.done({
      status: response.statusCode ?? 0,
      text: Buffer.concat(chunks).toString('utf8'),
      challenges,
    });
  });
}
