import 'fake-indexeddb/auto';
import { storageSuites } from './test/storage-suites.ts';

storageSuites('fake-indexeddb, encrypted');
