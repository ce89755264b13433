/** Entry point of the process that holds a UDP port (`udp-hole.ts`). */
import { createSocket } from 'node:dgram';

const socket = createSocket('udp4');
socket.bind(0, '127.0.0.1', () => process.send?.({ port: socket.address().port }));
process.once('disconnect', () => process.exit(0));
