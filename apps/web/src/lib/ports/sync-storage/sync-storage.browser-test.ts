import { draftSuite } from './test/draft-suite.ts';
import { storageSuites } from './test/storage-suites.ts';

storageSuites('IndexedDB in Chromium, encrypted');
draftSuite('IndexedDB in Chromium');
