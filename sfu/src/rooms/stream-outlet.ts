/** Where a stream's packets go: to a worker's viewers, or to another node. */
export interface StreamOutlet {
  readonly closed: boolean;
  /** Whether somebody is sent the pictures. */
  readonly running: boolean;
  handlePacket(packet: Buffer): void;
  handleRtcp(compound: Buffer): void;
  serialize(): object;
  close(): void;
}
