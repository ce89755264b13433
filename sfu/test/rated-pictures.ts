const packetBytes = 1_200;
const headerBytes = 12;
const clockRate = 90_000;

/**
 * RTP packets of H.264 as the ingest makes them, at a set rate: the size of their pictures is right and their content is not.
 * Every group begins with parameter sets and a keyframe three times as large as the others.
 */
export class RatedPictures {
  readonly #framesPerSecond: number;
  readonly #gopFrames: number;
  readonly #deltaBytes: number;
  #frame = 0;
  #sequence = 0;

  constructor(options: {
    readonly kbps: number;
    readonly framesPerSecond: number;
    readonly gopFrames: number;
  }) {
    this.#framesPerSecond = options.framesPerSecond;
    this.#gopFrames = options.gopFrames;
    const frameBytes = (options.kbps * 125) / options.framesPerSecond;
    this.#deltaBytes = Math.round((frameBytes * options.gopFrames) / (options.gopFrames + 2));
  }

  next(): Buffer[] {
    const isKeyframe = this.#frame % this.#gopFrames === 0;
    const timestamp = Math.round((this.#frame * clockRate) / this.#framesPerSecond);
    this.#frame += 1;
    let left = isKeyframe ? this.#deltaBytes * 3 : this.#deltaBytes;
    const packets = isKeyframe ? [this.#packet(timestamp, Buffer.from([0x67, 0x42, 0xe0, 0x1f]))] : [];
    for (let isFirst = true; left > 0; isFirst = false) {
      const bytes = Math.min(left, packetBytes - headerBytes);
      const payload = Buffer.alloc(bytes, 0x55);
      payload[0] = 0x7c;
      payload[1] = (isFirst ? 0x80 : 0) | (bytes === left ? 0x40 : 0) | (isKeyframe ? 5 : 1);
      left -= bytes;
      packets.push(this.#packet(timestamp, payload, left === 0));
    }
    return packets;
  }

  #packet(timestamp: number, payload: Buffer, isLast = false): Buffer {
    const header = Buffer.alloc(headerBytes);
    header[0] = 0x80;
    header[1] = 96 | (isLast ? 0x80 : 0);
    header.writeUInt16BE(this.#sequence, 2);
    header.writeUInt32BE(timestamp >>> 0, 4);
    this.#sequence = (this.#sequence + 1) & 0xffff;
    return Buffer.concat([header, payload]);
  }
}
