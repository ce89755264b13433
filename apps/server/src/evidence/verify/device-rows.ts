/** Where each entry stands with its device, for the chains that run across blocks. Columns, to travel between threads cheaply. */
export type DeviceColumns = {
  readonly devices: readonly string[];
  /** Per entry that stands in its device's chain: index into `devices`, place, seq, offset; 32 octets of own hash and `prev`. */
  readonly device: Uint32Array;
  readonly n: Float64Array;
  readonly seq: Float64Array;
  readonly offset: Float64Array;
  readonly hashes: Uint8Array;
  readonly prevs: Uint8Array;
};

type Place = { readonly dev: string; readonly inst: number; readonly n: number; readonly seq: number };
/** `own` in one octet a character, `prev` in hexadecimal; null where the header does not tell it. */
type Links = { readonly own: string; readonly prev: string | null; readonly offset: number };

export class DeviceRows {
  readonly #devices = new Map<string, number>();
  readonly #device: Uint32Array;
  readonly #n: Float64Array;
  readonly #seq: Float64Array;
  readonly #offset: Float64Array;
  readonly #hashes: Buffer;
  readonly #prevs: Buffer;
  #rows = 0;

  constructor(count: number) {
    this.#device = new Uint32Array(count);
    this.#n = new Float64Array(count);
    this.#seq = new Float64Array(count);
    this.#offset = new Float64Array(count);
    this.#hashes = Buffer.alloc(count * 32);
    this.#prevs = Buffer.alloc(count * 32);
  }

  add({ dev, inst, n, seq }: Place, { own, prev, offset }: Links): void {
    const key = `${dev} ${inst}`;
    let device = this.#devices.get(key);
    if (device === undefined) this.#devices.set(key, (device = this.#devices.size));
    const row = this.#rows;
    this.#device[row] = device;
    this.#n[row] = n;
    this.#seq[row] = seq;
    this.#offset[row] = offset;
    this.#hashes.write(own, row * 32, 'latin1');
    if (prev !== null) this.#prevs.write(prev, row * 32, 'hex');
    this.#rows += 1;
  }

  columns(): DeviceColumns {
    const rows = this.#rows;
    return {
      devices: [...this.#devices.keys()],
      device: this.#device.slice(0, rows),
      n: this.#n.slice(0, rows),
      seq: this.#seq.slice(0, rows),
      offset: this.#offset.slice(0, rows),
      hashes: Uint8Array.from(this.#hashes.subarray(0, rows * 32)),
      prevs: Uint8Array.from(this.#prevs.subarray(0, rows * 32)),
    };
  }
}
