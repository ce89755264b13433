import { storageSuites } from './test/storage-suites.ts';

storageSuites('IndexedDB in Chromium, encrypted');
