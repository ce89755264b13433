import 'fake-indexeddb/auto';
import { draftSuite } from './test/draft-suite.ts';

draftSuite('IndexedDB in memory');
