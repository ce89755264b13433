import { digestHeader } from '@truc/sync/protocol';
import { digestOf } from './digest-of.ts';

/** Octets from which a body is worth compressing on a slow link. */
const compressFromBytes = 1_024;

export type EncodedBody = {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
};

/** A JSON body, gzipped when it is larger than 1 KB and the browser can. `isDigested`: with its digest (RT12). */
export async function encodeBody(value: unknown, isDigested: boolean): Promise<EncodedBody> {
  const plain = new TextEncoder().encode(JSON.stringify(value));
  const digest = isDigested ? await digestOf(plain) : null;
  const headers = { 'content-type': 'application/json', ...(digest !== null && { [digestHeader]: digest }) };
  if (plain.byteLength <= compressFromBytes || typeof CompressionStream === 'undefined')
    return { body: plain, headers };
  const packed = new Blob([plain]).stream().pipeThrough(new CompressionStream('gzip'));
  const octets = new Uint8Array(await new Response(packed).arrayBuffer());
  return { body: octets, headers: { ...headers, 'content-encoding': 'gzip' } };
}
