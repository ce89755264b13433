import { house } from './packages/config/eslint/index.js';

export default house;
