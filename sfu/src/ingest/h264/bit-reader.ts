/** Reads the bits of a NAL unit's payload, leaving out emulation prevention (7.4.1). Past the end it reads zeros. */
export class BitReader {
  private readonly bytes: Uint8Array;
  private at: number;
  private bit = 0;
  private zeros = 0;
  /** True once a read went past the end: the values read are then worth nothing. */
  isExhausted = false;

  constructor(bytes: Uint8Array, start: number) {
    this.bytes = bytes;
    this.at = start;
  }

  readBit(): number {
    if (this.bit === 0) this.skipEmulationPrevention();
    const octet = this.bytes[this.at];
    if (octet === undefined) {
      this.isExhausted = true;
      return 0;
    }
    const value = (octet >> (7 - this.bit)) & 1;
    this.bit += 1;
    if (this.bit === 8) {
      this.zeros = octet === 0 ? this.zeros + 1 : 0;
      this.bit = 0;
      this.at += 1;
    }
    return value;
  }

  readBits(count: number): number {
    let value = 0;
    for (let read = 0; read < count; read += 1) value = value * 2 + this.readBit();
    return value;
  }

  /** ue(v): an unsigned Exp-Golomb code (9.1). */
  readUnsigned(): number {
    let leadingZeros = 0;
    while (this.readBit() === 0) {
      leadingZeros += 1;
      if (leadingZeros > 31 || this.isExhausted) {
        this.isExhausted = true;
        return 0;
      }
    }
    return 2 ** leadingZeros - 1 + this.readBits(leadingZeros);
  }

  /** se(v): a signed Exp-Golomb code. */
  readSigned(): number {
    const code = this.readUnsigned();
    return code % 2 === 0 ? -code / 2 : (code + 1) / 2;
  }

  private skipEmulationPrevention(): void {
    if (this.zeros >= 2 && this.bytes[this.at] === 3) {
      this.at += 1;
      this.zeros = 0;
    }
  }
}
