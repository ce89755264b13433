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
const interleavedHeadLength = 4;
const dollar = 0x24;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const none = Buffer.alloc(0);

/** Reads RTSP messages and interleaved frames (RFC 2326, 10.12) out of one TCP stream. */
export function createMessageReader(handlers: MessageHandlers): MessageReader {
  return new RtspMessageReader(handlers);
}

type Head = NonNullable<ReturnType<typeof parseHead>>;

/**
 * What is incomplete is kept with what was learned of it: an octet is copied once and looked at once, however small the
 * pieces are in which a stream comes.
 */
class RtspMessageReader implements MessageReader {
  readonly #handlers: MessageHandlers;
  readonly #kept = new KeptOctets();
  #stopped = false;
  /** Of the message that is incomplete: its whole length where it is known, what was searched for its head's end, the head. */
  #wanted: number | undefined;
  #searched = 0;
  #head: { readonly head: Head; readonly bodyStart: number } | undefined;
  readonly #range = { start: 0, end: 0 };

  constructor(handlers: MessageHandlers) {
    this.#handlers = handlers;
  }

  push(chunk: Buffer): void {
    if (this.#stopped) return;
    const at = this.#kept.length === 0 ? 0 : this.#completeKept(chunk);
    if (at < chunk.length && !this.#isStopped()) this.#takeAll(chunk, at);
  }

  #isStopped(): boolean {
    return this.#stopped;
  }

  /** Takes what the kept message lacks; returns the octets of the chunk that it took. */
  #completeKept(chunk: Buffer): number {
    let at = 0;
    while (this.#kept.length > 0 && !this.#stopped) {
      const lacks = this.#wanted === undefined ? chunk.length - at : this.#wanted - this.#kept.length;
      const end = Math.min(chunk.length, at + lacks);
      this.#kept.append(chunk, at, end);
      at = end;
      if (this.#wanted !== undefined && this.#kept.length < this.#wanted) return at;
      const taken = this.#takeOne(this.#kept.octets(), 0);
      // What was appended behind the message's end is read again, in its own place.
      if (taken > 0) {
        at -= this.#kept.length - taken;
        this.#kept.empty();
      } else if (at === chunk.length) return at;
    }
    return at;
  }

  #takeAll(bytes: Buffer, start: number): void {
    let at = start;
    while (at < bytes.length && !this.#stopped) {
      const taken = this.#takeOne(bytes, at);
      if (taken === 0) break;
      at += taken;
    }
    // The chunk's memory is the socket's: what is left must be copied.
    if (at < bytes.length && !this.#stopped) this.#kept.append(bytes, at, bytes.length);
  }

  /** The octets taken, or 0 when the message is not complete yet. */
  #takeOne(bytes: Buffer, at: number): number {
    const first = bytes[at] ?? 0;
    if (first === dollar) return this.#takeInterleaved(bytes, at);
    // Some cameras put stray line breaks between messages.
    if (first === carriageReturn || first === lineFeed) return 1;
    if (first < 0x41 || first > 0x5a) return this.#fail('not_rtsp');
    return this.#takeMessage(bytes, at);
  }

  #takeInterleaved(bytes: Buffer, at: number): number {
    const has = bytes.length - at;
    const length = interleavedHeadLength + (has < interleavedHeadLength ? 0 : bytes.readUInt16BE(at + 2));
    if (has < length) return this.#wait(length);
    this.#range.start = at + interleavedHeadLength;
    this.#range.end = at + length;
    this.#wanted = undefined;
    this.#handlers.onInterleaved(bytes[at + 1] ?? 0, bytes, this.#range);
    return length;
  }

  #wait(wanted: number | undefined): 0 {
    this.#wanted = wanted;
    return 0;
  }

  #takeMessage(bytes: Buffer, at: number): number {
    const found = this.#head ?? this.#readHead(bytes, at);
    if (found === undefined) return 0;
    this.#head = found;
    const { head, bodyStart } = found;
    const length = bodyStart + bodyLengthOf(head);
    if (bytes.length - at < length) return this.#wait(length);
    this.#forget();
    if (head.kind === 'request') this.#handlers.onRequest(head);
    else this.#handlers.onResponse({ ...head, body: bytes.toString('utf8', at + bodyStart, at + length) });
    return length;
  }

  /** The head, once it is whole and its length acceptable. */
  #readHead(bytes: Buffer, at: number): { readonly head: Head; readonly bodyStart: number } | undefined {
    const limit = Math.min(bytes.length, at + maxHeadLength + interleavedHeadLength);
    const headEnd = findHeadEnd(bytes, at + this.#searched, limit);
    if (headEnd === undefined || headEnd.end - at > maxHeadLength) {
      if (headEnd !== undefined || bytes.length - at > maxHeadLength) this.#fail('head_too_large');
      // The last line's end may be the first half of an empty line.
      this.#searched = Math.max(0, bytes.length - at - 2);
      return undefined;
    }
    const head = parseHead(bytes.toString('latin1', at, headEnd.end));
    const fault = head === undefined ? 'not_rtsp' : faultOfLength(head);
    if (fault !== undefined) this.#fail(fault);
    return head === undefined || fault !== undefined ? undefined : { head, bodyStart: headEnd.next - at };
  }

  #forget(): void {
    this.#wanted = undefined;
    this.#searched = 0;
    this.#head = undefined;
  }

  #fail(code: MessageReaderError): 0 {
    if (!this.#stopped) {
      this.stop();
      this.#handlers.onError(code);
    }
    return 0;
  }

  stop(): void {
    this.#stopped = true;
    this.#forget();
    this.#kept.release();
  }
}

function faultOfLength(head: Head): MessageReaderError | undefined {
  const text = headerOf(head, 'content-length') ?? '0';
  if (!/^\d{1,9}$/.test(text)) return 'length_invalid';
  return Number(text) > maxBodyLength ? 'body_too_large' : undefined;
}

function bodyLengthOf(head: Head): number {
  return Number(headerOf(head, 'content-length') ?? '0');
}

/** An empty line ends the head; a few cameras end lines by LF alone. */
function findHeadEnd(
  bytes: Buffer,
  from: number,
  limit: number,
): { readonly end: number; readonly next: number } | undefined {
  for (
    let at = bytes.indexOf(lineFeed, from);
    at !== -1 && at < limit;
    at = bytes.indexOf(lineFeed, at + 1)
  ) {
    const end = bytes[at - 1] === carriageReturn ? at - 1 : at;
    if (bytes[at + 1] === lineFeed) return { end, next: at + 2 };
    if (bytes[at + 1] === carriageReturn && bytes[at + 2] === lineFeed) return { end, next: at + 3 };
  }
  return undefined;
}

/** What came of one message so far. Its memory doubles as it grows, and is given back when it was a large one. */
class KeptOctets {
  #memory = none;
  length = 0;

  octets(): Buffer {
    return this.#memory.subarray(0, this.length);
  }

  append(source: Buffer, start: number, end: number): void {
    const needed = this.length + end - start;
    if (needed > this.#memory.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#memory.length, firstCapacity));
      this.#memory.copy(larger, 0, 0, this.length);
      this.#memory = larger;
    }
    source.copy(this.#memory, this.length, start, end);
    this.length = needed;
  }

  empty(): void {
    this.length = 0;
    if (this.#memory.length > keptCapacity) this.#memory = none;
  }

  release(): void {
    this.length = 0;
    this.#memory = none;
  }
}

const firstCapacity = 2 * 1024;
const keptCapacity = 64 * 1024;
