import { hintEvent } from '@truc/domain/api';
import { io } from 'socket.io-client';

/** Calls `onNews` whenever the server says that a display has something to ask for, and when the line came back. */
export function openDisplayHints(onNews: () => void): { open(): void; close(): void } {
  const socket = io({ path: '/rt', autoConnect: false, transports: ['websocket', 'polling'] });
  socket.on('connect', onNews);
  socket.on('disconnect', onNews);
  socket.on(hintEvent, onNews);
  return {
    open: () => void (socket.connected || socket.connect()),
    close: () => void socket.disconnect(),
  };
}
