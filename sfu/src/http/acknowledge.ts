/** Whether a socket message came with an acknowledgement: socket.io passes it as the last argument. */
export function isAcknowledge(value: unknown): value is (answer: object) => void {
  return typeof value === 'function';
}
