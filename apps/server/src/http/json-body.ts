import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { digestHeader } from '@truc/sync/protocol';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { digestOf } from './digest-of.ts';
import { UnreadableBody } from './refusal.ts';

const gunzipAsync = promisify(gunzip);

/**
 * Takes JSON alone, plain or gzip. The limit of a route holds for the octets that arrive and again for what they unpack to,
 * so that a small bomb stays small.
 */
export function readJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    (request: FastifyRequest, octets: Buffer, done) => {
      done(null, new PackedBody(octets, request));
    },
  );
}

/** A body as it arrived. Opened when its request has a place: unpacking and parsing take the server's time. */
export class PackedBody {
  readonly #octets: Buffer;
  readonly #encoding: string | undefined;
  readonly #digest: string | undefined;
  readonly #limit: number;

  constructor(octets: Buffer, { headers, routeOptions }: Pick<FastifyRequest, 'headers' | 'routeOptions'>) {
    const digest = headers[digestHeader];
    this.#octets = octets;
    this.#encoding = headers['content-encoding'];
    this.#digest = typeof digest === 'string' ? digest : undefined;
    this.#limit = routeOptions.bodyLimit;
  }

  /** @throws UnreadableBody */
  async open(): Promise<unknown> {
    const plain = await unpack(this.#octets, this.#encoding, this.#limit);
    // Damaged on the way (RT12): whoever sent it has it still, and sends it again.
    if (this.#digest !== undefined && this.#digest !== digestOf(plain))
      throw new UnreadableBody('unavailable');
    return parseJson(plain);
  }
}

async function unpack(octets: Buffer, encoding: string | undefined, limit: number): Promise<Buffer> {
  if (encoding === undefined || encoding === 'identity') return octets;
  if (encoding !== 'gzip') throw new UnreadableBody('unsupported_media_type');
  try {
    return await gunzipAsync(octets, { maxOutputLength: limit });
  } catch (error) {
    const bomb = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    throw new UnreadableBody(bomb ? 'too_large' : 'unparseable');
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function parseJson(octets: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(octets));
  } catch {
    // Not UTF-8 or not JSON: the same to the sender.
    throw new UnreadableBody('unparseable');
  }
}
