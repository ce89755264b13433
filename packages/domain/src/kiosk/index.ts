export {
  decideKioskChange,
  decidePairing,
  kioskAccount,
  kioskEventKinds,
  kioskLongestMs,
  kioskOf,
  kioskOfAccount,
  kioskStateOf,
} from './kiosk.ts';
export type { Kiosk, KioskChange, KioskEvent, KioskPairing, KioskState, PairingRefusal } from './kiosk.ts';
