import { headerOf, parseHead } from './message.ts';
import type { RtspRequest, RtspResponse } from './message.ts';

export type MessageReaderError = 'not_rtsp' | 'head_too_large' | 'body_too_large' | 'length_invalid';

export interface MessageHandlers {
  onResponse(response: RtspResponse): void;
  onRequest(request: RtspRequest): void;
  /** `bytes[start, end)` is one RTP or RTCP packet. The memory is reused after the call. */
  onInterleaved(
    channel: number,
    bytes: Buffer,
    range: { readonly start: number; readonly end: number },
  ): void;
  /** Called once; what follows is ignored. */
  onError(code: MessageReaderError): void;
}

export interface MessageReader {
  /** Takes the next octets of the TCP stream, however it was cut. Keeps no reference to `chunk`. */
  push(chunk: Buffer): void;
  /** Ignores everything from now on, also the rest of a chunk being read. */
  stop(): void;
}

const maxHeadLength = 16 * 1024;
const maxBodyLength = 256 * 1024;
const dollar = 0x24;
const none = Buffer.alloc(0);

/** Reads RTSP messages and interleaved frames (RFC 2326, 10.12) out of one TCP stream. */
export function createMessageReader(handlers: MessageHandlers): MessageReader {
  return new RtspMessageReader(handlers);
}

class RtspMessageReader implements MessageReader {
  readonly #handlers: MessageHandlers;
  #kept: Buffer = none;
  #stopped = false;
  readonly #range = { start: 0, end: 0 };

  constructor(handlers: MessageHandlers) {
    this.#handlers = handlers;
  }

  push(chunk: Buffer): void {
    if (this.#stopped) return;
    const bytes = this.#kept.length === 0 ? chunk : Buffer.concat([this.#kept, chunk]);
    let at = 0;
    while (at < bytes.length && !this.#isStopped()) {
      const taken = this.#takeOne(bytes, at);
      if (taken === 0) break;
      at += taken;
    }
    // The chunk's memory is the socket's: what is left must be copied.
    this.#kept = this.#stopped || at === bytes.length ? none : Buffer.from(bytes.subarray(at));
  }

  #isStopped(): boolean {
    return this.#stopped;
  }

  /** The octets taken, or 0 when the message is not complete yet. */
  #takeOne(bytes: Buffer, at: number): number {
    const first = bytes[at] ?? 0;
    if (first === dollar) return this.#takeInterleaved(bytes, at);
    // Some cameras put stray line breaks between messages.
    if (first === 0x0d || first === 0x0a) return 1;
    if (first < 0x41 || first > 0x5a) return this.#fail('not_rtsp');
    return this.#takeMessage(bytes, at);
  }

  #takeInterleaved(bytes: Buffer, at: number): number {
    if (bytes.length - at < 4) return 0;
    const length = bytes.readUInt16BE(at + 2);
    if (bytes.length - at < 4 + length) return 0;
    this.#range.start = at + 4;
    this.#range.end = at + 4 + length;
    this.#handlers.onInterleaved(bytes[at + 1] ?? 0, bytes, this.#range);
    return 4 + length;
  }

  #takeMessage(bytes: Buffer, at: number): number {
    const headEnd = findHeadEnd(bytes, at);
    if (headEnd === undefined || headEnd.end - at > maxHeadLength) {
      return headEnd !== undefined || bytes.length - at > maxHeadLength ? this.#fail('head_too_large') : 0;
    }
    const head = parseHead(bytes.toString('latin1', at, headEnd.end));
    if (head === undefined) return this.#fail('not_rtsp');
    const lengthText = headerOf(head, 'content-length') ?? '0';
    if (!/^\d{1,9}$/.test(lengthText)) return this.#fail('length_invalid');
    const length = Number(lengthText);
    if (length > maxBodyLength) return this.#fail('body_too_large');
    const bodyStart = headEnd.next;
    if (bytes.length < bodyStart + length) return 0;
    if (head.kind === 'request') this.#handlers.onRequest(head);
    else this.#handlers.onResponse({ ...head, body: bytes.toString('utf8', bodyStart, bodyStart + length) });
    return bodyStart + length - at;
  }

  #fail(code: MessageReaderError): number {
    this.#stopped = true;
    this.#handlers.onError(code);
    return 0;
  }

  stop(): void {
    this.#stopped = true;
    this.#kept = none;
  }
}

/** An empty line ends the head; a few cameras end lines by LF alone. */
function findHeadEnd(bytes: Buffer, at: number): { readonly end: number; readonly next: number } | undefined {
  const crlf = bytes.indexOf('\r\n\r\n', at, 'latin1');
  const lf = bytes.indexOf('\n\n', at, 'latin1');
  if (crlf !== -1 && (lf === -1 || crlf < lf)) return { end: crlf, next: crlf + 4 };
  if (lf !== -1) return { end: lf, next: lf + 2 };
  return undefined;
}
