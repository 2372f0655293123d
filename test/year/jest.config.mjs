import config from '../../jest.config.js';

const year = config.projects.find(({ displayName }) => displayName === 'year');

/** @type {import('jest').Config} The long run, which is no part of the tests. */
export default { ...year, rootDir: '../..', testMatch: ['**/test/year/long.ts'] };
